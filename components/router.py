"""The script Streamlit runs: it names the pages, draws what they share and runs the one that is open.

It lives here and not beside `pages/`, because Streamlit would otherwise build a menu of its
own from that folder.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from components.sidebar import sidebar

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
    ("audit.py", "Audit", ":material/policy:", "audit"),
)
"""File, title, icon and address; `/health` is the machines' own and answers just `ok`."""

st.set_page_config(page_title="Viral Video Generator", page_icon=str(_ICON))
page = st.navigation(
    [
        st.Page(_FOLDER / name, title=title, icon=icon, url_path=address, default=address == "create")
        for name, title, icon, address in _PAGES
        if (_FOLDER / name).is_file()
    ]
)
st.html(_HERE / "style.css")
sidebar()
page.run()
