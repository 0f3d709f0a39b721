"""Loudness over time in bands as wide as the ear's."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from core.providers.speech.sound import Sound

Levels = NDArray[np.float32]
"""Decibels, `(frames, BANDS)`; frame n is centred on (n + 0.5) hops."""

BANDS = 24
LOWEST_HZ, HIGHEST_HZ = 100.0, 7000.0
WINDOW_S = 0.025
_BLOCK_FRAMES = 2_000  # a transform of five minutes at once would take 250 MB
_QUIETEST = 1e-12


def band_levels_db(sound: Sound, hop_s: float, highest_hz: float) -> Levels:
    """The level of each band in each frame; no rows for a sound shorter than a hop."""
    rate = sound.sample_rate_hz
    window = np.hanning(max(round(WINDOW_S * rate), 8))
    size = 1 << (len(window) - 1).bit_length()
    filters = _mel_filters(size, rate, highest_hz)
    starts = ((np.arange(int(sound.duration_s / hop_s)) + 0.5) * hop_s * rate).astype(int)
    padded = np.pad(sound.samples, len(window) // 2 + 1)
    levels = np.empty((len(starts), BANDS), np.float32)
    for first in range(0, len(starts), _BLOCK_FRAMES):
        block = slice(first, first + _BLOCK_FRAMES)
        frames = padded[starts[block, None] + np.arange(len(window))]
        power = np.abs(np.fft.rfft(frames * window, size)) ** 2
        levels[block] = 10 * np.log10(power @ filters.T + _QUIETEST)
    return levels


def _mel_filters(size: int, rate_hz: int, highest_hz: float) -> NDArray[np.float64]:
    """Triangles, equally wide in mel (O'Shaughnessy 1987: 2595 log10(1 + f / 700)), each of sum 1."""
    lowest_mel, highest_mel = (2595 * math.log10(1 + hertz / 700) for hertz in (LOWEST_HZ, highest_hz))
    edges_hz = 700 * (10 ** (np.linspace(lowest_mel, highest_mel, BANDS + 2) / 2595) - 1)
    hertz = np.fft.rfftfreq(size, 1 / rate_hz)
    low, centre, high = edges_hz[:-2, None], edges_hz[1:-1, None], edges_hz[2:, None]
    filters = np.clip(np.minimum((hertz - low) / (centre - low), (high - hertz) / (high - centre)), 0, None)
    return np.asarray(filters / np.maximum(filters.sum(axis=1, keepdims=True), 1e-9))
