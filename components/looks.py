"""Captions, sound and logo of a video, chosen after the brief: they need no new script and no new clip."""

from __future__ import annotations

import streamlit as st

from components.errors import literal, show, telling
from components.labels import name_of
from components.picture_upload import empty_field, picture_field
from components.services import studio
from components.sound_choices import AUTO, NONE, music_name
from core.errors import AppError
from core.models import CaptionStyle, ClipSound, Corner, Mood
from core.storage.records import VideoRecord

LOGO_HELP = "Best a PNG with a transparent ground; it stands small in an upper corner of all scenes"
AGAIN = "Render again to see and hear it in the video."
CLIP_SOUND_NAMES = {
    ClipSound.OFF: "Not heard",
    ClipSound.QUIET: "Quiet",
    ClipSound.MEDIUM: "Clear",
    ClipSound.LOUD: "Loud",
}


def looks(video: VideoRecord) -> None:
    """A popover with the choices; each counts from the next render on."""
    brief, chosen, key = video.request, video.looks, f"{video.video_id}_looks"
    moods = [AUTO, NONE, *(mood.value for mood in Mood)]
    own = [brief.music] if brief.music not in moods else []
    with st.popover("Captions, sound, logo", icon=":material/tune:", help="Without filming anything again"):
        _choice(
            "Captions", "caption_style", list(CaptionStyle), chosen.caption_style or brief.caption_style, key
        )
        _choice("Music", "music", [*moods, *own], chosen.music or brief.music, key)
        _choice(
            "The clips' own sound", "clip_sound", list(ClipSound), chosen.clip_sound or brief.clip_sound, key
        )

        if chosen.logo is None:
            _bring_logo(video.video_id)
        else:
            st.markdown(f":material/verified: {literal(chosen.logo.name)}")
            _choice(
                "The logo's corner", "logo_corner", list(Corner), chosen.logo_corner or Corner.TOP_LEFT, key
            )
            st.button(
                "Without the logo",
                key=f"{key}_logo_remove",
                icon=":material/close:",
                on_click=_remove_logo,
                args=(video.video_id,),
            )


def _bring_logo(video_id: str) -> None:
    key = f"{video_id}_logo"
    file = picture_field("Logo", key, LOGO_HELP)
    if file is None:
        return
    empty_field(key)
    try:
        with st.spinner("Looking at the logo …"):
            studio().bring_logo(video_id, file.name, file)
    except AppError as error:
        show(error)
    else:
        st.toast(AGAIN, icon=":material/verified:")
        st.rerun()


@telling
def _remove_logo(video_id: str) -> str:
    studio().remove_logo(video_id)
    return AGAIN


def clip_sound_name(level: ClipSound) -> str:
    """A level as people say it."""
    return CLIP_SOUND_NAMES[level]


def _corner_name(corner: Corner) -> str:
    return {Corner.TOP_LEFT: "Upper left", Corner.TOP_RIGHT: "Upper right"}[corner]


_NAMES = {
    "caption_style": name_of,
    "music": music_name,
    "clip_sound": clip_sound_name,
    "logo_corner": _corner_name,
}


def _choice(label: str, name: str, options: list[str], saved: str, key: str) -> None:
    field = f"{key}_{name}"
    if st.session_state.get(field) != saved:
        st.session_state[field] = saved
    st.selectbox(
        label,
        options,
        key=field,
        format_func=_NAMES[name],
        on_change=_restyle,
        args=(key.removesuffix("_looks"), name, field),
    )


@telling
def _restyle(video_id: str, name: str, field: str) -> str:
    studio().restyle(video_id, **{name: st.session_state[field]})
    return AGAIN
