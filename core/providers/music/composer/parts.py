"""What each player plays: the notes of a layer over the whole form.

A part is a function of the tune and a layer; it yields notes in beats. Rhythm comes from the
layer's bar of sixteen steps; at the last chord every part plays once and lets it ring.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from core.providers.music.composer.form import BEATS_A_BAR, Form
from core.providers.music.composer.sketch import Layer
from core.providers.music.composer.theory import Scale, chord, close_voicing

STEP_BEATS = 0.25
_STRENGTH = {"X": 1.0, "x": 0.78, "o": 0.5}
_CHORD_LOW, _ARPEGGIO_LOW, _MOTIF_LOW, _PULSE_LOW, _BASS_LOW = 55, 64, 79, 48, 31


class Note(NamedTuple):
    """Beats from the start; `midi` is None for drums."""

    beat: float
    beats: float
    midi: int | None
    strength: float


class Tune(NamedTuple):
    """The dice are thrown: key, harmony bar by bar (the last chord included), and form."""

    form: Form
    tonic: int
    scale: Scale
    roots: tuple[int, ...]
    chord_size: int
    swing: float

    def notes(self, bar: int) -> tuple[int, ...]:
        return chord(self.scale, self.roots[bar], self.chord_size)

    def voicing(self, bar: int, lowest_midi: int) -> tuple[int, ...]:
        return close_voicing(self.tonic, self.notes(bar), lowest_midi)

    def bass(self, bar: int) -> int:
        return close_voicing(self.tonic, self.notes(bar)[:1], _BASS_LOW)[0]


class Step(NamedTuple):
    """A sounding step of a rhythm: when, until the next one, how strong, and its number in the piece."""

    bar: int
    beat: float
    beats: float
    strength: float
    number: int


Part = Callable[[Tune, Layer, str, np.random.Generator], Iterator[Note]]


def steps(tune: Tune, layer: Layer, rhythm: str) -> Iterator[Step]:
    """The rhythm in each bar from where the layer enters, then the last chord."""
    places = [place for place, mark in enumerate(rhythm) if mark in _STRENGTH]
    gaps = [after - here for here, after in pairwise([*places, len(rhythm)])]
    count = 0
    for bar in range(round(layer.enters * tune.form.body_bars), tune.form.body_bars):
        for place, gap in zip(places, gaps, strict=True):
            late = tune.swing * STEP_BEATS if place % 2 or (tune.swing and place % 4 == 2) else 0.0
            beat = bar * BEATS_A_BAR + place * STEP_BEATS + late
            yield Step(bar, beat, gap * STEP_BEATS, _STRENGTH[rhythm[place]], count)
            count += 1
    yield Step(tune.form.body_bars, tune.form.last_beat_start, tune.form.last_beats, 0.75, count)


def chords(tune: Tune, layer: Layer, rhythm: str, _: np.random.Generator) -> Iterator[Note]:
    """The whole harmony in close position."""
    for step in steps(tune, layer, rhythm):
        for midi in tune.voicing(step.bar, _CHORD_LOW):
            yield Note(step.beat, step.beats, midi, step.strength)


def arpeggio(tune: Tune, layer: Layer, rhythm: str, rng: np.random.Generator) -> Iterator[Note]:
    """The harmony one note after another, in an order that stays; the last chord is rolled."""
    order = _ORDERS[rng.integers(len(_ORDERS))]
    for step in steps(tune, layer, rhythm):
        ladder = (*tune.voicing(step.bar, _ARPEGGIO_LOW), tune.voicing(step.bar, _ARPEGGIO_LOW)[0] + 12)
        if step.bar == tune.form.body_bars:
            yield from (
                Note(step.beat + 0.06 * rank, step.beats, midi, step.strength)
                for rank, midi in enumerate(ladder)
            )
        else:
            yield Note(
                step.beat, step.beats, ladder[order[step.number % len(order)] % len(ladder)], step.strength
            )


_ORDERS = ((0, 1, 2, 3), (0, 2, 1, 3), (3, 2, 1, 0), (0, 1, 2, 3, 2, 1), (0, 2, 3, 1), (0, 1, 3, 2))


def pulse(tune: Tune, layer: Layer, rhythm: str, _: np.random.Generator) -> Iterator[Note]:
    """Root and fifth, low and steady."""
    for step in steps(tune, layer, rhythm):
        low, *others = close_voicing(
            tune.tonic, (tune.notes(step.bar)[0], tune.notes(step.bar)[2]), _PULSE_LOW
        )
        yield Note(step.beat, step.beats, low, step.strength)
        if step.strength > 0.7:
            yield from (Note(step.beat, step.beats, midi, step.strength * 0.8) for midi in others)


def roots(tune: Tune, layer: Layer, rhythm: str, _: np.random.Generator) -> Iterator[Note]:
    """The bass."""
    for step in steps(tune, layer, rhythm):
        yield Note(step.beat, step.beats, tune.bass(step.bar), step.strength)


def motif(tune: Tune, layer: Layer, rhythm: str, rng: np.random.Generator) -> Iterator[Note]:
    """A few high chord notes: the same little shape, moved with the harmony, every other bar."""
    shape = rng.integers(0, 3, size=8)
    for step in steps(tune, layer, rhythm):
        ladder = close_voicing(tune.tonic, tune.notes(step.bar)[:3], _MOTIF_LOW)
        last = step.bar == tune.form.body_bars
        if last or step.bar % 2 == 0:
            yield Note(step.beat, step.beats, ladder[shape[step.number % 8] % len(ladder)], step.strength)


def drum(tune: Tune, layer: Layer, rhythm: str, _: np.random.Generator) -> Iterator[Note]:
    """Strokes; they hold their breath for the two beats before the last chord."""
    for step in steps(tune, layer, rhythm):
        if not 0 < tune.form.last_beat_start - step.beat <= BEATS_A_BAR / 2:
            yield Note(step.beat, step.beats, None, step.strength)


PARTS: dict[str, Part] = {
    "chords": chords,
    "arpeggio": arpeggio,
    "pulse": pulse,
    "roots": roots,
    "motif": motif,
    "drum": drum,
}
