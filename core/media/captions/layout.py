"""Layout: a narration becomes the captions of its scene, every word with its time and place.

Lines are centred in the frame (not in the safe zone: an off-centre caption looks like a
mistake) and as wide as the zone allows on its narrower side. A phrase stands in the lower
part of the frame and moves up only as far as the platform's own texts demand.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from core.media.captions import breaking
from core.media.captions.styles import style_of
from core.media.captions.styles.base import ASCENDER_EM, CAP_EM, DESCENDER_EM, GROWTH_EM, Look
from core.media.captions.tokens import Token, text_of, timed_tokens
from core.media.captions.track import CaptionTrack, Line, Phrase, Word
from core.media.captions.typesetting import Typesetter, joins_letters, runs_right_to_left
from core.media.fonts import FontSet
from core.media.safe_zones import Box, safe_zone
from core.models import AspectRatio, CaptionStyle, FrameSize, Narration, Platform, Value

MIN_SHOWN_S = 0.5
HOLD_S = 0.35
"""How long a phrase stays after its last word; a pause up to twice as long is held through."""
SMALLEST_SCALE = 0.62
_PORTRAIT, _LANDSCAPE = 9 / 16, 16 / 9


class _Canvas(Value):
    """Measures of a style on a frame, in pixels."""

    size: FrameSize
    zone: Box
    look: Look
    em_px: float
    line_px: float
    centre_px: float

    @property
    def around_px(self) -> float:
        """What a line needs above and below its letters, and a little air."""
        return (self.look.around_em + 0.6 * (self.look.peak - 1) + 0.04) * self.em_px


class _Hand:
    """Measures and sets text in one size, with the style's own gap between placed words."""

    def __init__(self, fonts: FontSet, canvas: _Canvas) -> None:
        self.typesetter = Typesetter(fonts)
        self._canvas = canvas
        self._widths_px: dict[str, float] = {}

    def width_px(self, text: str, scale: float = 1.0) -> float:
        if text not in self._widths_px:
            self._widths_px[text] = self._measured_px(text)
        return self._widths_px[text] * scale

    def _measured_px(self, text: str) -> float:
        em_px = self._canvas.em_px
        if joins_letters(text):
            return self.typesetter.width_px(text, em_px)
        words = text.split(" ")
        gaps_px = (len(words) - 1) * self._canvas.look.gap_em * em_px
        return sum(self.typesetter.width_px(word, em_px) for word in words) + gaps_px


@lru_cache(maxsize=64)  # each piece, the subtitles and the checks of a video ask for the same tracks
def lay_out(
    narration: Narration,
    *,
    offset_s: float,
    style: CaptionStyle,
    size: FrameSize,
    platform: Platform,
    fonts: FontSet,
) -> CaptionTrack:
    """The captions of a narration that starts `offset_s` into its scene.

    Works for any text: an empty one gives no phrases, characters without a font are left
    out of the lines (not of `Phrase.text`) and their scripts are named in `missing`.
    """
    zone = safe_zone(platform, AspectRatio.nearest(size))
    canvas = _canvas(size, zone, style_of(style).look)
    hand = _Hand(fonts, canvas)
    look = canvas.look
    measure = breaking.Measure(
        line_px=canvas.line_px,
        max_lines=look.max_lines,
        max_words=look.max_words,
        target_words=look.target_words,
        shrink=SMALLEST_SCALE,
    )
    tokens = breaking.cut_long_words(timed_tokens(narration), measure, hand.width_px)
    groups = breaking.phrases(tokens, measure, hand.width_px)
    leftward = runs_right_to_left(narration.text)
    times = _times(groups, offset_s)
    phrases = tuple(
        _phrase(group, span, offset_s, breaking.lines(group, measure, hand.width_px), hand, canvas, leftward)
        for group, span in zip(groups, times, strict=True)
    )
    return CaptionTrack(
        style=style,
        platform=platform,
        size=size,
        zone=zone,
        phrases=phrases,
        missing=fonts.missing(text_of(tokens)),
    )


def _canvas(size: FrameSize, zone: Box, look: Look) -> _Canvas:
    """Wider frames are watched from further away but hold less height: smaller and lower text."""
    wideness = (size.width / size.height - _PORTRAIT) / (_LANDSCAPE - _PORTRAIT)
    wideness = min(1.0, max(0.0, wideness))
    em_px = look.em_share * min(size) * (1 - 0.24 * wideness)
    half_width = min(0.5 - zone.left, zone.right - 0.5)
    growing_px = GROWTH_EM * em_px * (look.peak > 1)
    room_px = 2 * (half_width * size.width - look.around_em * em_px) - growing_px
    return _Canvas(
        size=size,
        zone=zone,
        look=look,
        em_px=em_px,
        line_px=min(room_px, look.max_line_em * em_px),
        centre_px=size.height * (look.centre + (0.86 - look.centre) * wideness),
    )


def _times(groups: Sequence[Sequence[Token]], offset_s: float) -> list[tuple[float, float]]:
    """When each phrase is shown: from its first word, over short pauses, never over the next phrase."""
    starts = [group[0].start_s for group in groups]
    spans = []
    for group, start_s, next_s in zip(groups, starts, [*starts[1:], math.inf], strict=False):
        spoken_s = group[-1].end_s
        end_s = next_s if next_s - spoken_s <= 2 * HOLD_S else max(spoken_s + HOLD_S, start_s + MIN_SHOWN_S)
        spans.append((round(start_s + offset_s, 2), round(min(end_s, next_s) + offset_s, 2)))
    return spans


def _phrase(
    group: Sequence[Token],
    span: tuple[float, float],
    offset_s: float,
    rows: Sequence[Sequence[Token]],
    hand: _Hand,
    canvas: _Canvas,
    leftward: bool,
) -> Phrase:
    widest_px = max(hand.width_px(breaking.line_text(row)) for row in rows)
    scale = min(1.0, canvas.line_px / widest_px) if widest_px else 1.0
    lines = [line for row in rows if (line := _line(row, offset_s, hand, canvas, scale, leftward))]
    return Phrase(
        text=text_of(group),
        spaced=group[0].spaced,
        start_s=span[0],
        end_s=span[1],
        em_px=canvas.em_px * scale,
        lines=tuple(_stacked(lines, canvas, canvas.em_px * scale)),
    )


def _line(
    row: Sequence[Token], offset_s: float, hand: _Hand, canvas: _Canvas, scale: float, leftward: bool
) -> Line | None:
    """The row centred in the frame on the baseline 0; None when no font has any of it."""
    em_px = canvas.em_px * scale
    words = [word for token in row if (word := _word(token, offset_s, hand.typesetter, em_px)).runs]
    if not words:
        return None
    shown = "".join(" " * word.spaced + "".join(run.text for run in word.runs) for word in words).strip()
    width_px = hand.width_px(shown, scale)
    left_px = (canvas.size.width - width_px) / 2
    above_px, below_px = hand.typesetter.ink_px(shown, em_px)
    return Line(
        words=tuple(_spread(words, left_px, canvas.look.gap_em * em_px)),
        left_px=left_px,
        width_px=width_px,
        baseline_px=0.0,
        above_px=above_px,
        below_px=below_px,
        whole=joins_letters(shown),
        right_to_left=leftward,
    )


def _word(token: Token, offset_s: float, typesetter: Typesetter, em_px: float) -> Word:
    return Word(
        runs=typesetter.runs(token.drawn_text, em_px),
        start_s=round(token.start_s + offset_s, 2),
        end_s=round(token.end_s + offset_s, 2),
        spaced=token.spaced,
        width_px=typesetter.width_px(token.drawn_text, em_px),
    )


def _spread(words: Sequence[Word], left_px: float, gap_px: float) -> list[Word]:
    placed = []
    for number, word in enumerate(words):
        left_px += gap_px if number and word.spaced else 0.0
        placed.append(word.model_copy(update={"left_px": left_px}))
        left_px += word.width_px
    return placed


def _stacked(lines: Sequence[Line], canvas: _Canvas, em_px: float) -> list[Line]:
    """The lines on their baselines: centred on the style's height, then moved into the safe zone."""
    if not lines:
        return []
    steps = [0.0]
    for upper, lower in pairwise(lines):
        step = max(canvas.look.line_pitch_em * em_px, upper.below_px + lower.above_px + 0.08 * em_px)
        steps.append(steps[-1] + step)
    above_px = max(lines[0].above_px, ASCENDER_EM * em_px) + canvas.around_px
    below_px = max(lines[-1].below_px, DESCENDER_EM * em_px) + canvas.around_px
    first_px = canvas.centre_px + (CAP_EM * em_px - steps[-1]) / 2
    first_px = min(first_px, canvas.zone.bottom * canvas.size.height - below_px - steps[-1])
    first_px = max(first_px, canvas.zone.top * canvas.size.height + above_px)
    return [
        line.model_copy(update={"baseline_px": first_px + step})
        for line, step in zip(lines, steps, strict=True)
    ]
