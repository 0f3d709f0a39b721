"""How a mood is written down: tempo, keys, harmony, and layers of instruments.

A rhythm is one bar of sixteen steps; `X` is strong, `x` medium, `o` soft, `.` silent. A layer enters
after a share of the body has passed, so a bed grows; a silent rhythm plays the last chord only.
Everything that is a choice (key, harmony, instrument, rhythm) is made from the request's seed.
"""

from __future__ import annotations

from typing import NamedTuple

from core.providers.music.composer.theory import Scale

WHOLE = ("X...............",)
ONLY_AT_THE_END = ("................",)


class Layer(NamedTuple):
    """One player. `pan` from -1 (left) to 1; `room` is the share sent to the reverberation."""

    part: str
    instruments: tuple[str, ...]
    rhythms: tuple[str, ...]
    level_db: float
    pan: float = 0.0
    room: float = 0.3
    enters: float = 0.0


class Sketch(NamedTuple):
    """A mood before the dice are thrown. `progressions` are degrees of the scale, one a bar."""

    description: str
    tempo_bpm: float
    scale: Scale
    tonics: tuple[int, ...]
    progressions: tuple[tuple[int, ...], ...]
    cadence: int
    """Degree of the bar before the last chord."""
    chord_size: int
    room_s: float
    layers: tuple[Layer, ...]
    swing: float = 0.0
    """How late off-beat steps come, as a share of a step."""
