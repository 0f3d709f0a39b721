"""Filters for long sounds, applied block by block: what they hold does not grow with the sound."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.providers.music.wav import RATE_HZ, Sound

CENTRE = 1 << 14
"""Where a kernel of `zero_phase` has its middle; it reaches a third of a second to each side."""
_SHORTEST_BLOCK = 1 << 17
Gain = Callable[[NDArray[np.float64]], NDArray[Any]]
"""From frequencies in Hz, none of them 0, to the share that is let through."""


def zero_phase(gain: Gain) -> Sound:
    """The kernel of `2 * CENTRE` samples that lets each frequency through by its gain, and shifts none."""
    size = 2 * CENTRE
    shares = np.asarray(gain(np.maximum(np.fft.rfftfreq(size, 1 / RATE_HZ), RATE_HZ / size)), np.float64)
    kernel = np.roll(np.fft.irfft(shares, size), CENTRE)
    return np.asarray(kernel * np.hanning(size + 1)[:size], np.float32)


def filtered(sound: Sound, kernel: Sound) -> Sound:
    """`(frames,)` convolved with a kernel of `zero_phase`, as much as before."""
    whole = np.zeros(len(sound), np.float32)
    add_filtered(whole, sound, kernel)
    return whole


def add_filtered(whole: Sound, sound: Sound, kernel: Sound) -> None:
    """The same (overlap-add), added to another sound; what comes after its end is left out."""
    size = _quick_size(max(_SHORTEST_BLOCK, 3 * len(kernel)))
    spectrum = np.fft.rfft(kernel, size)
    step = size - len(kernel) + 1
    for first in range(0, len(sound), step):
        block = np.fft.irfft(np.fft.rfft(sound[first : first + step], size) * spectrum, size)
        place = first - CENTRE
        into = whole[max(0, place) : max(0, place + size)]
        into += block[max(0, -place) :][: len(into)].astype(np.float32)


def _quick_size(size: int) -> int:
    """The next length of the form 2^n or 3 * 2^n, for which transforms are quick."""
    two = 1 << max(1, (size - 1).bit_length())
    return two * 3 // 4 if two * 3 // 4 >= size else two
