"""When a page needs a video and the address names none: the latest ones to choose from."""

from __future__ import annotations

import streamlit as st

from components.addresses import CREATE, HISTORY, button, link
from components.errors import show
from components.frame import heading, invitation
from components.gallery import gallery
from components.labels import address
from components.services import studio
from core.errors import AppError
from core.storage.records import VideoRecord
from core.studio import Studio

SHOWN = 8


def video_of_address(open_studio: Studio) -> VideoRecord | None:
    """The video that the address names; None, with the reason shown, when it names none that is there."""
    video_id = st.query_params.get("video")
    if not video_id:
        return None
    try:
        return open_studio.video(video_id)
    except AppError as error:
        show(error)
        return None


def is_for_change(video: VideoRecord, action: str) -> bool:
    """Whether the visitor may do that to the video; if not, the page says so in place of its tools."""
    if studio().may(action, video):
        return True
    heading("Not yours to change")
    st.info(
        f"This video belongs to {address(video.owner)}. You can watch it; its owner and approvers change it.",
        icon=":material/lock:",
    )
    link(HISTORY, "Watch it", video.video_id, icon=":material/play_circle:")
    return False


def choose_video(open_studio: Studio, title: str, lead: str) -> None:
    """The latest videos as cards that open it here; an invitation when there is none."""
    st.set_page_config(layout="wide")
    heading(title, lead)
    videos = open_studio.videos(limit=SHOWN)
    if videos:
        st.subheader("Choose a video", anchor=False)
        gallery(videos)
        return
    invitation("Nothing here yet", "It begins with an idea in a sentence.")
    with st.container(horizontal_alignment="center"):
        button(CREATE, "Make a video", icon=":material/add_circle:")
