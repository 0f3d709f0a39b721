"""The cast: who writes, films and speaks. Here the one that needs no network and no account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.errors import InvalidInput
from core.providers.resilience import Breaker
from core.providers.speech.base import SpeechModel
from core.providers.speech.espeak import Espeak
from core.providers.text.base import TextModel
from core.providers.text.offline import OfflineWriter
from core.providers.video.animatic import Animatic
from core.providers.video.base import VideoModel
from core.providers.video.choice import ANIMATIC, VideoChoice

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


def offline_cast() -> Cast:
    """Everything is made on this machine, and costs nothing."""
    animatic = Animatic()

    def film_with(model_id: str) -> VideoModel:
        if model_id not in ("", ANIMATIC):
            raise InvalidInput(
                f"{model_id!r:.60} is not set up: clips are drawn on this machine.",
                "Set VVG_ENVIRONMENT and Google's credentials, or leave the model open.",
            )
        return animatic

    return Cast(text=OfflineWriter(), speech=Espeak(), film_with=film_with)
