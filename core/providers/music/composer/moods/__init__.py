"""The moods, one small file each."""

from core.models import Mood
from core.providers.music.composer.moods import (
    calm,
    dramatic,
    energetic,
    luxurious,
    playful,
    serious,
    uplifting,
    warm,
)
from core.providers.music.composer.sketch import Sketch

SKETCHES: dict[Mood, Sketch] = {
    Mood.CALM: calm.SKETCH,
    Mood.UPLIFTING: uplifting.SKETCH,
    Mood.ENERGETIC: energetic.SKETCH,
    Mood.WARM: warm.SKETCH,
    Mood.SERIOUS: serious.SKETCH,
    Mood.PLAYFUL: playful.SKETCH,
    Mood.DRAMATIC: dramatic.SKETCH,
    Mood.LUXURIOUS: luxurious.SKETCH,
}

MOODS: dict[Mood, str] = {mood: sketch.description for mood, sketch in SKETCHES.items()}
"""One line about each, for lists to choose from."""
