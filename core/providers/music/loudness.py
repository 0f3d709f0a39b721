"""Loudness as ITU-R BS.1770-4 measures it, and a soft ceiling.

The two K-weighting filters are applied by their magnitude alone (loudness does not depend on phase);
coefficients are those the recommendation gives for 48 kHz.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from core.providers.music.filters import filtered, zero_phase
from core.providers.music.wav import RATE_HZ, Sound

_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
_HOP, _HOPS_A_BLOCK = int(0.1 * RATE_HZ), 4
_KNEE, _CEILING = 0.5, 0.7
"""Full scale is 1: above -6 dBFS peaks are bent, none passes -3.1 dBFS."""


def integrated_lufs(stereo: Sound) -> float:
    """Integrated loudness of a `(2, frames)` sound; -70 for silence."""
    hops = sum((_energy_by_hop(filtered(channel, _k_weighting())) for channel in stereo), np.zeros(1))
    blocks = np.convolve(hops, np.ones(min(_HOPS_A_BLOCK, len(hops))), "valid")
    blocks /= min(_HOPS_A_BLOCK * _HOP, stereo.shape[1])
    loud = blocks[blocks > _power(-70.0)]
    if not len(loud):
        return -70.0
    kept = loud[loud > loud.mean() / 10]
    return float(-0.691 + 10 * np.log10(kept.mean()))


def bring_to(stereo: Sound, lufs: float) -> Sound:
    """Bring the sound itself to that loudness, its few highest peaks bent below -3 dBFS without a corner."""
    stereo *= np.float32(10 ** ((lufs - integrated_lufs(stereo)) / 20))
    for channel in stereo:
        over = np.flatnonzero(np.abs(channel) > _KNEE)
        bent = _KNEE + (_CEILING - _KNEE) * np.tanh((np.abs(channel[over]) - _KNEE) / (_CEILING - _KNEE))
        channel[over] = np.sign(channel[over]) * bent
    return stereo


def _energy_by_hop(channel: Sound) -> NDArray[np.float64]:
    """Of each whole hop; of a sound shorter than a block, of the whole."""
    if len(channel) < _HOPS_A_BLOCK * _HOP:
        return np.array([np.square(channel, dtype=np.float64).sum()])
    hops = channel[: len(channel) // _HOP * _HOP].reshape(-1, _HOP)
    return np.array([np.square(hop, dtype=np.float64).sum() for hop in hops])


@cache
def _k_weighting() -> Sound:
    return zero_phase(_k_gain)


def _k_gain(frequency: NDArray[np.float64]) -> NDArray[np.float64]:
    turn = np.exp(-2j * np.pi * frequency / RATE_HZ)
    gain = np.ones(len(turn))
    for above, below in (_SHELF, _HIGH_PASS):
        gain *= np.abs(np.polyval(above[::-1], turn) / np.polyval(below[::-1], turn))
    return gain


def _power(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))
