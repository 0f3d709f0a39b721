"""Links between the pages: a page is named by its file, a video by its id in the address."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import streamlit as st

PAGES = Path(__file__).parent.parent / "pages"
CREATE, SCRIPT, CLIPS, HISTORY = "create.py", "script_review.py", "clips.py", "history.py"


def link(
    page: str, label: str, video_id: str = "", *, icon: str | None = None, width: str = "content"
) -> None:
    """A link to a page, of a video if one is named. The label is Markdown."""
    st.page_link(
        PAGES / page,
        label=label,
        icon=icon,
        width=width,  # type: ignore[arg-type]  # "content" or "stretch"
        query_params={"video": video_id} if video_id else None,
    )


def button(page: str, label: str, *, icon: str | None = None) -> None:
    """The way to a page as the first thing to do here."""
    if st.button(label, key="first_thing", type="primary", icon=icon):
        go(page)


def go(page: str, **address: str) -> NoReturn:
    """Leave for a page now, with fields of its address such as `video=ID`."""
    st.switch_page(PAGES / page, query_params=address or None)
