"""A warmer sound: what a mixing engineer does to a dry voice, without moving anything in time.

Formant synthesis sounds hard because it has too much energy between 1 and 5 kHz, because its level
jumps between syllables, and because no room is around it. In turn: an equaliser that brings the
timbre's long-term spectrum most of the way to that of human speech (Byrne et al., 1994, JASA 96),
gentle levelling, a small room 24 dB below the voice, and a common loudness. The equaliser's phase
is zero, so word times keep.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.providers.speech.espeak.voices import Timbre

Samples = NDArray[np.float64]

ACTIVE_RMS = 10 ** (-20 / 20)
PEAK = 10 ** (-1.5 / 20)
_HIGH_PASS_HZ, _LOW_PASS_HZ = 70.0, 9_000.0
_LEVELLING = 0.35
_WINDOW_S = 0.08
_ROOM_S, _ROOM_DB = 0.16, -24.0

_BANDS_HZ = np.array([125, 200, 315, 500, 800, 1250, 2000, 3150, 4000, 5000, 6300, 8000], float)
_CORRECTIONS_DB = {  # 70 % of (human - measured) over five languages, rounded, no boost of hiss
    Timbre.BARITONE: (3.0, 2.0, 0.0, 1.5, -1.5, 0.0, 0.0, -0.5, 1.5, 1.0, 0.5, 0.0),
    Timbre.TENOR: (3.5, 3.0, 0.0, 1.5, -2.0, -2.5, -3.0, -2.5, -2.0, -1.0, -1.0, 0.0),
    Timbre.ALTO: (2.0, 1.5, 1.0, 1.0, -2.5, -3.5, -3.0, -4.5, -4.5, -5.0, -2.0, -1.0),
    Timbre.SOPRANO: (2.0, 1.5, 1.5, 1.0, -2.5, -3.5, -3.0, -5.0, -5.5, -6.0, -4.0, -3.0),
}


def polished(samples: Samples, sample_rate_hz: int, timbre: Timbre) -> Samples:
    """The same length, warmer; peak at most -1.5 dBFS."""
    sound = _equalised(samples, sample_rate_hz, timbre)
    sound = _levelled(sound, sample_rate_hz)
    sound = sound + _room(sound, sample_rate_hz)
    return _loud(sound)


def _equalised(samples: Samples, sample_rate_hz: int, timbre: Timbre) -> Samples:
    size = _quick_size(len(samples) + sample_rate_hz // 4)  # room for the filter's ringing at both ends
    hertz = np.maximum(np.fft.rfftfreq(size, 1 / sample_rate_hz), 1.0)
    gain = 10 ** (np.interp(np.log(hertz), np.log(_BANDS_HZ), _CORRECTIONS_DB[timbre]) / 20)
    gain /= np.sqrt(1 + (_HIGH_PASS_HZ / hertz) ** 8) * np.sqrt(1 + (hertz / _LOW_PASS_HZ) ** 6)
    return np.asarray(np.fft.irfft(np.fft.rfft(samples, size) * gain, size)[: len(samples)])


def _levelled(samples: Samples, sample_rate_hz: int) -> Samples:
    """Louder syllables come down towards the others; silence stays silence."""
    window = np.hanning(round(_WINDOW_S * sample_rate_hz))
    level = np.sqrt(np.maximum(_convolved(samples**2, window / window.sum(), centred=True), 0.0))
    usual = max(_active_rms(samples), 1e-9)
    return np.asarray(samples * (np.maximum(level, usual / 2) / usual) ** -_LEVELLING)


def _room(samples: Samples, sample_rate_hz: int) -> Samples:
    """Early reflections and a short tail, dull as furniture makes it."""
    count = round(_ROOM_S * sample_rate_hz)
    times = np.arange(count) / sample_rate_hz
    noise = np.random.default_rng(1994).normal(size=count)
    dull = np.convolve(noise, np.hanning(9), mode="same") * np.exp(-times * 6.9 / _ROOM_S)
    dull[: round(0.008 * sample_rate_hz)] = 0.0
    dull *= 10 ** (_ROOM_DB / 20) / np.sqrt(np.sum(dull**2))
    return _convolved(samples, dull, centred=False)


def _convolved(samples: Samples, kernel: Samples, *, centred: bool) -> Samples:
    size = _quick_size(len(samples) + len(kernel) - 1)
    whole = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(kernel, size), size)
    first = (len(kernel) - 1) // 2 if centred else 0
    return np.asarray(whole[first : first + len(samples)])


def _quick_size(size: int) -> int:
    """The next power of two: a transform of a prime length takes a hundred times as long."""
    return 1 << (size - 1).bit_length()


def _active_rms(samples: Samples) -> float:
    """RMS of what is heard: samples in the louder half of the frames' range."""
    power = samples**2
    return float(np.sqrt(power[power > power.mean() / 100].mean())) if power.any() else 0.0


def _loud(samples: Samples) -> Samples:
    gain = ACTIVE_RMS / max(_active_rms(samples), 1e-9)
    return samples * min(gain, PEAK / max(float(np.abs(samples).max(initial=0.0)), 1e-9))
