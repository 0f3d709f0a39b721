"""The mixing desk: notes placed in time and space, a room around them, room left for a voice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.providers.music.composer.drums import DRUMS
from core.providers.music.composer.form import Form
from core.providers.music.composer.instruments import PLAYERS
from core.providers.music.composer.parts import Note
from core.providers.music.composer.sketch import Layer
from core.providers.music.composer.theory import hertz
from core.providers.music.filters import CENTRE, add_filtered, filtered, zero_phase
from core.providers.music.loudness import bring_to
from core.providers.music.wav import RATE_HZ, Sound

BED_LUFS = -19.0
_VOICE_DIP_DB, _VOICE_CENTRE_HZ, _VOICE_OCTAVES = -3.0, 1_100.0, 1.2
_BRIGHTER_DB_AN_OCTAVE, _BRIGHTER_FROM_HZ, _BRIGHTEST_DB = 1.5, 160.0, 8.0
_LOWEST_HZ = 32.0
_FADE_S = 1.5
_SLOPPINESS_S = 0.004


class Stroke(NamedTuple):
    """A sound to be struck, and how."""

    layer: Layer
    instrument: str
    notes: tuple[Note, ...]


def mixed(strokes: Iterable[Stroke], form: Form, frames: int, room_s: float, seed: int) -> Sound:
    """A `(2, frames)` bed at -19 LUFS that has faded to nothing at its last frame."""
    bed = _performed(strokes, form, frames, room_s, seed)
    equaliser = zero_phase(_voicing)
    for channel in bed:
        channel[:] = filtered(channel, equaliser)
    fade = min(round(min(_FADE_S, form.last_beats * form.beat_s * 0.7) * RATE_HZ), frames)
    bed[:, frames - fade :] *= np.cos(np.linspace(0, np.pi / 2, fade, dtype=np.float32)) ** 2
    return bring_to(bed, BED_LUFS)


def _performed(strokes: Iterable[Stroke], form: Form, frames: int, room_s: float, seed: int) -> Sound:
    """All players in their room."""
    dry = np.zeros((2, frames), np.float32)
    wet = np.zeros(frames, np.float32)
    rng = np.random.default_rng(seed)
    for stroke in strokes:
        _play(stroke, form, dry, wet, rng)
    for side, channel in enumerate(dry):
        add_filtered(channel, wet, _hall(side, room_s))
    return dry


def _play(stroke: Stroke, form: Form, dry: Sound, wet: Sound, rng: np.random.Generator) -> None:
    layer = stroke.layer
    level = 10 ** (layer.level_db / 20)
    angle = (layer.pan + 1) * np.pi / 4
    sides = np.array([[np.cos(angle)], [np.sin(angle)]], np.float32) * np.float32(np.sqrt(2))
    played: dict[tuple[int | None, int], Sound] = {}
    for note in stroke.notes:
        key = (note.midi, round(note.beats * 1000))
        if key not in played:
            played[key] = _sound(stroke.instrument, note, form.beat_s)
        human = abs(rng.normal(0, _SLOPPINESS_S)) if note.beat else 0.0
        first = round((note.beat * form.beat_s + human) * RATE_HZ)
        heard = played[key][..., : max(0, dry.shape[1] - first)]
        last = first + heard.shape[-1]
        strength = np.float32(level * note.strength * rng.uniform(0.92, 1.0))
        dry[:, first:last] += strength * sides * heard
        wet[first:last] += strength * np.float32(layer.room) * np.atleast_2d(heard).mean(axis=0)


def _sound(instrument: str, note: Note, beat_s: float) -> Sound:
    if note.midi is None:
        return DRUMS[instrument]()
    return PLAYERS[instrument](hertz(note.midi), note.beats * beat_s)


def _hall(side: int, room_s: float) -> Sound:
    """One of two unlike tails of noise, darker as they fade: a hall of `room_s` seconds (to -60 dB)."""
    time = np.arange(round(room_s * RATE_HZ), dtype=np.float32) / RATE_HZ
    tail = np.random.default_rng([7, side]).normal(size=len(time)) * np.exp(-6.9 * time / room_s)
    tail[: round(0.012 * RATE_HZ)] = 0.0
    tail /= np.sqrt(np.sum(tail**2))
    dark = zero_phase(_darkness)
    return filtered(np.pad(tail.astype(np.float32), (CENTRE, CENTRE)), dark)


def _darkness(frequency: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / np.sqrt((1 + (180 / frequency) ** 4) * (1 + (frequency / 5_000) ** 4)))


def _voicing(frequency: NDArray[np.float64]) -> NDArray[np.float64]:
    """Brighter, for small loudspeakers; a shallow dip where speech lives; no rumble below hearing."""
    octaves = np.log2(frequency / _VOICE_CENTRE_HZ)
    decibels = _VOICE_DIP_DB * np.exp(-0.5 * (octaves / _VOICE_OCTAVES) ** 2)
    above = np.maximum(np.log2(frequency / _BRIGHTER_FROM_HZ), 0.0)
    decibels += np.minimum(_BRIGHTER_DB_AN_OCTAVE * above, _BRIGHTEST_DB)
    return np.asarray(10 ** (decibels / 20) / np.sqrt(1 + (_LOWEST_HZ / frequency) ** 8))
