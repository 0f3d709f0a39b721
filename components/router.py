"""The script Streamlit runs: it names the pages, draws what they share and runs the one that is open.

It lives here and not beside `pages/`, because Streamlit would otherwise build a menu of its
own from that folder.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from components.addresses import CREATE, HISTORY, may_open
from components.sidebar import sidebar
from components.sign_in import is_let_in

_HERE = Path(__file__).parent
_FOLDER = _HERE.parent / "pages"
_ICON = _HERE / "icon.png"
_PAGES = (
    ("create.py", "Create", ":material/add_circle:", "create"),
    ("script_review.py", "Script", ":material/edit_note:", "script_review"),
    ("clips.py", "Clips", ":material/movie_edit:", "clips"),
    ("history.py", "History", ":material/video_library:", "history"),
    ("usage.py", "Usage", ":material/payments:", "usage"),
    ("health.py", "Health", ":material/monitor_heart:", "status"),
    ("people.py", "People", ":material/group:", "people"),
    ("audit.py", "Audit", ":material/policy:", "audit"),
)
"""File, title, icon and address; `/health` is the machines' own and answers just `ok`."""

st.set_page_config(page_title="Viral Video Generator", page_icon=str(_ICON))
st.html(_HERE / "style.css")
if is_let_in([address for *_, address in _PAGES]):
    shown = {
        name: st.Page(_FOLDER / name, title=title, icon=icon, url_path=address, default=name == CREATE)
        for name, title, icon, address in _PAGES
        if may_open(name)
    }
    pages = list(shown.values())
    if CREATE not in shown:  # the page that opens first has no address of its own, and History needs one
        history = shown[HISTORY]
        pages.append(
            st.Page(
                lambda: st.switch_page(history),
                title="Start",
                url_path="start",
                default=True,
                visibility="hidden",
            )
        )
    page = st.navigation(pages)
    sidebar()
    page.run()
