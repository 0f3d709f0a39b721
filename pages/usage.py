"""Usage: what was spent on what, how full each limit is, what nobody knows the outcome of, the ledger."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.addresses import SCRIPT, link
from components.cost import KINDS, dollars
from components.errors import literal, shown, telling
from components.frame import heading
from components.labels import address, time_of
from components.meters import meter
from components.services import studio
from core.ledger.usage import Share, Usage
from core.providers.purpose import BY_HAND
from core.storage.records import ChargeRecord
from core.studio.money import Unknown

SPANS = {"Today": 1, "7 days": 7, "30 days": 30, "A year": 365}
OUTCOMES = {
    "used": "Used",
    "wasted": "Paid, of no use",
    "unknown": "Unknown, counted as paid",
    "reserved": "Under way",
    "refused": "Refused, not charged",
    "failed": "Failed, not charged",
    "released": "Not taken, not charged",
}
_ROWS_SHOWN = 500


def main() -> None:
    st.set_page_config(layout="wide")
    heading("Usage", "What was spent on what, and how much is left.")
    with shown():
        _approvals()
        _limits()
        _closed()
        _unknowns()
        span = st.segmented_control(
            "Time", list(SPANS), default="7 days", key="span", required=True, label_visibility="collapsed"
        )
        _spending(SPANS[span or "7 days"])


def _approvals() -> None:
    """Dear renders that creators asked for, and the two answers."""
    asked = studio().approvals() if studio().may("approvals") else ()
    if asked:
        st.subheader("Waiting for your decision", anchor=False)
    for each in asked:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            title = literal(studio().video(each.video_id).title)
            st.markdown(
                f"**{title}**: {address(each.asked_by)} asks to render it, up to "
                f"{dollars(each.most_usd)}, {time_of(each.asked_at)}",
                width="stretch",
            )
            link(SCRIPT, "Open", each.video_id, icon=":material/open_in_new:")
            st.button("No", key=f"decline_{each.video_id}", on_click=_decline, args=(each.video_id,))
            st.button(
                "Render it", key=f"approve_{each.video_id}", type="primary", icon=":material/movie:",
                on_click=_approve, args=(each.video_id,),
            )  # fmt: skip


@telling
def _approve(video_id: str) -> str:
    studio().approve(video_id)
    return "The render has started."


@telling
def _decline(video_id: str) -> str:
    studio().decline(video_id)
    return "It is not rendered."


def _limits() -> None:
    with st.grid(min_column_width=260, gap="small") as grid:
        for standing in sorted(studio().standings(), key=lambda each: not each.limit.is_budget):
            with grid.cell(), st.container(border=True, height="stretch"):
                meter(standing)
                resets_at = standing.window.resets_at
                st.caption(
                    f"Begins anew at {time_of(resets_at)}" if resets_at else "Rolls along with the clock"
                )


def _closed() -> None:
    """What a provider closed by its own answer, and the way to ask it again earlier."""

    @telling
    def ask_again(model: str) -> str:
        studio().ask_again(model)
        return "The next call asks again."

    for window in studio().closed_windows():
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            quota = f" ({literal(window.quota_id)})" if window.quota_id else ""
            st.markdown(
                f":material/lock_clock: Google takes nothing for **{literal(window.model)}** until "
                f"{time_of(window.closed_until)}{quota}",
                width="stretch",
            )
            if not studio().may("ask_again"):
                continue
            st.button(
                "Ask again now", key=f"open_{window.model}_{window.quota_id}", on_click=ask_again,
                args=(window.model,), icon=":material/refresh:",
            )  # fmt: skip


def _unknowns() -> None:
    unknowns = studio().unknowns()
    if not unknowns:
        return
    st.subheader("Unknown outcomes", anchor=False)
    st.markdown(
        "These clips were ordered, and the answer was lost. They count as paid until you decide. Look at the "
        "provider's console: is the clip charged there?"
    )
    for unknown in unknowns:
        _unknown(unknown)


def _unknown(unknown: Unknown) -> None:
    operation = unknown.operation

    @telling
    def settle(was_charged: bool) -> str:
        studio().settle_unknown(operation.key, was_charged=was_charged)
        return "Noted. The scene can be filmed again."

    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        title = literal(unknown.title or "a video that is deleted")
        model = operation.model.partition("/")[0]
        st.markdown(
            f"**{title}**, {literal(operation.scene_id)}: {literal(model)}, up to "
            f"{dollars(operation.estimated_usd)}, ordered {time_of(operation.created_at)}",
            width="stretch",
        )
        if unknown.title:
            link(SCRIPT, "Open", operation.video_id, icon=":material/open_in_new:")
        if not studio().may("settle_unknown"):
            st.caption("An approver decides.", width="content")
            return
        st.button(
            "It was not charged", key=f"free_{operation.key}", on_click=settle, args=(False,),
            icon=":material/money_off:",
        )  # fmt: skip
        st.button(
            "It was charged", key=f"paid_{operation.key}", on_click=settle, args=(True,),
            icon=":material/payments:",
        )  # fmt: skip


def _spending(days: int) -> None:
    usage = studio().usage(days)
    if not usage.calls:
        with st.container(border=True):
            st.markdown("**Nothing was paid in this time.**")
            st.caption("What is made on this machine is free and is not listed here.")
        return
    left, right = st.columns([2, 1], gap="large")
    with left:
        _by_day(usage)
    with right:
        st.metric("Spent", f"${usage.total_usd:,.2f}", width="content")
        st.caption(f"{usage.calls:,} calls to providers")
        _shares("Outcome", usage.by_outcome, OUTCOMES)
    with st.grid(min_column_width=280, gap="medium") as grid:
        for title, shares, names in (
            ("Model", usage.by_model, {}),
            ("Video", usage.by_video, studio().titles(usage.by_video) | {BY_HAND: "Samples and tries"}),
            ("User", usage.by_owner, {}),
        ):
            with grid.cell():
                _shares(title, shares, names)
    _ledger(days, usage.charges)


def _by_day(usage: Usage) -> None:
    frame = pd.DataFrame(
        [
            {"Day": each.day.isoformat(), "For": KINDS.get(each.kind, each.kind), "US dollars": each.usd}
            for each in usage.by_day
        ]
    )
    st.bar_chart(frame, x="Day", y="US dollars", color="For", height=260)


def _shares(title: str, shares: tuple[Share, ...], names: dict[str, str]) -> None:
    frame = pd.DataFrame(
        [{title: names.get(each.name, each.name), "Spent": each.usd, "Calls": each.calls} for each in shares]
    )
    st.dataframe(
        frame,
        hide_index=True,
        width="stretch",
        height="content" if len(shares) <= 8 else 320,
        column_config={"Spent": st.column_config.NumberColumn(format="$%.4f")},
    )


def _ledger(days: int, charges: tuple[ChargeRecord, ...]) -> None:
    with st.expander(f"The ledger, {len(charges):,} rows", icon=":material/receipt_long:"):
        st.download_button(
            "Download as CSV",
            data=lambda: studio().ledger_csv(days),
            file_name="ledger.csv",
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
        )
        st.dataframe(
            pd.DataFrame([_row(charge) for charge in charges[:_ROWS_SHOWN]]),
            hide_index=True,
            width="stretch",
            column_config={
                "Spent": st.column_config.NumberColumn(format="$%.4f"),
                "When": st.column_config.DatetimeColumn(format="D MMM, HH:mm:ss"),
            },
        )
        if len(charges) > _ROWS_SHOWN:
            st.caption(f"The latest {_ROWS_SHOWN} are shown; the CSV holds all.")


def _row(charge: ChargeRecord) -> dict[str, object]:
    return {
        "When": charge.created_at,
        "For": KINDS.get(charge.kind, charge.kind),
        "Outcome": OUTCOMES[charge.outcome.value],
        "Spent": charge.spent_usd,
        "Model": charge.model,
        "Video": charge.video_id,
        "Scene": charge.scene_id,
        "User": charge.owner,
    }


main()
