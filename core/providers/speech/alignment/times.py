"""From a reader's word times to those of the real voice.

First the whole of both recordings is compared in steps of 40 ms, then again in steps of 10 ms near
the way that was found. Whatever the sound is, every word gets a time, in order and within it: where
nothing can be compared, the reader's times are stretched over what can be heard.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

from core.models import WordTime
from core.providers.speech.alignment.features import comparable, hear
from core.providers.speech.alignment.path import Band, States, cheapest_path
from core.providers.speech.alignment.reference import PAUSE, Reference, reference_of
from core.providers.speech.alignment.spectrum import HIGHEST_HZ
from core.providers.speech.sound import Sound
from core.providers.speech.spans import Span, audible_frames, sounding, spread, without_short_gaps
from core.providers.speech.spoken import Token

COARSE_S, FINE_S = 0.04, 0.01
MOST_COARSE_FRAMES, MOST_FINE_FRAMES = 4_000, 30_000
REACH_S = 0.6
MOST_DIFFERENCE = 4.0
"""How many times as fast as the reader a voice may speak, or the other way round."""


def aligned(real: Sound, prior: Sound, words: tuple[WordTime, ...]) -> tuple[WordTime, ...]:
    """The words of `prior`, a reading of the same text, with the times at which `real` says them."""
    if not words or not real.duration_s:
        return ()
    spans = _compared(real, prior, words) or _stretched(real, words)
    begins = spread([*(span.start_s for span in spans), spans[-1].end_s], Span(0.0, real.duration_s))
    settled = without_short_gaps(
        [
            Span(start, min(max(span.end_s, start + 1e-3), after))
            for span, (start, after) in zip(spans, pairwise(begins), strict=True)
        ]
    )
    return tuple(word.model_copy(update=span._asdict()) for word, span in zip(words, settled, strict=True))


def shared_by_length(tokens: Sequence[Token], real: Sound) -> tuple[WordTime, ...]:
    """Times without a reader: what can be heard, shared by the words' lengths."""
    spoken = [token for token in tokens if token.sounds]
    reading = [
        WordTime(start_char=token.start, end_char=token.end, start_s=before, end_s=before + len(token.spoken))
        for token, before in zip(
            spoken, accumulate((len(token.spoken) for token in spoken), initial=0), strict=False
        )
    ]
    return aligned(real, Sound(np.zeros(0), real.sample_rate_hz), tuple(reading))


def _stretched(real: Sound, words: tuple[WordTime, ...]) -> list[Span]:
    """The reader's times, scaled onto what can be heard (or onto all of it, where nothing can)."""
    heard = sounding(audible_frames(real.samples, real.sample_rate_hz)) or Span(0.0, real.duration_s)
    first, last = words[0].start_s, max(words[-1].end_s, words[0].start_s + 1e-3)
    scale = (heard.end_s - heard.start_s) / (last - first)
    return [
        Span(*(heard.start_s + (moment - first) * scale for moment in (word.start_s, word.end_s)))
        for word in words
    ]


class _Way(NamedTuple):
    """A path through a reference, one state a frame of `hop_s` seconds."""

    reference: Reference
    path: States
    hop_s: float


def _compared(real: Sound, prior: Sound, words: tuple[WordTime, ...]) -> list[Span]:
    """Where the words are heard; nothing when the recordings cannot be compared."""
    coarse = _way(real, prior, words, max(COARSE_S, real.duration_s / MOST_COARSE_FRAMES), None)
    if coarse is None:
        return []
    fine = _way(real, prior, words, max(FINE_S, real.duration_s / MOST_FINE_FRAMES), coarse)
    return _spans(fine or coarse, len(words))


def _way(
    real: Sound, prior: Sound, words: tuple[WordTime, ...], hop_s: float, near: _Way | None
) -> _Way | None:
    """The prior is heard in longer or shorter steps than the real voice, so that both speak as fast."""
    highest_hz = min(HIGHEST_HZ, *(0.475 * sound.sample_rate_hz for sound in (real, prior)))
    real_hearing = hear(real, hop_s, highest_hz)
    if real_hearing is None:
        return None
    pace = sum(word.end_s - word.start_s for word in words) / (real_hearing.speech.sum() * hop_s)
    prior_hop_s = hop_s * min(max(float(pace), 1 / MOST_DIFFERENCE), MOST_DIFFERENCE)
    prior_hearing = hear(prior, prior_hop_s, highest_hz)
    if prior_hearing is None:
        return None
    real_rows, prior_rows = comparable(real_hearing, prior_hearing)
    reference = reference_of(prior_rows, prior_hop_s, words)
    band = _band(len(real_rows), hop_s, reference, near)
    path = cheapest_path(real_rows, reference.states, reference.words == PAUSE, band)
    return None if path is None else _Way(reference, path, hop_s)


def _band(frames: int, hop_s: float, reference: Reference, near: _Way | None) -> Band:
    """All states, or those within reach of a way that was found with coarser steps."""
    count = len(reference.states)
    if near is None:
        return Band(np.zeros(frames, np.int32), count)
    moments = (np.arange(frames) + 0.5) * hop_s
    near_moments = (np.arange(len(near.path)) + 0.5) * near.hop_s
    times = np.interp(moments, near_moments, near.reference.times_s[near.path])
    half = round(max(REACH_S, 8 * near.hop_s) / hop_s)
    centres = np.searchsorted(reference.times_s, times)
    return Band(np.clip(centres - half, 0, max(count - 2 * half, 0)).astype(np.int32), min(2 * half, count))


def _spans(way: _Way, count: int) -> list[Span]:
    """From the first frame of each word to its last; one that was skipped lies between its neighbours."""
    owners = way.reference.words[way.path]
    frames = np.flatnonzero(owners != PAUSE)
    owners = owners[frames]
    indexes = np.arange(count)
    firsts = np.searchsorted(owners, indexes, "left")
    lasts = np.searchsorted(owners, indexes, "right") - 1
    said = firsts <= lasts
    if not said.any():
        return []
    starts = np.interp(indexes, indexes[said], frames[firsts[said]]) * way.hop_s
    ends = np.interp(indexes, indexes[said], frames[lasts[said]] + 1) * way.hop_s
    return [Span(float(start), float(end)) for start, end in zip(starts, ends, strict=True)]
