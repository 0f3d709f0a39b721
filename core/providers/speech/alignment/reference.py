"""A reader's recording as the row of states that the real voice passes through."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.models import WordTime
from core.providers.speech.alignment.features import Features

PAUSE = -1


class Reference(NamedTuple):
    """States in order: the frames of each word, and one pause before, between and after the words."""

    states: Features
    words: NDArray[np.int32]
    """The word each state belongs to, or PAUSE."""
    times_s: NDArray[np.float64]
    """When each state sounds in the reader's recording; never going back."""


def reference_of(rows: Features, hop_s: float, words: tuple[WordTime, ...]) -> Reference:
    """The states of a recording; its pauses are dropped, since every voice rests as it likes."""
    silence = np.zeros((1, rows.shape[1]), np.float32)
    states, owners, times = [silence], [np.array([PAUSE])], [np.array([words[0].start_s])]
    for index, word in enumerate(words):
        first = min(round(word.start_s / hop_s), len(rows) - 1)
        last = min(max(round(word.end_s / hop_s), first + 1), len(rows))
        states += [rows[first:last], silence]
        owners += [np.full(last - first, index), np.array([PAUSE])]
        times += [(np.arange(first, last) + 0.5) * hop_s, np.array([word.end_s])]
    return Reference(
        np.vstack(states),
        np.concatenate(owners).astype(np.int32),
        np.maximum.accumulate(np.concatenate(times)),
    )
