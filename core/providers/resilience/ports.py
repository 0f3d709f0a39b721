"""The ports with care: the same models, patient with their services.

An order of a clip or picture is repeated only when the service said that it took none (see
`Care.pay`); asking for a clip, scripts and voices are repeated whenever that may help.
"""

from __future__ import annotations

from pathlib import Path
from typing import Generic, TypeVar

from core.models import GenerationRequest, Language, SceneScript, VideoScript
from core.operations.children import OnFraction
from core.providers.image.base import Picture, PictureModel, PictureRequest
from core.providers.named import Named, Provided
from core.providers.quote import Quote
from core.providers.resilience.care import Care
from core.providers.speech.base import SpeechModel, SpeechRequest, Utterance, Voice
from core.providers.text.base import TextModel
from core.providers.video.base import ClipRequest, FilmedClip, VideoModel

M = TypeVar("M", bound=Named)
P = TypeVar("P", bound=Provided)


class _Steady(Generic[M]):
    """A model with care, under its own name."""

    def __init__(self, model: M, care: Care) -> None:
        self._model, self._care = model, care

    @property
    def model_id(self) -> str:
        return self._model.model_id


class _SteadyProvided(_Steady[P]):
    """The same for models that name who provides them."""

    @property
    def provider(self) -> str:
        return self._model.provider


class SteadyText(_Steady[TextModel]):
    """A writer with care; implements `core.providers.text.base.TextModel`."""

    def quote(self, request: GenerationRequest) -> Quote:
        return self._model.quote(request)

    def write_script(self, request: GenerationRequest, *, words_per_s: float) -> VideoScript:
        return self._care.repeat(lambda: self._model.write_script(request, words_per_s=words_per_s))

    def rewrite_scene(self, script: VideoScript, scene: SceneScript, instruction: str) -> SceneScript:
        return self._care.repeat(lambda: self._model.rewrite_scene(script, scene, instruction))

    def reworded(self, prompt: str, reason: str) -> str:
        return self._care.repeat(lambda: self._model.reworded(prompt, reason))


class SteadySpeech(_SteadyProvided[SpeechModel]):
    """A voice with care; implements `core.providers.speech.base.SpeechModel`."""

    def voices(self, language: Language | None = None) -> tuple[Voice, ...]:
        return self._care.repeat(lambda: self._model.voices(language))

    def quote(self, request: SpeechRequest) -> Quote:
        return self._model.quote(request)

    def speak(self, request: SpeechRequest, target: Path) -> Utterance:
        return self._care.repeat(lambda: self._model.speak(request, target))


class SteadyPictures(_SteadyProvided[PictureModel]):
    """A picture model with care; implements `core.providers.image.base.PictureModel`."""

    def price_usd(self, request: PictureRequest) -> float:
        return self._model.price_usd(request)

    def make(self, request: PictureRequest, target: Path) -> Picture:
        return self._care.pay(lambda: self._model.make(request, target))


class SteadyVideo(_SteadyProvided[VideoModel]):
    """A video model with care; implements `core.providers.video.base.VideoModel`."""

    def price_usd(self, request: ClipRequest) -> float:
        return self._model.price_usd(request)

    def quote(self, request: ClipRequest) -> Quote:
        return self._model.quote(request)

    def submit(self, request: ClipRequest) -> str:
        return self._care.pay(lambda: self._model.submit(request))

    def collect(
        self, operation: str, request: ClipRequest, target: Path, on_fraction: OnFraction
    ) -> FilmedClip | None:
        return self._care.repeat(lambda: self._model.collect(operation, request, target, on_fraction))
