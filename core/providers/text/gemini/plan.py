"""How many scenes and words a video of some seconds has: what the writer is asked for.

The same arithmetic turns words back into seconds, so a script that keeps to its plan fills its scenes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from core.errors import InvalidInput
from core.models import GenerationRequest, Value
from core.providers.text.seconds import share_seconds

BREATH_S = 0.6
"""Silence around the words of a scene, as the director will leave it."""
LEAST_SCENE_S = 1.0
FILLED = 0.97
"""Share of the speaking time to ask words for: models count badly, and what overflows is cut off."""


class Plan(Value):
    """The size of a script."""

    duration_s: float
    scenes: int
    words: int


def plan_for(request: GenerationRequest, words_per_s: float) -> Plan:
    """Two scenes for 8 s, then one more for every 7 s; words for the time that breaths leave.

    Raises InvalidInput for a rate that is none.
    """
    if not (math.isfinite(words_per_s) and words_per_s > 0):
        raise InvalidInput(f"{words_per_s} words a second is no speaking rate.", "Give a positive number.")
    scenes = round(2 + (request.duration_s - 8) / 7)
    words = words_per_s * (request.duration_s - BREATH_S * scenes) * FILLED
    return Plan(duration_s=request.duration_s, scenes=scenes, words=max(scenes, round(words)))


def scene_lengths(words: Sequence[float], total_s: float) -> tuple[float, ...]:
    """Seconds of each scene in proportion to its words; every scene at least a second."""
    lengths = share_seconds(words, total_s, BREATH_S)
    return lengths if min(lengths) >= LEAST_SCENE_S else share_seconds(words, total_s, LEAST_SCENE_S)
