"""When each word sounds.

The library reports where words begin, though it reads some words in one breath ("of the") and
others in several ("20 %"). Here every token that is spoken gets one time, in order: its own event,
or a share of the event it was read with. The sound decides the rest.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, pairwise

from core.models import WordTime
from core.providers.speech.espeak.library import Speech
from core.providers.speech.spans import Span, audible_frames, audible_spans, sounding, spread
from core.providers.speech.spoken import Reading, Token


def words_of(tokens: tuple[Token, ...], reading: Reading, speech: Speech) -> tuple[WordTime, ...]:
    """One time for each token that sounds, in seconds from the first sample; none in silence."""
    heard = audible_frames(speech.samples, speech.sample_rate_hz)
    sound = sounding(heard)
    spoken = [index for index, token in enumerate(tokens) if token.sounds]
    if sound is None or not spoken:
        return ()
    weights = [len(tokens[index].spoken) for index in spoken]
    begins = spread(_shared(_first_events(spoken, reading, speech), weights, sound), sound)
    return tuple(
        WordTime(start_char=tokens[i].start, end_char=tokens[i].end, start_s=s.start_s, end_s=s.end_s)
        for i, s in zip(spoken, audible_spans(begins, heard), strict=True)
    )


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
