"""Another poster for a finished video: a choice of its own frames, with its title or without."""

from __future__ import annotations

import streamlit as st

from components.errors import telling
from components.media import media_url
from components.services import studio
from core.storage.records import VideoRecord

_THUMB_WIDTH_PX = 120


def posters(video: VideoRecord) -> None:
    """A popover with the frames that are offered; nothing where there are none."""
    offered = studio().posters(video.video_id)
    if not offered:
        return
    now_s = next(iter(offered)) if video.looks.poster_s is None else video.looks.poster_s
    with st.popover("Poster", icon=":material/image:", help="The picture that stands for the video"):
        st.toggle(
            "With the title on it",
            value=video.looks.poster_title,
            key=f"{video.video_id}_poster_title",
            on_change=_title,
            args=(video.video_id,),
        )
        with st.container(horizontal=True, gap="small"):
            for number, (at_s, name) in enumerate(offered.items(), start=1):
                _offer(video.video_id, number, at_s, name, is_chosen=at_s == now_s)


def _offer(video_id: str, number: int, at_s: float, name: str, *, is_chosen: bool) -> None:
    with st.container(width=_THUMB_WIDTH_PX, gap="xxsmall"):
        st.image(media_url(video_id, name), width="stretch", alt=f"The video at {at_s:.1f} s")
        st.button(
            "In use" if is_chosen else "Use",
            key=f"{video_id}_poster_{number}",
            disabled=is_chosen,
            width="stretch",
            on_click=_choose,
            args=(video_id, at_s),
        )


@telling
def _choose(video_id: str, at_s: float) -> str:
    studio().choose_poster(video_id, at_s)
    return "This is the poster now."


@telling
def _title(video_id: str) -> str:
    is_wanted = st.session_state[f"{video_id}_poster_title"]
    studio().choose_poster(video_id, title=is_wanted)
    return "The title stands on the poster." if is_wanted else "The poster has no title."
