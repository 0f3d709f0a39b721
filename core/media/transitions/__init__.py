"""How one scene gives way to the next, one small file a kind.

A kind has a length, `FRAMES`, and a function `mix(frames, size)` that gives a fragment of
a filter graph: from `[before]` and `[after]`, each `frames` long, to `[mixed]` of the same
length. Its first frame is already a step away from `[before]` and its last still a step
away from `[after]`, because the bodies around it show these two pure. A cut has no frames
of its own: nothing to mix.
"""

from __future__ import annotations

from typing import Protocol

from core.media.transitions import crossfade, dip, slide
from core.models import FrameSize, Transition


class Mixer(Protocol):
    """What each file here provides."""

    FRAMES: int

    def mix(self, frames: int, size: FrameSize) -> str: ...


_MIXERS: dict[Transition, Mixer] = {
    Transition.CROSSFADE: crossfade,
    Transition.DIP: dip,
    Transition.SLIDE: slide,
}


def frames_of(kind: Transition) -> int:
    """How long this transition takes when scenes are long enough; 0 for a cut."""
    return _MIXERS[kind].FRAMES if kind in _MIXERS else 0


def mix(kind: Transition, frames: int, size: FrameSize) -> str:
    """The filter fragment; KeyError for a cut, which has none."""
    return _MIXERS[kind].mix(frames, size)
