"""Writers in a chain: the first that can writes. A script names its writer in its metadata."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from core.models import GenerationRequest, SceneScript, VideoScript
from core.providers.chain.steps import Chain
from core.providers.quote import Quote
from core.providers.text.base import TextModel

R = TypeVar("R")
_A_BRIEF = GenerationRequest(prompt="A calm spot")


class TextChain(Chain[TextModel]):
    """Writes with the first model that can; implements `core.providers.text.base.TextModel`."""

    def quote(self, request: GenerationRequest) -> Quote:
        """The wanted model's, and at the most what the dearest stand-in costs."""
        first, *others = (model.quote(request) for model in self._steps.allowed)
        return first.or_dearer(others)

    def write_script(self, request: GenerationRequest, *, words_per_s: float) -> VideoScript:
        """The script of the first model that writes one, and in whose place."""
        model, script = self._able(lambda model: model.write_script(request, words_per_s=words_per_s))
        asked = self._steps.wanted
        metadata = script.metadata.model_copy(update={"written_for": asked.model_id})
        return script if model is asked else script.model_copy(update={"metadata": metadata})

    def rewrite_scene(self, script: VideoScript, scene: SceneScript, instruction: str) -> SceneScript:
        """The scene by the first model that rewrites it."""
        return self._able(lambda model: model.rewrite_scene(script, scene, instruction))[1]

    def reworded(self, prompt: str, reason: str) -> str:
        """The prompt by the first model that finds other words."""
        return self._able(lambda model: model.reworded(prompt, reason))[1]

    def _able(self, work: Callable[[TextModel], R]) -> tuple[TextModel, R]:
        """The first model that can, and what it made; scripts stand for all work when prices are compared."""
        return self._steps.first_able(work, lambda model: model.quote(_A_BRIEF).likely_usd)
