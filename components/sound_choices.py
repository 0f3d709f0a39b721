"""Choosing by ear: a voice and a mood of music, each with a short sample to listen to."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from components.media import music_url, voice_url
from components.services import studio
from core.models import Language, Mood, VoiceStyle
from core.providers.speech.base import Voice

AUTO, NONE = "auto", "none"
_LISTENING = "listening"


def voice_choice(
    key: str, style_key: str, language: Language | None, languages: Mapping[Language, str]
) -> None:
    """A voice of the language (of any, while the language is open) and how it speaks."""
    voices = {voice.voice_id: voice for voice in studio().voices(language)}
    if st.session_state[key] not in voices:
        st.session_state[key] = AUTO
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.selectbox(
            "Voice",
            [AUTO, *voices],
            key=key,
            format_func=lambda name: _voice_name(voices.get(name), languages),
            persist_state="session",
        )
        manner = st.selectbox(
            "Manner",
            list(VoiceStyle),
            key=style_key,
            format_func=lambda style: style.value.capitalize(),
            persist_state="session",
        )
        heard = chosen if chosen != AUTO else studio().voices(language or Language.ENGLISH)[0].voice_id
        url = voice_url(heard, VoiceStyle(manner or VoiceStyle.NATURAL))
        _listen_button("voice", url)
    _player(url, "A sample of the voice")


def music_choice(key: str) -> None:
    """A mood of music, the one that suits the script, or none."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.selectbox(
            "Music",
            [AUTO, NONE, *(mood.value for mood in Mood)],
            key=key,
            format_func=music_name,
            persist_state="session",
        )
        url = music_url(Mood(chosen)) if chosen in list(Mood) else ""
        _listen_button("music", url)
    _player(url, f"A sample of {chosen} music")


def _listen_button(name: str, url: str) -> None:
    st.button(
        "Listen",
        key=f"listen_{name}",
        icon=":material/volume_up:",
        help="" if url else "Choose a mood to hear it.",
        disabled=not url,
        on_click=_listen,
        args=(url,),
    )


def _listen(url: str) -> None:
    st.session_state[_LISTENING] = url


def _player(url: str, alt: str) -> None:
    if url and st.session_state.get(_LISTENING) == url:
        st.audio(url, autoplay=True, alt=alt)


def _voice_name(voice: Voice | None, languages: Mapping[Language, str]) -> str:
    if voice is None:
        return "The best one for the language"
    return " · ".join(part for part in (voice.name, languages[voice.language], voice.gender) if part)


def music_name(choice: str) -> str:
    """A choice of music as people say it."""
    names = {AUTO: "What suits the script", NONE: "No music", **{mood: mood.capitalize() for mood in Mood}}
    return names.get(choice, "Your own file")
