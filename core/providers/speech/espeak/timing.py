"""When each word sounds.

The library reports where words begin, though it reads some words in one breath ("of the") and
others in several ("20 %"). Here every token that is spoken gets one time, in order: its own event,
or a share of the event it was read with. The sound decides the rest: a word begins where it can be
heard, and ends where the next begins or, before a pause, where it falls silent.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.models import WordTime
from core.providers.speech.espeak.library import Speech
from core.providers.speech.espeak.spoken import Reading, Token

FRAME_S = 0.005
AUDIBLE_DB = -38.0
PAUSE_S = 0.08
SHORTEST_WORD_S = 0.01


class Span(NamedTuple):
    """A stretch of sound in seconds."""

    start_s: float
    end_s: float


def words_of(tokens: tuple[Token, ...], reading: Reading, speech: Speech) -> tuple[WordTime, ...]:
    """One time for each token that sounds, in seconds from the first sample; none in silence."""
    heard = audible_frames(speech.samples, speech.sample_rate_hz)
    sound = sounding(heard)
    spoken = [index for index, token in enumerate(tokens) if token.sounds]
    if sound is None or not spoken:
        return ()
    weights = [len(tokens[index].spoken) for index in spoken]
    begins = _spread(_shared(_first_events(spoken, reading, speech), weights, sound), sound)
    spans = _without_short_gaps([_audible_part(Span(*edges), heard) for edges in pairwise(begins)])
    return tuple(
        WordTime(start_char=tokens[i].start, end_char=tokens[i].end, start_s=s.start_s, end_s=s.end_s)
        for i, s in zip(spoken, spans, strict=True)
    )


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


def _first_events(spoken: list[int], reading: Reading, speech: Speech) -> dict[int, float]:
    """Position among the spoken tokens -> time of its first event; events never go back in the text."""
    first: dict[int, float] = {}
    places = [reading.starts[index] for index in spoken]
    newest = 0
    for event in speech.events:
        newest = max(newest, bisect_right(places, event.place) - 1)
        first.setdefault(newest, event.time_s)
    return first


def _shared(first: dict[int, float], weights: list[int], sound: Span) -> list[float]:
    """Where each token begins, and the end; one without an event shares by length with those before."""
    known = sorted({0, *first})
    times = [first.get(position, sound.start_s) for position in known]
    begins: list[float] = []
    for (here, there), (start, end) in zip(
        pairwise([*known, len(weights)]), pairwise([*times, sound.end_s]), strict=True
    ):
        before = accumulate(weights[here : there - 1], initial=0)
        begins.extend(start + (end - start) * part / sum(weights[here:there]) for part in before)
    return [*begins, sound.end_s]


def _spread(begins: list[float], sound: Span) -> list[float]:
    """The same moments inside the sound, at least a hundredth of a second apart where it is long enough."""
    apart = min(SHORTEST_WORD_S, (sound.end_s - sound.start_s) / len(begins))
    earliest = [sound.start_s + apart * index for index in range(len(begins))]
    latest = [sound.end_s - apart * index for index in reversed(range(len(begins)))]
    later = accumulate(map(max, begins, earliest), lambda one, two: max(two, one + apart))
    return [min(moment, bound) for moment, bound in zip(later, latest, strict=True)]


def _audible_part(span: Span, heard: NDArray[np.bool_]) -> Span:
    first, last = round(span.start_s / FRAME_S), round(span.end_s / FRAME_S)
    inside = sounding(heard[first:last])
    if inside is None:
        return span
    start = max(span.start_s, first * FRAME_S + inside.start_s)
    end = min(span.end_s, first * FRAME_S + inside.end_s)
    return Span(start, end) if start < end else span


def _without_short_gaps(spans: list[Span]) -> list[Span]:
    """A word lasts until the next unless a pause lies between."""
    following = [span.start_s for span in spans[1:]]
    joined = [
        span._replace(end_s=next_s) if next_s - span.end_s < PAUSE_S else span
        for span, next_s in zip(spans, following, strict=False)
    ]
    return [*joined, spans[-1]]
