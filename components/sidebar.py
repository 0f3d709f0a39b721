"""The sidebar of every page: the mode, what is being made now, and how full things are."""

from __future__ import annotations

import contextlib

import streamlit as st

from components.addresses import CREATE, HISTORY, link
from components.at_limit import SHORT
from components.errors import literal, show
from components.house import settings
from components.job_progress import left
from components.labels import counted, time_of
from components.meters import meters, tell_alerts
from components.services import studio
from components.sign_in import who_is_here
from components.visitors import visitor
from core.errors import AppError, NotFound
from core.storage.records import VideoStatus
from core.studio.jobs import Job

POLL_EVERY = "3s"
SHOWN_JOBS = 4
_ENDED = "ended jobs"
_SAID = {
    VideoStatus.DONE: ("is ready.", ":material/movie:"),
    VideoStatus.FAILED: ("could not be finished.", ":material/error:"),
}
_MODES = {
    "Offline": (
        "gray",
        ":material/cloud_off:",
        "Script, pictures, voice and music are made on this machine: free, and nothing leaves it.",
    ),
    "Staging": (
        "blue",
        ":material/science:",
        "Google writes and speaks, and its cheapest video model films. Costs are real.",
    ),
    "Production": ("orange", ":material/cloud_done:", "Google writes, films and speaks. Costs are real."),
}


def sidebar() -> None:
    """Draw it; it asks again every few seconds only while something is being made."""
    try:
        _tell_what_ended()
        if studio().may("alerts_since"):
            tell_alerts()
        jobs = studio().active_jobs()
    except AppError as error:
        show(error)
        st.stop()
    known = frozenset(job.video_id for job in jobs)
    with st.sidebar:
        who_is_here(visitor())
        st.fragment(_draw, run_every=POLL_EVERY if jobs else None)(known)


def _tell_what_ended() -> None:
    for video_id in st.session_state.pop(_ENDED, ()):
        with contextlib.suppress(NotFound):  # deleted meanwhile
            job = studio().job(video_id)
            if job is not None and job.status in _SAID:
                said, icon = _SAID[job.status]
                st.toast(f"“{literal(_short(job.title))}” {said}", icon=icon)


def _draw(known: frozenset[str]) -> None:
    jobs, now = studio().active_jobs(), studio().meters()
    if ended := known - {job.video_id for job in jobs}:
        st.session_state[_ENDED] = sorted(ended)
        st.rerun()
    with st.container(gap="small", key="meters"):
        colour, icon, said = _MODES[now.mode]
        st.badge(now.mode, icon=icon, color=colour, help=said)  # type: ignore[arg-type]  # a colour's name
        if settings().without_login:
            st.badge(
                "No login",
                icon=":material/lock_open:",
                color="red",
                help="Whoever reaches this address may do everything.",
            )
        for job in jobs[:SHOWN_JOBS]:
            _job(job)
        if len(jobs) > SHOWN_JOBS:
            link(HISTORY, f"and {len(jobs) - SHOWN_JOBS} more")
        if waiting := studio().approvals() if studio().may("approvals") else ():
            link(
                "usage.py",
                f":orange[:material/hourglass_top: {counted(len(waiting), 'render')} to decide about]",
            )
        if now.mode != "Offline" and studio().may("standings"):
            meters(studio().standings())
        st.caption(
            f"{counted(now.clips_today, 'clip')} and {counted(now.made_today, 'video')} made today  \n"
            f"{now.waiting} waiting, {now.running} being made  \n"
            f"{now.disk_free_bytes / 1e9:.0f} GB disk free"
        )


def _job(job: Job) -> None:
    with st.container(border=True, gap="xxsmall", key=f"job_{job.video_id}"):
        link(CREATE, f"**{literal(_short(job.title))}**", job.video_id, width="stretch")
        st.progress(job.fraction)
        if job.waits_until is not None:
            is_short = job.error is not None and job.error.kind == SHORT
            until = f"a limit, goes on at {time_of(job.waits_until)}"
            st.caption(f"Waits for {'room on the machine' if is_short else until}")
            return
        remaining = f" · {left(job.remaining_s)}" if job.remaining_s is not None else ""
        st.caption(f"{literal(job.message)}{remaining}")


def _short(title: str) -> str:
    return title if len(title) <= 40 else f"{title[:39].rstrip()}…"
