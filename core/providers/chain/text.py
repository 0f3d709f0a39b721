"""Writers in a chain: the first that can writes. A script names its writer in `metadata.written_by`."""

from __future__ import annotations

from core.models import GenerationRequest, SceneScript, VideoScript
from core.providers.chain.steps import Chain
from core.providers.text.base import TextModel


class TextChain(Chain[TextModel]):
    """Writes with the first model that can; implements `core.providers.text.base.TextModel`."""

    def write_script(self, request: GenerationRequest, *, words_per_s: float) -> VideoScript:
        """The script of the first model that writes one."""
        _, script = self._steps.first_able(lambda model: model.write_script(request, words_per_s=words_per_s))
        return script

    def rewrite_scene(self, script: VideoScript, scene: SceneScript, instruction: str) -> SceneScript:
        """The scene by the first model that rewrites it."""
        _, rewritten = self._steps.first_able(lambda model: model.rewrite_scene(script, scene, instruction))
        return rewritten

    def reworded(self, prompt: str, reason: str) -> str:
        """The prompt by the first model that finds other words."""
        _, words = self._steps.first_able(lambda model: model.reworded(prompt, reason))
        return words
