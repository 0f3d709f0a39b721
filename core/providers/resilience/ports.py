"""The ports with care: the same models, patient with their services.

A clip's order is repeated only when the service said that it took none (see `Care.pay`);
asking for it, scripts and voices are repeated whenever that may help.
"""

from __future__ import annotations

from pathlib import Path

from core.models import GenerationRequest, Language, SceneScript, VideoScript
from core.operations.children import OnFraction
from core.providers.resilience.care import Care
from core.providers.speech.base import SpeechModel, SpeechRequest, Utterance, Voice
from core.providers.text.base import TextModel
from core.providers.video.base import ClipRequest, FilmedClip, VideoModel


class SteadyText:
    """A writer with care; implements `core.providers.text.base.TextModel`."""

    def __init__(self, model: TextModel, care: Care) -> None:
        self._model, self._care = model, care

    @property
    def model_id(self) -> str:
        return self._model.model_id

    def write_script(self, request: GenerationRequest, *, words_per_s: float) -> VideoScript:
        return self._care.repeat(lambda: self._model.write_script(request, words_per_s=words_per_s))

    def rewrite_scene(self, script: VideoScript, scene: SceneScript, instruction: str) -> SceneScript:
        return self._care.repeat(lambda: self._model.rewrite_scene(script, scene, instruction))

    def reworded(self, prompt: str, reason: str) -> str:
        return self._care.repeat(lambda: self._model.reworded(prompt, reason))


class SteadySpeech:
    """A voice with care; implements `core.providers.speech.base.SpeechModel`."""

    def __init__(self, model: SpeechModel, care: Care) -> None:
        self._model, self._care = model, care

    @property
    def provider(self) -> str:
        return self._model.provider

    @property
    def model_id(self) -> str:
        return self._model.model_id

    def voices(self, language: Language | None = None) -> tuple[Voice, ...]:
        return self._care.repeat(lambda: self._model.voices(language))

    def speak(self, request: SpeechRequest, target: Path) -> Utterance:
        return self._care.repeat(lambda: self._model.speak(request, target))


class SteadyVideo:
    """A video model with care; implements `core.providers.video.base.VideoModel`."""

    def __init__(self, model: VideoModel, care: Care) -> None:
        self._model, self._care = model, care

    @property
    def provider(self) -> str:
        return self._model.provider

    @property
    def model_id(self) -> str:
        return self._model.model_id

    def price_usd(self, request: ClipRequest) -> float:
        return self._model.price_usd(request)

    def submit(self, request: ClipRequest) -> str:
        return self._care.pay(lambda: self._model.submit(request))

    def collect(
        self, operation: str, request: ClipRequest, target: Path, on_fraction: OnFraction
    ) -> FilmedClip | None:
        return self._care.repeat(lambda: self._model.collect(operation, request, target, on_fraction))
