"""What two recordings are like, frame by frame, so that different voices can be compared.

Each band is measured down from its own peak, which takes out most of what differs between voices
and microphones. Whatever lies below the noise of the noisier recording is taken for silence in both,
so the clean one is heard as through the same noise; silence is a row of zeros. How the bands change
follows, because words' borders are where the sound changes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.providers.speech.alignment.spectrum import Levels, band_levels_db
from core.providers.speech.sound import Sound

Features = NDArray[np.float32]
"""One row a frame; silence is a row of zeros."""

AUDIBLE_RANGE_DB = 45.0
_WEAK_BAND_DB = 15.0  # a band this much weaker than the strongest may still carry consonants
_LEAST_RANGE_DB = 3.0
_NOISE_PERCENTILE, _NOISE_MARGIN_DB = 5, 6.0
_PEAK_PERCENTILE = 90
_SPEECH_DB, _SPEECH_SHARE = 2.0, 0.15
_SILENCE_DB = -80.0  # less than the last bit of 16 makes
_UNIT_DB = 20.0
_CHANGE_WEIGHT = 4.0


class Hearing(NamedTuple):
    """A recording's levels, what of them is speech, and in each band its peak and its noise floor."""

    levels_db: Levels
    speech: NDArray[np.bool_]
    peaks_db: NDArray[np.float32]
    floors_db: NDArray[np.float32]


def hear(sound: Sound, hop_s: float, highest_hz: float) -> Hearing | None:
    """The recording frame by frame, or None when it is silent."""
    levels = band_levels_db(sound, hop_s, highest_hz)
    loudest = levels.max(initial=_SILENCE_DB)
    if loudest <= _SILENCE_DB:
        return None
    noise = np.percentile(levels, _NOISE_PERCENTILE, axis=0) + _NOISE_MARGIN_DB
    floors = np.clip(noise, loudest - AUDIBLE_RANGE_DB - _WEAK_BAND_DB, loudest - _WEAK_BAND_DB)
    above = np.maximum(levels - floors, 0).mean(axis=1)
    speech = above > max(_SPEECH_DB, _SPEECH_SHARE * float(np.percentile(above, 95)))
    peaks = np.percentile(levels[speech], _PEAK_PERCENTILE, axis=0)
    return Hearing(levels, speech, peaks, np.minimum(floors, peaks - _LEAST_RANGE_DB))


def comparable(one: Hearing, other: Hearing) -> tuple[Features, Features]:
    """Both recordings' features, with the range of the noisier one in each band."""
    ranges = np.minimum(one.peaks_db - one.floors_db, other.peaks_db - other.floors_db)
    ranges = np.minimum(ranges, AUDIBLE_RANGE_DB)
    return _features(one, ranges), _features(other, ranges)


def _features(hearing: Hearing, ranges_db: NDArray[np.float32]) -> Features:
    shape = np.maximum(hearing.levels_db - (hearing.peaks_db - ranges_db), 0) / _UNIT_DB
    padded = np.pad(shape, ((2, 2), (0, 0)), mode="edge")
    change = (padded[4:] + padded[3:-1] - padded[1:-3] - padded[:-4]) / 6
    return np.hstack([shape, _CHANGE_WEIGHT * change]).astype(np.float32)
