"""A video's own page: watch it, read it, check it, take it away, change it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

from components.addresses import CLIPS, SCRIPT, link
from components.again import brief_again
from components.errors import literal, telling
from components.frame import PLAYER_WIDTH_PX, WIDE_PLAYER_PX
from components.gallery import poster
from components.job_progress import final_name, job_progress
from components.labels import address, facts, name_of, status_badge
from components.media import download_url, everything_url, media_url
from components.overlay import overlay_switch
from components.posters import posters
from components.quality import quality
from components.services import studio
from components.visitors import is_team
from core.models import AspectRatio, CaptionStyle, VideoScript
from core.storage.records import VideoRecord, VideoStatus
from core.studio import Studio

VTT = "captions/captions.vtt"


def video_page(open_studio: Studio, video: VideoRecord) -> None:
    """The whole page. Raises NotFound when the video is deleted meanwhile."""
    if video.aspect_ratio is AspectRatio.LANDSCAPE:
        st.set_page_config(layout="wide")
    st.button("History", key="back", type="tertiary", icon=":material/arrow_back:", on_click=_leave)
    st.title(literal(video.title), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        status_badge(video.status)
        st.badge(name_of(video.platform), color="gray")
        st.caption(facts(video), width="content")
        if is_team():
            st.caption(f"by {address(video.owner)}", width="content")
    is_wide = video.aspect_ratio is AspectRatio.LANDSCAPE
    screen, words = st.columns([1.35, 1] if is_wide else [1, 1.1], gap="medium")
    with screen:
        _screen(open_studio, video)
    with words:
        _actions(video)
        _about(open_studio, video)


def _screen(open_studio: Studio, video: VideoRecord) -> None:
    """The finished video; a job while there is one; else the way to one."""
    files = open_studio.published_files(video.video_id)
    if video.status is VideoStatus.DONE and final_name(video) in files:
        with st.container(key="player"):
            _player(open_studio, video, has_captions=VTT in files)
        _stand_ins(open_studio, video.video_id)
        overlay_switch(video.platform, video.aspect_ratio, ["player"])
    elif open_studio.last_result(video.video_id) is not None or video.status.is_active:
        job_progress(open_studio, video.video_id)
    else:
        poster(video, width=PLAYER_WIDTH_PX // 2)
        st.markdown("This video is not rendered yet.")
        link(SCRIPT, "**Go on with the script**", video.video_id, icon=":material/edit_note:")


def _player(open_studio: Studio, video: VideoRecord, *, has_captions: bool) -> None:
    tracks: dict[str, object] = {}
    if has_captions:
        script = open_studio.script(video.video_id)
        language = script.metadata.language.name.title() if script else "Captions"
        # captions in the picture are enough; the track waits in the player's menu
        tracks = (
            {}
            if (video.looks.caption_style or video.request.caption_style) is CaptionStyle.NONE
            else {"Off": ""}
        )
        tracks[language] = open_studio.published_file(video.video_id, VTT)
    st.video(
        media_url(video.video_id, f"{final_name(video)}?{video.updated_at.timestamp():.0f}"),
        subtitles=tracks or None,
        width=WIDE_PLAYER_PX if video.aspect_ratio is AspectRatio.LANDSCAPE else PLAYER_WIDTH_PX,
        alt=f"The video {video.title}",
    )


def _stand_ins(open_studio: Studio, video_id: str) -> None:
    """Who made what in another's place, where that happened."""
    result = open_studio.last_result(video_id)
    told = result.generation_stats.stand_ins if result and result.generation_stats else ()
    if told:
        many = f"{len(told)} parts were" if len(told) > 1 else "One part was"
        with st.expander(f"{many} made by a stand-in", icon=":material/swap_horiz:", key="stand_ins"):
            for line in told:
                st.caption(literal(line))


def _actions(video: VideoRecord) -> None:
    with st.container(horizontal=True, gap="small"):
        if studio().may("edit_scene", video):
            link(SCRIPT, "Edit script", video.video_id, icon=":material/edit_note:")
            link(CLIPS, "Clips", video.video_id, icon=":material/movie_edit:")
        if studio().may("create"):
            _duplicate(video)
    if not studio().may("rename", video):
        return
    with st.container(horizontal=True, gap="small"):
        with st.popover("Rename", icon=":material/edit:"):
            st.text_input(
                "Title",
                value=video.title,
                key=f"title_{video.video_id}",
                max_chars=200,
                on_change=_rename,
                args=(video.video_id,),
            )
        posters(video)
        st.button(
            "Delete",
            key="delete",
            icon=":material/delete:",
            help="It can be restored",
            on_click=_delete,
            args=(video.video_id,),
        )


def _duplicate(video: VideoRecord) -> None:
    if st.button(
        "Duplicate", key="duplicate", icon=":material/content_copy:", help="Begin a new video with this brief"
    ):
        brief_again(video.request)


def _leave() -> None:
    st.query_params.pop("video", None)


@telling
def _delete(video_id: str) -> None:
    studio().delete(video_id)
    _leave()
    st.query_params["deleted"] = video_id


@telling
def _rename(video_id: str) -> str:
    studio().rename(video_id, st.session_state[f"title_{video_id}"])
    return "Renamed."


def _about(open_studio: Studio, video: VideoRecord) -> None:
    script, report = open_studio.script(video.video_id), open_studio.quality(video.video_id)
    files = open_studio.published_files(video.video_id)
    parts: dict[str, Callable[[], None]] = {}
    if files:
        parts["Downloads"] = partial(_downloads, video, set(files))
    if script is not None:
        parts["Script"] = partial(_script, script)
    if report is not None:
        parts["Quality"] = partial(quality, report, script)
    parts["Brief"] = partial(_brief, video)
    for tab, draw in zip(st.tabs(list(parts)), parts.values(), strict=True):
        with tab:
            draw()


def _script(script: VideoScript) -> None:
    for number, scene in enumerate(script.scenes, start=1):
        with st.container(gap="xxsmall"):
            st.caption(f"**{number} · {name_of(scene.role)}** · {scene.duration_s:.1f} s")
            st.markdown(literal(scene.narration) or ":gray[*no words*]")
            st.caption(literal(scene.visual_prompt))


_TEXTS = (
    ("Captions (SRT)", "captions/captions.srt", ":material/subtitles:"),
    ("Captions (VTT)", VTT, ":material/subtitles:"),
    ("Script (text)", "scripts/script.md", ":material/description:"),
)


def _downloads(video: VideoRecord, names: set[str]) -> None:
    """Straight from disk: a download button would hold every file in the server's memory."""
    pictures = (
        ("Video (MP4)", final_name(video), ":material/movie:"),
        ("Poster (JPEG)", Path(video.poster_path or "").name, ":material/image:"),
    )
    for label, name, icon in (*pictures, *_TEXTS):
        if name in names:
            st.link_button(label, download_url(video.video_id, name), icon=icon, width="stretch")
    st.link_button(
        "Everything (ZIP)", everything_url(video.video_id), icon=":material/folder_zip:", width="stretch"
    )


def _brief(video: VideoRecord) -> None:
    st.markdown(literal(video.request.prompt))
    asked = {
        "Audience": video.request.audience,
        "Tone": video.request.tone,
        "Call to action": video.request.call_to_action,
    }
    for name, value in asked.items():
        if value:
            st.caption(f"{name}: {literal(value)}")
    st.caption(f"Number: `{video.video_id}`")
