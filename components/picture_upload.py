"""A field that takes a picture and is empty again once it was used."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.studio.keeping import PICTURES

MAX_PICTURE_MB = 20


def picture_field(label: str, key: str, help_text: str | None = None) -> UploadedFile | None:
    """What was brought to the field of that key."""
    return st.file_uploader(
        label, type=list(PICTURES), key=_field(key), max_upload_size=MAX_PICTURE_MB, help=help_text
    )


def in_field(key: str) -> UploadedFile | None:
    """The same, asked from elsewhere: also before the field was drawn."""
    file: UploadedFile | None = st.session_state.get(_field(key))
    return file


def empty_field(key: str) -> None:
    """From the next run on there is nothing in it: it is another field then."""
    st.session_state[_turn(key)] += 1


def _field(key: str) -> str:
    return f"{key}_{st.session_state.setdefault(_turn(key), 0)}"


def _turn(key: str) -> str:
    return f"{key}_turn"
