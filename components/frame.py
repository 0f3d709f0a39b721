"""What every page has in common: its heading, its empty state, and a player of a sensible width."""

from __future__ import annotations

import streamlit as st

PLAYER_WIDTH_PX = 340
"""A portrait video at about the size of a phone; wider ones may have `WIDE_PLAYER_PX`."""
WIDE_PLAYER_PX = 640


def heading(title: str, lead: str = "") -> None:
    """A page's title with one sentence under it. Neither may hold what people typed."""
    st.title(title, anchor=False)
    if lead:
        st.markdown(f":gray[{lead}]")


def invitation(title: str, text: str, *, icon: str = ":material/movie:") -> None:
    """An empty state that says what would be here and how it gets here."""
    with st.container(border=True, horizontal_alignment="center", key="invitation"):
        st.space("small")
        st.subheader(f"{icon} {title}", anchor=False, text_alignment="center")
        st.markdown(text, text_alignment="center")
        st.space("small")
