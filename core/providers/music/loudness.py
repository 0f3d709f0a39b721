"""Loudness as ITU-R BS.1770-4 measures it, and a soft ceiling.

The two K-weighting filters are applied by their magnitude in the frequency domain (loudness does
not depend on phase); coefficients are those the recommendation gives for 48 kHz.
"""

from __future__ import annotations

import numpy as np

from core.providers.music.wav import RATE_HZ, Sound

_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
_BLOCK, _HOP = int(0.4 * RATE_HZ), int(0.1 * RATE_HZ)
_KNEE, _CEILING = 0.5, 0.7
"""Full scale is 1: above -6 dBFS peaks are bent, none passes -3.1 dBFS."""


def integrated_lufs(stereo: Sound) -> float:
    """Integrated loudness of a `(2, frames)` sound; -70 for silence."""
    power = np.zeros(stereo.shape[1])
    for channel in stereo:
        power += _weighted(channel) ** 2
    total = np.concatenate(([0.0], np.cumsum(power)))
    starts = np.arange(0, max(1, len(power) - _BLOCK + 1), _HOP)
    length = min(_BLOCK, len(power))
    blocks = (total[starts + length] - total[starts]) / length
    loud = blocks[blocks > _power(-70.0)]
    if not len(loud):
        return -70.0
    kept = loud[loud > loud.mean() / 10]
    return float(-0.691 + 10 * np.log10(kept.mean()))


def brought_to(stereo: Sound, lufs: float) -> Sound:
    """The sound at that loudness, its few highest peaks bent below -3 dBFS without a corner."""
    louder = stereo * np.float32(10 ** ((lufs - integrated_lufs(stereo)) / 20))
    over = np.abs(louder) > _KNEE
    bent = _KNEE + (_CEILING - _KNEE) * np.tanh((np.abs(louder[over]) - _KNEE) / (_CEILING - _KNEE))
    louder[over] = np.sign(louder[over]) * bent
    return np.asarray(louder, np.float32)


def _weighted(channel: Sound) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    size = quick_size(len(channel))
    turn = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    gain = np.ones(len(turn))
    for above, below in (_SHELF, _HIGH_PASS):
        gain *= np.abs(np.polyval(above[::-1], turn) / np.polyval(below[::-1], turn))
    return np.fft.irfft(np.fft.rfft(channel, size) * gain, size)[: len(channel)]


def _power(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))


def quick_size(size: int) -> int:
    """The next length of the form 2^n or 3 * 2^n, for which transforms are quick."""
    two = 1 << max(1, (size - 1).bit_length())
    return two * 3 // 4 if two * 3 // 4 >= size else two
