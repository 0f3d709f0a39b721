"""Captions as values: what is shown when, and where every word stands in the frame.

A track is the whole of a scene's captions. It holds no markup: styles draw it, `ass.py` and
`subtitles.py` write it, `checks.py` measures it. Times are seconds of the scene, rounded to
the hundredths that ASS knows; lengths are pixels of the frame, y down.
"""

from __future__ import annotations

from core.media.fonts import Script
from core.media.safe_zones import Box
from core.models import CaptionStyle, FrameSize, Platform, Value


class Run(Value):
    """Characters of one face. `size_px` is the ASS font size, ascent plus descent of the face."""

    text: str
    family: str
    bold: bool
    size_px: float
    descent_px: float


class Word(Value):
    """A word as it is drawn, punctuation attached. Without runs there is nothing to draw."""

    runs: tuple[Run, ...]
    start_s: float
    end_s: float
    spaced: bool
    left_px: float = 0.0
    width_px: float = 0.0


class Line(Value):
    """Words on one baseline; ink reaches `above_px` over it and `below_px` under it.

    A `whole` line is drawn in one piece, so that libass joins and orders its letters
    (Arabic, Hebrew, Indic, Thai); places of its single words are not known then.
    """

    words: tuple[Word, ...]
    left_px: float
    width_px: float
    baseline_px: float
    above_px: float
    below_px: float
    whole: bool
    right_to_left: bool


class Phrase(Value):
    """What is on screen at one time. `text` is as written, also where no font could draw it."""

    text: str
    spaced: bool
    start_s: float
    end_s: float
    em_px: float
    lines: tuple[Line, ...]
    has_panel: bool = False
    """A dark panel behind the words, where the style alone would not stand out from the picture."""


class CaptionTrack(Value):
    """The captions of a scene for one frame size, platform and style."""

    style: CaptionStyle
    platform: Platform
    size: FrameSize
    zone: Box
    phrases: tuple[Phrase, ...]
    missing: frozenset[Script] = frozenset()

    def until(self, time_s: float) -> CaptionTrack:
        """The same captions, none of them on screen after that time of the scene."""
        time_s = round(time_s, 2)
        kept = [phrase for phrase in self.phrases if phrase.start_s < time_s]
        ended = [phrase.model_copy(update={"end_s": min(phrase.end_s, time_s)}) for phrase in kept]
        return self.model_copy(update={"phrases": tuple(ended)})

    def seen_within(self, start_s: float, end_s: float) -> CaptionTrack:
        """Those of the captions, whole, of which anything is on screen between these times of the scene."""
        seen = [phrase for phrase in self.phrases if phrase.start_s < end_s and phrase.end_s > start_s]
        return self.model_copy(update={"phrases": tuple(seen)})
