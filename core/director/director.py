"""The director: a brief becomes a script that fits its voice.

A writer can only guess how fast a voice speaks. The director has it write, measures every
narration with the real voice, corrects the rate and asks again: at most three times, and the
best script is kept. Then each scene gets the seconds its words need.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from core.director.timing import (
    FIRST_WORDS_PER_S,
    LEAD_IN_S,
    TAIL_S,
    estimated_seconds,
    overflow_s,
    scene_seconds,
)
from core.errors import ProviderRejected
from core.models import GenerationRequest, Language, SceneScript, VideoScript
from core.providers.text.base import TextModel
from core.providers.text.seconds import spoken_words

SpokenLength = Callable[[str, Language, GenerationRequest], float]
"""Seconds that a voice takes for a text, without any silence around it."""

MOST_ROUNDS = 3
GOOD_FILL = 0.9
"""Share of the time for words that must be spoken before the director is content."""
_SLOWEST, _FASTEST = 0.8, 6.0


class _Attempt(NamedTuple):
    script: VideoScript
    spoken: tuple[float, ...]
    overflow_s: float
    fill: float

    @property
    def is_good(self) -> bool:
        return self.overflow_s == 0 and self.fill >= GOOD_FILL

    @property
    def rank(self) -> tuple[float, float]:
        """Nothing may be cut off; after that, the fuller the better."""
        return (-self.overflow_s, self.fill)


class Director:
    """Has scripts written by a text model and fitted to a voice.

    `spoken_length` measures the voice; without it usual rates of the language are used.
    """

    def __init__(self, text_model: TextModel, spoken_length: SpokenLength | None = None) -> None:
        self._model = text_model
        self._spoken_length = spoken_length or (lambda text, language, _: estimated_seconds(text, language))

    def direct(self, request: GenerationRequest) -> VideoScript:
        """A script of exactly `request.duration_s`, every narration with its breaths inside its scene.

        Raises what the text model raises, and ProviderRejected when it wrote more scenes than seconds.
        """
        attempts: list[_Attempt] = []
        rate = FIRST_WORDS_PER_S
        for _ in range(MOST_ROUNDS):
            attempts.append(self._attempt(request, rate))
            if attempts[-1].is_good:
                break
            rate = _corrected(attempts, rate)
        return _timed(max(attempts, key=lambda attempt: attempt.rank), request.duration_s)

    def _attempt(self, request: GenerationRequest, rate: float) -> _Attempt:
        script = self._model.write_script(request, words_per_s=rate)
        language = script.metadata.language
        spoken = tuple(self._seconds(scene, language, request) for scene in script.scenes)
        room_s = request.duration_s - (LEAD_IN_S + TAIL_S) * len(spoken)
        fill = sum(spoken) / room_s if room_s > 0 else float("inf")
        return _Attempt(script, spoken, overflow_s(spoken, request.duration_s), fill)

    def _seconds(self, scene: SceneScript, language: Language, request: GenerationRequest) -> float:
        if not any(c.isalnum() for c in scene.narration):
            return 0.0
        return max(0.0, self._spoken_length(scene.narration, language, request))


def _corrected(attempts: Sequence[_Attempt], rate: float) -> float:
    """The voice's measured rate, with a margin that grows with every script that was too long."""
    attempt = attempts[-1]
    words = sum(spoken_words(scene.narration) for scene in attempt.script.scenes)
    seconds = sum(attempt.spoken)
    if words == 0 or seconds == 0:
        return rate
    margin = 0.99 - 0.03 * sum(attempt.overflow_s > 0 for attempt in attempts)
    return min(max(words / seconds * margin, _SLOWEST), _FASTEST)


def _timed(attempt: _Attempt, total_s: float) -> VideoScript:
    """The script with final lengths."""
    try:
        seconds = scene_seconds(attempt.spoken, total_s)
    except ValueError as error:
        raise ProviderRejected(
            f"The script has {len(attempt.spoken)} scenes, too many for {total_s:g} seconds.",
            "Choose a longer video, or have the script written again.",
        ) from error
    scenes = tuple(
        scene.model_copy(update={"duration_s": length})
        for scene, length in zip(attempt.script.scenes, seconds, strict=True)
    )
    return attempt.script.model_copy(update={"scenes": scenes})
