"""Clips: the scenes of `?video=ID` with their takes; choose, film again, render what changed."""

from __future__ import annotations

import streamlit as st

from components.addresses import HISTORY, SCRIPT, link
from components.chooser import choose_video, is_for_change, video_of_address
from components.clip_card import clip_card
from components.errors import literal, shown, telling
from components.frame import invitation
from components.job_progress import job_progress
from components.looks import looks
from components.overlay import overlay_switch
from components.services import studio
from components.styles import SCENES_STYLE
from core.storage.records import VideoRecord, VideoStatus
from core.studio.takes import Changes


def main() -> None:
    with shown():
        if video := video_of_address(studio()):
            if is_for_change(video, "choose_take"):
                _clips(video)
        else:
            choose_video(studio(), "Clips", "Every scene's takes, to compare and to film again.")


def _clips(video: VideoRecord) -> None:
    with st.container(horizontal=True, gap="small"):
        link(HISTORY, "The video", video.video_id, icon=":material/arrow_back:")
        link(SCRIPT, "Script", video.video_id, icon=":material/edit_note:")
    st.html(SCENES_STYLE)
    st.title(literal(video.title), anchor=False)
    if video.status.is_active or video.status in (VideoStatus.FAILED, VideoStatus.CANCELLED):
        job_progress(studio(), video.video_id)
    if studio().script(video.video_id) is None:
        if not video.status.is_active:
            invitation("No scenes yet", "The script comes first; its scenes are filmed after it.")
            link(SCRIPT, "**Write the script**", video.video_id, icon=":material/edit_note:")
        return
    scenes = studio().scene_takes(video.video_id)
    if not video.status.is_active:
        _render_bar(video, studio().changes(video.video_id))
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            looks(video)
            shaded = [f"used_{scene.number}" for scene in scenes if scene.used and not scene.used.view]
            overlay_switch(video.platform, video.request.frame_ratio, shaded)
    taken = studio().pictures_taken(video.video_id)
    for scene in scenes:
        clip_card(video.video_id, scene, video.request.frame_ratio, taken)


def _render_bar(video: VideoRecord, changes: Changes) -> None:
    """What a render would make anew, and the button that makes it."""
    if not changes.is_needed:
        st.markdown(":gray[:material/check: The finished video shows exactly these takes.]")
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="render_bar"):
        with st.container(width="stretch", gap="xxsmall"):
            st.markdown(
                "**Changed since the last render**" if changes.was_rendered else "**Not rendered yet**"
            )
            for line in changes.lines:
                st.caption(literal(line))
            st.caption(_effort(changes))
        st.button(
            "Render again" if changes.was_rendered else "Render",
            key="render",
            type="primary",
            icon=":material/movie:",
            on_click=_render,
            args=(video.video_id,),
        )


def _effort(changes: Changes) -> str:
    if not changes.clips_to_film:
        return "No clip has to be filmed; only what changed is put together anew."
    many = changes.clips_to_film != 1
    return f"{changes.clips_to_film} clip{'s' if many else ''} to film; all else that exists is used again."


@telling
def _render(video_id: str) -> str:
    studio().start(video_id)
    return "The render has started."


main()
