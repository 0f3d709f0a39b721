"""Where sound is, and how words share it: what all voices' word times have in common.

A word begins where it can be heard, and ends where the next begins or, before a pause, where it
falls silent. Words are in order, none is empty, and all lie within the sound.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FRAME_S = 0.005
AUDIBLE_DB = -38.0
PAUSE_S = 0.08
SHORTEST_WORD_S = 0.01


class Span(NamedTuple):
    """A stretch of sound in seconds."""

    start_s: float
    end_s: float


def audible_frames(samples: NDArray[np.float64], sample_rate_hz: int) -> NDArray[np.bool_]:
    """For each frame of 5 ms: is it louder than 38 dB below the loudest?"""
    size = round(FRAME_S * sample_rate_hz)
    whole = samples[: len(samples) // size * size].reshape(-1, size)
    level = np.sqrt(np.mean(whole**2, axis=1))
    return np.asarray(level > max(level.max(initial=0.0) * 10 ** (AUDIBLE_DB / 20), 1e-5))


def sounding(heard: NDArray[np.bool_]) -> Span | None:
    """From the first audible frame to the last, or None for silence."""
    frames = np.flatnonzero(heard)
    return Span(frames[0] * FRAME_S, (frames[-1] + 1) * FRAME_S) if len(frames) else None


def spread(begins: Sequence[float], sound: Span) -> list[float]:
    """The same moments inside the sound, at least a hundredth of a second apart where it is long enough."""
    apart = min(SHORTEST_WORD_S, (sound.end_s - sound.start_s) / len(begins))
    earliest = [sound.start_s + apart * index for index in range(len(begins))]
    latest = [sound.end_s - apart * index for index in reversed(range(len(begins)))]
    later = accumulate(map(max, begins, earliest), lambda one, two: max(two, one + apart))
    return [min(moment, bound) for moment, bound in zip(later, latest, strict=True)]


def audible_spans(edges: Sequence[float], heard: NDArray[np.bool_]) -> list[Span]:
    """Between each edge and the next, from where it can be heard to where it cannot any more."""
    return without_short_gaps([_audible_part(Span(*pair), heard) for pair in pairwise(edges)])


def without_short_gaps(spans: Sequence[Span]) -> list[Span]:
    """A word lasts until the next unless a pause lies between."""
    following = [span.start_s for span in spans[1:]]
    joined = [
        span._replace(end_s=next_s) if next_s - span.end_s < PAUSE_S else span
        for span, next_s in zip(spans, following, strict=False)
    ]
    return [*joined, *spans[-1:]]


def _audible_part(span: Span, heard: NDArray[np.bool_]) -> Span:
    first, last = round(span.start_s / FRAME_S), round(span.end_s / FRAME_S)
    inside = sounding(heard[first:last])
    if inside is None:
        return span
    start = max(span.start_s, first * FRAME_S + inside.start_s)
    end = min(span.end_s, first * FRAME_S + inside.end_s)
    return Span(start, end) if start < end else span
