"""The port for whoever writes scripts: a language model or the offline writer.

A writer proposes; the director decides. A writer need not hit the duration exactly:
the director measures the spoken length and asks again with a better rate.
"""

from __future__ import annotations

from typing import Protocol

from core.models import GenerationRequest, SceneScript, VideoScript
from core.providers.quote import Quote

MOST_PROMPT_CHARS = 1_500
"""Of a reworded prompt; ours have at most 1,200, and other words may be longer ones."""


class TextModel(Protocol):
    """Writes scripts. Raises ContentRefused, ProviderUnavailable, ProviderRejected, InvalidInput."""

    @property
    def model_id(self) -> str:
        """Stable name with version; part of every artefact key."""
        ...

    def quote(self, request: GenerationRequest) -> Quote:
        """What `write_script` will cost and take; asks nobody."""
        ...

    def write_script(self, request: GenerationRequest, *, words_per_s: float) -> VideoScript:
        """A whole script whose narration fills `request.duration_s` at that speaking rate.

        Deterministic for (request, words_per_s) where the model allows it.
        """
        ...

    def rewrite_scene(self, script: VideoScript, scene: SceneScript, instruction: str) -> SceneScript:
        """The scene's words anew after an instruction such as "funnier hook".

        Id, duration, picture, elements and transition stay.
        """
        ...

    def reworded(self, prompt: str, reason: str) -> str:
        """A picture's prompt without what a safety filter refused it for; the rest of it stays.

        At most MOST_PROMPT_CHARS, and never the same words.
        """
        ...
