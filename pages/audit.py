"""Audit: who did what, to which video, when, from where and with what result; whether the log is whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd
import streamlit as st

from components.errors import literal, shown, telling
from components.frame import heading, invitation
from components.labels import time_of
from components.services import studio
from core.security.audit import DONE, Entry, Verdict
from core.storage.audit import AuditFilters

SPANS = {"Today": 1, "7 days": 7, "30 days": 30, "A year": 365}
PAGE_ROWS = 200
_VERDICT = "audit_verdict"


def main() -> None:
    st.set_page_config(layout="wide")
    heading("Audit", "Who did what, to which video, from where, and how it ended.")
    with shown():
        _chain()
        filters = _filters()
        _entries(filters)


def _chain() -> None:
    verdict: Verdict | None = st.session_state.get(_VERDICT)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Examine the log", key="verify", icon=":material/verified_user:", on_click=_verify)
        if verdict is None:
            st.caption(
                "Each entry is sealed together with the one before it, so a change shows.", width="content"
            )
    if verdict is None:
        return
    if verdict.is_whole:
        st.success(
            f"All {verdict.entries:,} entries are as they were written.", icon=":material/check_circle:"
        )
        if verdict.entries:
            st.caption("Keep this line somewhere else: with it a log that was cut short is found, too.")
            st.code(f"{verdict.head.number}:{verdict.head.hash}", language=None, wrap_lines=True)
        return
    st.error("The log is not as it was written.", icon=":material/gpp_bad:")
    st.dataframe(
        pd.DataFrame([{"Entry": fault.number, "What": fault.text} for fault in verdict.faults]),
        hide_index=True,
    )


@telling
def _verify() -> None:
    st.session_state[_VERDICT] = studio().verify_audit()


def _filters() -> AuditFilters:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        span = st.segmented_control("Time", list(SPANS), default="7 days", key="span", required=True)
        person = st.text_input("Person", key="person", placeholder="all", width=240)
        action = st.selectbox(
            "Action", studio().audit_actions(), index=None, key="action", placeholder="all", width=200,
            format_func=words,
        )  # fmt: skip
        video_id = st.text_input("Video's id", key="video_id", placeholder="all", width=200)
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    since = midnight - timedelta(days=SPANS[span or "7 days"] - 1)
    return {
        "person": person.strip(), "action": action or "", "video_id": video_id.strip(), "since": since,
    }  # fmt: skip


def _entries(filters: AuditFilters) -> None:
    count = studio().count_audit_entries(**filters)
    if not count:
        invitation("No entries", "Nothing was done that fits these filters.", icon=":material/history:")
        return
    pages = -(-count // PAGE_ROWS)
    page = st.pagination(pages, key="page") if pages > 1 else 1
    found = studio().audit_entries(offset=(page - 1) * PAGE_ROWS, limit=PAGE_ROWS, **filters)
    st.dataframe(
        pd.DataFrame([_row(entry) for entry in found]),
        hide_index=True,
        width="stretch",
        height="content" if len(found) <= 15 else 560,
        column_config={"When": st.column_config.DatetimeColumn(format="D MMM, HH:mm:ss")},
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "Download as CSV",
            data=lambda: studio().audit_csv(**filters),
            file_name="audit.csv",
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
        )
        latest = literal(time_of(found[0].moment))
        st.caption(f"{count:,} {'entry' if count == 1 else 'entries'}, the latest {latest}.", width="content")


def _row(entry: Entry) -> dict[str, object]:
    return {
        "No.": entry.number,
        "When": entry.moment,
        "Who": entry.person,
        "Did": words(entry.action),
        "Video": entry.video_id,
        "About": entry.subject,
        "Result": "Done" if entry.result == DONE else words(entry.result),
        "From": entry.address,
        "Role": entry.role,
    }


def words(name: str) -> str:
    """`write_script` as “Write script”, `NotAllowed` as “Not allowed”."""
    spaced = "".join(f" {c.lower()}" if c.isupper() else c for c in name).replace("_", " ")
    return spaced.strip().capitalize()


main()
