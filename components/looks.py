"""Captions and sound of a video, changed after the brief: they need no new script and no new clip."""

from __future__ import annotations

import streamlit as st

from components.errors import telling
from components.labels import name_of
from components.services import studio
from components.sound_choices import AUTO, NONE, music_name
from core.models import CaptionStyle, ClipSound, Mood
from core.storage.records import VideoRecord

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
    with st.popover("Captions and sound", icon=":material/tune:", help="Without filming anything again"):
        _choice(
            "Captions", "caption_style", list(CaptionStyle), chosen.caption_style or brief.caption_style, key
        )
        _choice("Music", "music", [*moods, *own], chosen.music or brief.music, key)
        _choice(
            "The clips' own sound", "clip_sound", list(ClipSound), chosen.clip_sound or brief.clip_sound, key
        )


def clip_sound_name(level: ClipSound) -> str:
    """A level as people say it."""
    return CLIP_SOUND_NAMES[level]


_NAMES = {"caption_style": name_of, "music": music_name, "clip_sound": clip_sound_name}


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
    return "Render again to see and hear it in the video."
