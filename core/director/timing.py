"""Timing rules: how fast voices speak, how fast people read, and how long scenes must be.

A scene is its narration with a breath before and after. Where the whole is too short for all
breaths, scenes shrink in proportion, and the report of what does not fit stays truthful.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from core.models import FPS, Language
from core.providers.text.seconds import rest, share_seconds, spoken_words

LEAD_IN_S = 0.25
TAIL_S = 0.35
LEAST_SCENE_S = 1.0
FIRST_WORDS_PER_S = 2.5
"""Common planning rate for spoken advertising (150 words a minute); the first guess for any voice."""

SPEAKING_WORDS_PER_S = {
    Language.ENGLISH: 3.05,
    Language.FRENCH: 3.25,
    Language.GERMAN: 2.75,
    Language.PORTUGUESE: 2.65,
    Language.SPANISH: 2.6,
    Language.ITALIAN: 2.6,
}
"""Measured with espeak-ng 1.52 at its default rate: 200 s of our own scripts a language, with pauses."""

READING_CHARS_PER_S = {
    Language.CHINESE: 9.0,
    Language.JAPANESE: 4.0,
    Language.KOREAN: 12.0,
    Language.ENGLISH: 20.0,
    Language.HINDI: 22.0,
    Language.ARABIC: 20.0,
}
"""Fastest comfortable subtitles, as Netflix' Timed Text Style Guides have them; 17 for other languages."""
USUAL_READING_CHARS_PER_S = 17.0


def estimated_seconds(text: str, language: Language) -> float:
    """How long a usual voice speaks the text, in seconds."""
    return spoken_words(text) / SPEAKING_WORDS_PER_S.get(language, FIRST_WORDS_PER_S)


def reading_seconds(text: str, language: Language) -> float:
    """How long the text must stand on screen to be read, in seconds."""
    return len(text) / READING_CHARS_PER_S.get(language, USUAL_READING_CHARS_PER_S)


def fits(spoken_s: float, scene_s: float) -> bool:
    """Whether a narration with its breaths lies within a scene; half a frame is forgiven."""
    return spoken_s + LEAD_IN_S + TAIL_S <= scene_s + 0.5 / FPS


def overflow_s(spoken: Sequence[float], total_s: float) -> float:
    """Seconds by which narrations and their breaths exceed the whole; 0 when they fit."""
    return max(0.0, sum(_needed_s(seconds) for seconds in spoken) - total_s - 1e-6)


def scene_seconds(spoken: Sequence[float], total_s: float) -> tuple[float, ...]:
    """Lengths of scenes whose narrations take `spoken` seconds; they add up to `total_s`.

    All but the last are whole frames. Spare time goes to the longer narrations.
    Raises ValueError when there are more scenes than seconds.
    """
    needs = [math.ceil(_needed_s(seconds) * FPS - 1e-6) / FPS for seconds in spoken]
    spare_s = total_s - sum(needs)
    if spare_s < 0:
        return share_seconds(
            [_needed_s(seconds) - LEAST_SCENE_S for seconds in spoken], total_s, LEAST_SCENE_S
        )
    extra = share_seconds([seconds + LEAD_IN_S for seconds in spoken], max(spare_s, 0.0), 0.0)
    frames = [round((need + more) * FPS) / FPS for need, more in zip(needs[:-1], extra[:-1], strict=True)]
    return (*frames, rest(frames, total_s))


def _needed_s(spoken_s: float) -> float:
    """Whole frames, so that rounding never cuts a narration."""
    return math.ceil(max(spoken_s + LEAD_IN_S + TAIL_S, LEAST_SCENE_S) * FPS - 1e-6) / FPS
