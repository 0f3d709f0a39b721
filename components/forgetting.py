"""Deleting for good: what would go is told first, and only a typed word does it."""

from __future__ import annotations

import streamlit as st

from components.errors import literal, telling
from components.labels import counted
from components.services import studio
from core.security.people import acting_person
from core.studio.forgetting import Loss

WORD = "delete"
_TOLD = "told_loss"


def empty_bin(video_ids: tuple[str, ...]) -> None:
    """Above the deleted videos: delete those that are shown for good."""
    with st.popover("Delete these for good", icon=":material/delete_forever:"):
        st.markdown(
            f"**{counted(len(video_ids), 'video')}** with all files, scripts, clips and voices. "
            "Nobody can bring them back."
        )
        st.button("Yes, delete them", key="empty", type="primary", on_click=_empty, args=(video_ids,))


@telling
def _empty(video_ids: tuple[str, ...]) -> str:
    losses = [studio().forget(video_id) for video_id in video_ids]
    return f"Deleted for good: {_size(sum(loss.size_bytes for loss in losses))} are free again."


def my_content() -> None:
    """The end of History: everything that belongs to the person, deleted for good."""
    with st.expander("Delete my content", icon=":material/delete_forever:"):
        st.markdown(
            "All of **your** videos, hidden ones too: scripts, clips, voices, uploads, finished files, and "
            "what the log says of them. What was paid stays in the ledger, without your name."
        )
        st.button("See what would go", key="see_loss", icon=":material/search:", on_click=_look)
        loss: Loss | None = st.session_state.get(_TOLD)
        if loss is None:
            return
        if not loss.videos:
            st.info("Nothing here is yours.", icon=":material/info:")
            return
        _tell(loss)
        typed = st.text_input(f"Type “{WORD}” to delete all of this for good", key="forget_word")
        st.button(
            "Delete my content", key="forget", type="primary", icon=":material/delete_forever:",
            disabled=typed.strip().lower() != WORD, on_click=_forget,
        )  # fmt: skip


def _tell(loss: Loss) -> None:
    here = f"{counted(len(loss.files), 'file')}, {counted(loss.artefacts, 'piece')} in the cache"
    there = f"{counted(len(loss.objects), 'object')} in the shared storage"
    written = f"{counted(sum(loss.rows.values()), 'row')}, {counted(loss.log_lines, 'line')} of the log"
    size = _size(loss.size_bytes)
    st.markdown(f"**{counted(len(loss.videos), 'video')}**, {here}, {there}, {written}: **{size}** in all.")
    with st.expander("The files"):
        st.code("\n".join((*loss.files, *loss.objects)) or "none", language=None, height=240)


@telling
def _look() -> None:
    st.session_state[_TOLD] = studio().would_forget_person(acting_person().person_id)


@telling
def _forget() -> str:
    loss = studio().forget_person(acting_person().person_id)
    st.session_state.pop(_TOLD, None)
    if loss.at_work:
        are = "is" if len(loss.at_work) == 1 else "are"
        videos = counted(len(loss.at_work), "video")
        return f"{videos} {are} still being made; do it once more when nothing is."
    return f"Your content is deleted: {literal(_size(loss.size_bytes))} are free again."


def _size(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:,.1f} MB"
