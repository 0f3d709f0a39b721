"""Health: how each part is and what to do about a bad one; the queue, the cache, the versions."""

from __future__ import annotations

import streamlit as st

from components.errors import literal, shown, telling
from components.frame import heading
from components.services import studio
from core.health import HealthCheck

NAMES = {
    "data folder": ("Data folder", ":material/folder:"),
    "disk": ("Disk", ":material/hard_drive:"),
    "memory": ("Memory", ":material/memory:"),
    "database": ("Database", ":material/database:"),
    "storage": ("Shared storage", ":material/cloud_sync:"),
    "queue": ("Queue", ":material/pending_actions:"),
    "ffmpeg": ("Video tool", ":material/movie_filter:"),
    "script": ("Script writer", ":material/edit_note:"),
    "film": ("Pictures", ":material/palette:"),
    "voice": ("Voice", ":material/record_voice_over:"),
    "captions": ("Captions", ":material/subtitles:"),
    "services": ("Services", ":material/cloud:"),
    "models": ("Models", ":material/event_upcoming:"),
    "webhook": ("Webhook", ":material/webhook:"),
    "cache": ("Cache", ":material/inventory_2:"),
}


def main() -> None:
    heading("Health", "How each part is doing, and what to do when one is not well.")
    with shown():
        _queue()
    st.subheader("Parts", anchor=False)
    _parts()
    with shown():
        _cache()
        _versions()


def _queue() -> None:
    meters = studio().meters()
    with st.grid(min_column_width=150, gap="small") as grid:
        for label, value in (
            ("Being made", str(meters.running)),
            ("Waiting", str(meters.waiting)),
            ("Made today", str(meters.made_today)),
            ("Disk free", f"{meters.disk_free_bytes / 1e9:.0f} GB"),
        ):
            with grid.cell():
                st.metric(label, value, border=True)


@st.fragment(parallel=True)
def _parts() -> None:
    """What was found a moment ago; if that is too long ago, the checks run beside the page."""
    with shown():
        report = studio().latest_health()
    if report.bad:
        st.warning(
            f"{len(report.bad)} of {len(report.checks)} parts need attention.", icon=":material/warning:"
        )
    else:
        st.success(f"All {len(report.checks)} parts work.", icon=":material/check_circle:")
    with st.grid(min_column_width=300, gap="small", key="parts") as grid:
        for check in sorted(report.checks, key=lambda check: check.ok):
            with grid.cell():
                _part(check)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Check again", key="check", icon=":material/refresh:", on_click=_check_again)
        if report.age_s >= 1:
            st.caption(f"Checked {report.age_s:.0f} s ago.", width="content")


@telling
def _check_again() -> None:
    studio().health()


def _part(check: HealthCheck) -> None:
    name, icon = NAMES.get(check.name, (check.name.capitalize(), ":material/settings:"))
    with st.container(border=True, gap="xsmall", height="stretch"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"{icon} **{name}**", width="content")
            if check.ok:
                st.badge("Good", icon=":material/check:", color="green")
            else:
                st.badge("Look here", icon=":material/warning:", color="orange")
        st.caption(literal(check.detail))
        if check.advice:
            st.markdown(f":material/lightbulb: {literal(check.advice)}")


def _cache() -> None:
    cache = studio().cache()
    st.subheader("Cache", anchor=False)
    with st.container(border=True, gap="small"):
        st.markdown(
            f"**{cache.size_bytes / 1e9:.2f} GB** of {cache.limit_bytes / 1e9:.0f} GB "
            f"in {cache.entries} files. "
            + ("Nothing was asked for yet." if cache.hit_rate is None else _rate(cache.hit_rate))
        )
        st.progress(min(1.0, cache.size_bytes / cache.limit_bytes))
        if not studio().may("clear_cache"):
            return
        with st.popover("Clear the cache", icon=":material/delete_sweep:"):
            st.markdown(
                "Finished videos stay. Clips, voices and pieces are made again when they are needed, "
                "which takes time and, with paid models, money."
            )
            st.button("Yes, clear it", key="clear", type="primary", on_click=_clear)


def _rate(rate: float) -> str:
    return f"**{rate:.0%}** of what was asked for was already there."


@telling
def _clear() -> str:
    return f"The cache is cleared: {studio().clear_cache() / 1e6:.0f} MB are free again."


def _versions() -> None:
    with st.expander("Versions", icon=":material/info:", key="versions"):
        st.dataframe(
            [{"part": part, "version": version} for part, version in studio().program_versions().items()],
            hide_index=True,
        )


main()
