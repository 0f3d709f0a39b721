"""Links between the pages: a page is named by its file, a video by its id in the address."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import streamlit as st

from components.services import studio

PAGES = Path(__file__).parent.parent / "pages"
CREATE, SCRIPT, CLIPS, HISTORY = "create.py", "script_review.py", "clips.py", "history.py"
_OPENED_BY = {
    CREATE: "create",
    SCRIPT: "edit_scene",
    CLIPS: "choose_take",
    HISTORY: "videos",
    "usage.py": "usage",
    "health.py": "latest_health",
    "people.py": "members",
    "audit.py": "audit_entries",
}
"""What somebody must be allowed to do for a page to be of use to them."""


def may_open(page: str) -> bool:
    """Whether the page is shown to this visitor."""
    return studio().may(_OPENED_BY[page])


def link(
    page: str, label: str, video_id: str = "", *, icon: str | None = None, width: str = "content"
) -> None:
    """A link to a page, of a video if one is named, for those who may open it. The label is Markdown."""
    if not may_open(page):
        return
    st.page_link(
        PAGES / page,
        label=label,
        icon=icon,
        width=width,  # type: ignore[arg-type]  # "content" or "stretch"
        query_params={"video": video_id} if video_id else None,
    )


def button(page: str, label: str, *, icon: str | None = None) -> None:
    """The way to a page as the first thing to do here, for those who may open it."""
    if may_open(page) and st.button(label, key="first_thing", type="primary", icon=icon):
        go(page)


def go(page: str, **address: str) -> NoReturn:
    """Leave for a page now, with fields of its address such as `video=ID`."""
    st.switch_page(PAGES / page, query_params=address or None)
