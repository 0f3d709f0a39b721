"""Drums: short sounds without pitch. Each is made once and struck many times."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.providers.music.composer.sounds import clock, noise, shaped
from core.providers.music.wav import RATE_HZ, Sound


def _skin(
    start_hz: float, end_hz: float, fall_s: float, length_s: float, click: float
) -> Callable[[], Sound]:
    """A drum skin: its pitch falls quickly while it rings, with a stick's click on top."""

    def strike() -> Sound:
        time = clock(length_s)
        hertz = end_hz + (start_hz - end_hz) * np.exp(-time / fall_s)
        body = np.sin(2 * np.pi * np.cumsum(hertz, dtype=np.float64) / RATE_HZ).astype(np.float32)
        body *= np.exp2(-time * np.float32(7 / length_s))
        stick = click * np.exp2(-time * 250) * noise(time, 800, 5_000, 11)
        return shaped((body + stick).astype(np.float32), 0.0015, length_s / 3)

    return strike


def _hiss(
    low_hz: float, high_hz: float, attack_s: float, halvings_a_s: float, length_s: float
) -> Callable[[], Sound]:
    def strike() -> Sound:
        time = clock(length_s)
        sound = 0.5 * np.exp2(-time * halvings_a_s) * noise(time, low_hz, high_hz, 23)
        return shaped(sound.astype(np.float32), attack_s, length_s / 3)

    return strike


def _clap() -> Sound:
    """Several hands: three short bursts, then the room."""
    time = clock(0.32)
    bursts = sum(np.exp2(-np.abs(time - late) * 260) for late in (0.004, 0.014, 0.023))
    tail = np.exp2(-np.maximum(time - 0.026, 0) * 26) * (time > 0.026) * 0.55
    sound = 0.6 * (bursts + tail) * noise(time, 900, 3_800, 37)
    return shaped(np.asarray(sound, np.float32), 0.001, 0.1)


DRUMS: dict[str, Callable[[], Sound]] = {
    "kick": _skin(150, 48, 0.028, 0.36, 0.12),
    "softkick": _skin(95, 50, 0.03, 0.32, 0.02),
    "taiko": _skin(130, 62, 0.05, 0.9, 0.1),
    "boom": _skin(70, 36, 0.12, 2.2, 0.0),
    "clap": _clap,
    "cymbal": _hiss(4_000, 14_000, 0.002, 3.5, 2.4),
    "breeze": _hiss(1_500, 8_000, 1.2, 0.4, 3.4),
    "tick": _hiss(4_000, 9_000, 0.001, 110, 0.06),
    "snap": _hiss(1_500, 4_200, 0.001, 60, 0.14),
    "hat": _hiss(7_500, 14_000, 0.001, 55, 0.11),
    "shaker": _hiss(5_000, 11_000, 0.028, 32, 0.13),
}
