"""The cast: who writes, films and speaks. Here the one that needs no network and no account."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.errors import InvalidInput
from core.providers.resilience import Breaker
from core.providers.speech.base import SpeechModel, Voice
from core.providers.speech.espeak import Espeak
from core.providers.text.base import TextModel
from core.providers.text.offline import OfflineWriter
from core.providers.video.animatic import Animatic
from core.providers.video.base import VideoModel
from core.providers.video.choice import ANIMATIC, VideoChoice
from core.providers.video.picture import ScenePictures

FilmWith = Callable[[str], VideoModel]
"""The video model of that id, with its stand-ins; the usual one for no id. Raises InvalidInput."""


@dataclass(frozen=True)
class Cast:
    """The models, what a person may choose from, and the services that Health watches."""

    text: TextModel
    speech: SpeechModel
    film_with: FilmWith
    video_choices: tuple[VideoChoice, ...] = ()
    services: tuple[Breaker, ...] = ()
    ending_models: tuple[str, ...] = ()
    usual_voice: Voice | None = None
    pictures: ScenePictures | None = None


def offline_cast(usual_voice: str = "") -> Cast:
    """Everything is made on this machine, and costs nothing. Raises InvalidInput for an unknown voice."""
    animatic, espeak = Animatic(), Espeak()

    def film_with(model_id: str) -> VideoModel:
        if model_id not in ("", ANIMATIC):
            raise InvalidInput(
                f"{model_id!r:.60} is not set up: clips are drawn on this machine.",
                "Set VVG_ENVIRONMENT and Google's credentials, or leave the model open.",
            )
        return animatic

    return Cast(
        text=OfflineWriter(),
        speech=espeak,
        film_with=film_with,
        usual_voice=voice_named(usual_voice, espeak.voices()),
    )


def voice_named(name: str, voices: Sequence[Voice]) -> Voice | None:
    """The voice that the setting names; None when it names none. Raises InvalidInput."""
    if not name:
        return None
    found = next((voice for voice in voices if voice.voice_id == name), None)
    if found is None:
        near = difflib.get_close_matches(name, [voice.voice_id for voice in voices], n=5, cutoff=0.0)
        raise InvalidInput(
            f"The setting VVG_VOICE: there is no voice {name!r:.60}.",
            f"Name one of the list on Create, such as {', '.join(near)}, or none.",
        )
    return found
