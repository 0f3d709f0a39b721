"""The script Streamlit runs: it names the pages and runs the one that is open.

It lives here and not beside `pages/`, because Streamlit would otherwise build a menu of its
own from that folder.
"""

from __future__ import annotations

import streamlit as st

pages = [st.Page("../pages/create.py", title="Create", default=True)]
st.navigation(pages, position="hidden").run()
