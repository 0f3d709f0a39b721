"""How bars fill the asked seconds: a body of whole bars in four, and a last chord that rings out.

The tempo gives way, not the music: of all counts of beats whose tempo lies within 8 % of the wanted
one, that is taken which ends best, on a last chord of a whole bar if it can (from about 16 s it
always can). Only beds shorter than a few seconds need a wider step.
"""

from __future__ import annotations

from typing import NamedTuple

BEATS_A_BAR = 4
TEMPO_SLACK = 0.08
_LAST_CHORD_BEATS = {0: 4, 1: 5, 2: 2, 3: 3}
_UNEVENNESS = {0: 0, 3: 1, 1: 2, 2: 3}
"""How little each last chord is liked, by the beats left over from whole bars."""


class Form(NamedTuple):
    """`body_bars` of four beats, then one chord of `last_beats`; together exactly the asked length."""

    tempo_bpm: float
    body_bars: int
    last_beats: int

    @property
    def beat_s(self) -> float:
        return 60.0 / self.tempo_bpm

    @property
    def bar_s(self) -> float:
        return BEATS_A_BAR * self.beat_s

    @property
    def last_beat_start(self) -> int:
        """The beat on which the last chord falls."""
        return BEATS_A_BAR * self.body_bars


def fit(duration_s: float, wanted_bpm: float) -> Form:
    """The form of that length nearest to the wanted tempo."""
    ideal = duration_s * wanted_bpm / 60
    counts = range(max(1, int(ideal * (1 - TEMPO_SLACK))), int(ideal * (1 + TEMPO_SLACK)) + 3)
    beats = min(counts, key=lambda count: _regret(count, ideal))
    last = min(_LAST_CHORD_BEATS[beats % BEATS_A_BAR], beats)
    return Form(60 * beats / duration_s, (beats - last) // BEATS_A_BAR, last + (beats - last) % BEATS_A_BAR)


def _regret(beats: int, ideal: float) -> tuple[bool, int, float]:
    change = abs(beats / ideal - 1)
    return change > TEMPO_SLACK, _UNEVENNESS[beats % BEATS_A_BAR], change
