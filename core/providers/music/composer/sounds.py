"""Pieces that instruments are made of: time, partials, envelopes and filtered noise.

Sounds are float32 at 48 kHz, either mono `(frames,)` or stereo `(2, frames)`, peak about 1.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.providers.music.wav import RATE_HZ, Sound

_HIGHEST_HZ = 16_000.0


def clock(length_s: float) -> Sound:
    """Seconds of every frame."""
    return np.arange(max(1, round(length_s * RATE_HZ)), dtype=np.float32) / np.float32(RATE_HZ)


def partials(
    hz: float,
    time: Sound,
    levels: Sequence[float],
    halvings_a_s: Sequence[float],
    ratios: Sequence[float] = (),
) -> Sound:
    """Sines at multiples of `hz`, each losing half its level so many times a second; none above 16 kHz."""
    out = np.zeros_like(time)
    for index, level in enumerate(levels):
        frequency = hz * (ratios[index] if ratios else index + 1)
        if frequency < _HIGHEST_HZ:
            fading = np.exp2(-np.float32(halvings_a_s[index]) * time)
            out += np.float32(level) * fading * sine(frequency, time)
    return out


def sine(hz: float, time: Sound, phase: float = 0.0) -> Sound:
    """A sine; the phase is folded in double precision so that long notes stay in tune."""
    cycles = np.arange(len(time), dtype=np.float64) * (hz / RATE_HZ) + phase
    return np.sin(((cycles - np.floor(cycles)) * (2 * np.pi)).astype(np.float32))


def shaped(sound: Sound, attack_s: float, release_s: float) -> Sound:
    """Rounded beginning and end, both reaching zero, so that no note clicks."""
    frames = sound.shape[-1]
    attack = min(max(2, round(attack_s * RATE_HZ)), frames // 2)
    release = min(max(2, round(release_s * RATE_HZ)), frames - attack)
    sound[..., :attack] *= _rise(attack)
    sound[..., frames - release :] *= _rise(release)[::-1]
    return sound


def noise(time: Sound, low_hz: float, high_hz: float, seed: int) -> Sound:
    """Noise between two frequencies with soft edges, root mean square 1."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(size=len(time)).astype(np.float32))
    frequency = np.maximum(np.fft.rfftfreq(len(time), 1 / RATE_HZ), 1.0)
    spectrum *= 1 / np.sqrt((1 + (low_hz / frequency) ** 6) * (1 + (frequency / high_hz) ** 6))
    out = np.fft.irfft(spectrum, len(time)).astype(np.float32)
    return np.asarray(out / max(float(np.sqrt(np.mean(out**2))), 1e-9), np.float32)


def _rise(frames: int) -> Sound:
    return (np.sin(np.linspace(0, np.pi / 2, frames)) ** 2).astype(np.float32)
