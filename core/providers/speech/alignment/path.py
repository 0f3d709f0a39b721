"""The cheapest way to hear a known row of states in a recording: time warping, frame by frame.

From one frame to the next the voice stays in its state, goes on to the next, or skips one. In a
pause it stays at no cost, so it may rest between any two words for as long as it likes, and not at
all where the reader did. Only a band of states is looked at, so time and memory grow with the length.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.providers.speech.alignment.features import Features

States = NDArray[np.int32]
"""A state for each frame, never going back."""

STAY_COST, SKIP_COST = 0.15, 0.15
_FIRST_STATES = 3  # the voice may begin in the pause, or in the first frames of the first word
_NEVER = np.float32(1e30)
_Costs = NDArray[np.float32]


class Band(NamedTuple):
    """Frame n may be in the states `lowest[n]` to `lowest[n] + width - 1`; `lowest` never goes back."""

    lowest: States
    width: int


def cheapest_path(real: Features, states: Features, may_rest: NDArray[np.bool_], band: Band) -> States | None:
    """The state of each frame, from a first state to the last; None when the band allows no way.

    Memory: a byte for each frame and state of the band.
    """
    lowest, width = band
    states = np.vstack([states, np.full((width, states.shape[1]), 1e3, np.float32)])
    stay = np.where(np.append(may_rest, np.zeros(width, bool)), 0, STAY_COST).astype(np.float32)
    squares = np.einsum("ij,ij->i", states, states)
    moves = np.zeros((len(real), width), np.uint8)
    totals = np.full(width, _NEVER, np.float32)
    totals[:_FIRST_STATES] = 0
    for frame, row in enumerate(real):
        here = slice(lowest[frame], lowest[frame] + width)
        if frame:
            totals, moves[frame] = _moved(totals, lowest[frame] - lowest[frame - 1], stay[here])
        totals += np.sqrt(np.maximum(squares[here] - 2 * (states[here] @ row) + row @ row, 0))
    last = len(may_rest) - 1 - int(lowest[-1])
    if not 0 <= last < width or totals[last] >= _NEVER:
        return None
    return _walked_back(moves, lowest, last)


def _moved(totals: _Costs, shift: int, stay: _Costs) -> tuple[_Costs, NDArray[np.uint8]]:
    """The cheapest total of each state of the band after one more frame, and how many states it went on."""
    width = len(totals)
    before = np.full(width + shift + 2, _NEVER, np.float32)
    before[2 : width + 2] = totals
    choices = np.stack(
        [
            before[shift + 2 :] + stay,
            before[shift + 1 : -1],
            before[shift:-2] + np.float32(SKIP_COST),
        ]
    )
    return np.minimum(choices.min(axis=0), _NEVER), choices.argmin(axis=0).astype(np.uint8)


def _walked_back(moves: NDArray[np.uint8], lowest: States, last: int) -> States:
    path = np.empty(len(moves), np.int32)
    state = last + int(lowest[-1])
    for frame in reversed(range(len(moves))):
        path[frame] = state
        state -= int(moves[frame, state - lowest[frame]])
    return path
