"""Players of pitched notes: each is a function of pitch and length that returns a sound.

All are additive, so that they are in tune and free of aliasing; they differ in how strong their
partials are and how fast these fade. Long sounds are two slightly different ones, left and right.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from core.providers.music.composer.sounds import clock, partials, shaped, sine
from core.providers.music.wav import Sound

Player = Callable[[float, float], Sound]
"""`(hz, length_s) -> Sound`; the sound may ring a little longer than the length."""


class Struck(NamedTuple):
    """A hammered or plucked string, bar or tine."""

    levels: tuple[float, ...]
    halvings_a_s: float
    brightness_loss: float
    ring_s: float
    attack_s: float = 0.003
    ratios: tuple[float, ...] = ()

    def play(self, hz: float, length_s: float) -> Sound:
        """Higher notes and higher partials fade sooner, as on real strings."""
        time = clock(length_s + self.ring_s)
        speed = self.halvings_a_s * (hz / 262.0) ** 0.5
        fades = [speed * (1 + self.brightness_loss * index) for index in range(len(self.levels))]
        return shaped(partials(hz, time, self.levels, fades, self.ratios), self.attack_s, self.ring_s)


class Bowed(NamedTuple):
    """A sustained sound of several players a few cents apart, spread left and right."""

    levels: tuple[float, ...]
    attack_s: float
    release_s: float
    spread_cents: float = 4.0
    halvings_a_s: float = 0.0

    def play(self, hz: float, length_s: float) -> Sound:
        time = clock(length_s + self.release_s)
        steady = [0.0] * len(self.levels)
        middle = partials(hz, time, self.levels, steady)
        sides = [
            _drifting(hz * 2 ** (sign * self.spread_cents / 1200), time, self.levels, sign)
            for sign in (-1, 1)
        ]
        fading = np.exp2(-np.float32(self.halvings_a_s) * time)
        both = np.stack([fading * (0.5 * middle + 0.65 * side) for side in sides]).astype(np.float32)
        return shaped(both, self.attack_s, self.release_s)


def _drifting(hz: float, time: Sound, levels: tuple[float, ...], sign: int) -> Sound:
    swell = np.float32(1) + np.float32(0.12 * sign) * sine(0.21, time, 0.25)
    return swell * partials(hz, time, levels, [0.0] * len(levels))


def _falling(count: int, power: float) -> tuple[float, ...]:
    return tuple(0.6 / (index + 1) ** power for index in range(count))


def _electric(hz: float, length_s: float) -> Sound:
    """A struck tine under a pickup: phase modulation, bell-like at first, then round; tremolo across."""
    time = clock(length_s + 0.35)
    bark = np.float32(1.5) * np.exp2(-time * 3) * sine(hz, time)
    body = sine(hz, time) * np.cos(bark) + sine(hz, time, 0.25) * np.sin(bark)
    tine = np.float32(0.12) * np.exp2(-time * 8) * sine(7 * hz, time)
    wobble = np.float32(0.15) * sine(4.6, time)
    voice = np.float32(0.6) * np.exp2(-time * np.float32(1.3)) * (body + tine)
    return shaped(np.stack([(1 - wobble) * voice, (1 + wobble) * voice]).astype(np.float32), 0.004, 0.3)


def _bass(levels: tuple[float, ...], fade: float, attack_s: float) -> Player:
    def play(hz: float, length_s: float) -> Sound:
        time = clock(length_s + 0.06)
        fades = [fade * (1 + index) for index in range(len(levels))]
        return shaped(np.tanh(1.3 * partials(hz, time, levels, fades)), attack_s, 0.06)

    return play


PLAYERS: dict[str, Player] = {
    "pad": Bowed(_falling(10, 1.5), 0.5, 0.7).play,
    "strings": Bowed(_falling(16, 1.15), 0.25, 0.5, 6.0).play,
    "spiccato": Bowed(_falling(16, 1.0), 0.01, 0.12, 5.0, 9.0).play,
    "brass": Bowed(_falling(16, 0.9), 0.006, 0.09, 6.0, 8.0).play,
    "piano": Struck((0.6, 0.42, 0.3, 0.22, 0.18, 0.14, 0.1, 0.08, 0.06, 0.05), 1.2, 0.3, 0.35).play,
    "felt": Struck((0.7, 0.38, 0.2, 0.12, 0.06, 0.03), 1.1, 0.5, 0.45, 0.006).play,
    "harp": Struck((0.6, 0.36, 0.24, 0.15, 0.09, 0.05), 1.6, 0.45, 0.5).play,
    "guitar": Struck((0.5, 0.44, 0.34, 0.26, 0.18, 0.15, 0.1, 0.08, 0.05), 1.8, 0.45, 0.25).play,
    "pluck": Struck((0.55, 0.38, 0.32, 0.22, 0.18, 0.14, 0.1, 0.08), 4.5, 0.4, 0.12).play,
    "pizzicato": Struck((0.65, 0.4, 0.24, 0.16, 0.1, 0.06), 6.0, 0.4, 0.12, 0.003).play,
    "marimba": Struck((0.8, 0.3, 0.1), 5.0, 1.2, 0.2, 0.002, (1.0, 4.0, 10.0)).play,
    "celesta": Struck((0.7, 0.25, 0.16, 0.08), 2.0, 0.5, 0.6, 0.002, (1.0, 2.0, 4.0, 6.0)).play,
    "electric": _electric,
    "sub": _bass((0.7, 0.25, 0.1), 0.15, 0.04),
    "bass": _bass((0.55, 0.4, 0.22, 0.12, 0.06), 0.9, 0.008),
    "upright": _bass((0.55, 0.44, 0.28, 0.16, 0.1), 2.6, 0.006),
    "deep": _bass((0.7, 0.32, 0.12, 0.05), 0.7, 0.01),
    "drive": _bass((0.45, 0.4, 0.34, 0.28, 0.22, 0.16, 0.12), 1.6, 0.004),
    "brassbass": _bass((0.5, 0.42, 0.34, 0.26, 0.2, 0.15), 0.3, 0.05),
}
