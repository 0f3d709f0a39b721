"""What a caption style is: how large and how wide it sets text, and how it draws a phrase.

A style draws by yielding drawings, each a piece of ASS for a stretch of time. The words of
most scripts are placed one by one (so that a word may grow without pushing its neighbours);
lines whose letters join are drawn whole, with the colours inside the line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from core.media.captions import markup
from core.media.captions.track import Line, Phrase, Run, Word
from core.models import Value

CAP_EM = 0.69
ASCENDER_EM = 0.77
DESCENDER_EM = 0.22
"""Heights of FiraGO's Latin letters; they keep lines and panels in place from phrase to phrase."""

GROWTH_EM = 0.24
"""The most width a growing word gains, both sides together: about the gap between two words."""


class Look(Value):
    """Measures of a style. Lengths are in em, so that a phrase set smaller stays in proportion."""

    em_share: float
    """The size of an em as a share of the frame's short side, for 9:16."""
    max_line_em: float
    max_lines: int = 2
    max_words: int
    target_words: int
    line_pitch_em: float = 1.12
    gap_em: float = 0.27
    outline_em: float = 0.0
    pad_em: float = 0.0
    peak: float = 1.0
    """The largest scale the spoken word reaches."""
    fills: tuple[str, ...] = ("FFFFFF",)
    """The colours that letters can have, as RRGGBB."""
    needs_dark_ground: bool = False
    """Letters get a panel where the picture behind them is bright: their own outline is thin."""
    centre: float = 0.70
    """Where the middle of a phrase stands in a 9:16 frame, as a share of its height."""

    @property
    def around_em(self) -> float:
        """What is drawn around the letters themselves."""
        return max(self.outline_em, self.pad_em)


BoxPx = tuple[float, float, float, float]
"""Left, top, right and bottom in pixels."""


class Drawing(NamedTuple):
    """One event: higher layers cover lower ones."""

    layer: int
    start_s: float
    end_s: float
    text: str


class Style(NamedTuple):
    """A look and the function that draws a phrase in it."""

    look: Look
    draw: Callable[[Phrase, Look], Iterator[Drawing]]


class Turn(NamedTuple):
    """A word's time to be spoken, until the next word's or the end of the phrase."""

    line: Line
    word: Word
    start_s: float
    end_s: float


def turns(phrase: Phrase) -> Iterator[Turn]:
    """Each drawn word with its turn; together the turns fill the phrase."""
    words = [(line, word) for line in phrase.lines for word in line.words]
    starts = [phrase.start_s, *(max(phrase.start_s, word.start_s) for _, word in words[1:])]
    for (line, word), start_s, end_s in zip(words, starts, [*starts[1:], phrase.end_s], strict=False):
        yield Turn(line, word, start_s, end_s)


def growth(word: Word, em_px: float, peak: float) -> float:
    """The scale a word grows to: `peak`, or as much as `GROWTH_EM` allows a long word."""
    return min(peak, 1 + GROWTH_EM * em_px / max(word.width_px, 1.0))


def draw_word(
    layer: int, start_s: float, end_s: float, line: Line, word: Word, tags: str, *, drop_px: float = 0.0
) -> Iterator[Drawing]:
    """A placed word, to be scaled from its middle; nothing for no time."""
    if end_s > start_s:
        y_px = _middle_px(line.baseline_px, word.runs) + drop_px
        at = markup.at(word.left_px + word.width_px / 2, y_px, anchor=5)
        yield Drawing(layer, start_s, end_s, "{" + at + tags + "}" + markup.text(word.runs))


def draw_line(
    layer: int,
    start_s: float,
    end_s: float,
    line: Line,
    tags: str,
    colours: Sequence[str] = (),
    *,
    drop_px: float = 0.0,
) -> Iterator[Drawing]:
    """A line in one piece, with a colour for each word where some are given."""
    if end_s > start_s:
        y_px = _middle_px(line.baseline_px, [run for word in line.words for run in word.runs]) + drop_px
        at = markup.at(line.left_px + line.width_px / 2, y_px, anchor=5)
        pieces = [markup.direction(line.right_to_left)]
        for number, word in enumerate(line.words):
            pieces.append(" " if number and word.spaced else "")
            pieces.append("{" + colours[number] + "}" if colours else "")
            pieces.append(markup.text(word.runs))
        yield Drawing(layer, start_s, end_s, "{" + at + tags + "}" + "".join(pieces))


def draw_shape(
    layer: int, start_s: float, end_s: float, box_px: BoxPx, radius_px: float, tags: str
) -> Drawing:
    """A rounded rectangle without a line around it."""
    left, top, right, bottom = box_px
    at = markup.at((left + right) / 2, (top + bottom) / 2, anchor=5)
    path = markup.rounded_box(right - left, bottom - top, radius_px)
    return Drawing(layer, start_s, end_s, "{" + at + "\\bord0" + tags + "\\p1}" + path)


def shadow(em_px: float) -> str:
    """Tags for a soft dark copy of the letters, to be drawn under them a little lower."""
    return markup.fill("000000", 255) + markup.outline(0.09 * em_px, alpha=90, blur=0.07 * em_px)


def draw_panel(phrase: Phrase, pad_em: float, tags: str = "") -> Drawing:
    """A dark see-through panel behind a phrase that has lines."""
    box_px = panel_px(phrase, pad_em * phrase.em_px)
    tags = markup.fill(_PANEL, _PANEL_ALPHA) + tags
    return draw_shape(0, phrase.start_s, phrase.end_s, box_px, 0.30 * phrase.em_px, tags)


_PANEL, _PANEL_ALPHA = "0B0B12", 92


def panel_px(phrase: Phrase, pad_px: float) -> BoxPx:
    """The lines with a padding; steady whatever letters they hold."""
    top = min(line.baseline_px - max(line.above_px, ASCENDER_EM * phrase.em_px) for line in phrase.lines)
    bottom = max(line.baseline_px + max(line.below_px, DESCENDER_EM * phrase.em_px) for line in phrase.lines)
    left = min(line.left_px for line in phrase.lines)
    right = max(line.left_px + line.width_px for line in phrase.lines)
    return left - pad_px, top - pad_px, right + pad_px, bottom + pad_px


def _middle_px(baseline_px: float, runs: Sequence[Run]) -> float:
    """The middle of libass's line box, which reaches as far as its tallest and deepest run."""
    below = max(run.descent_px for run in runs)
    above = max(run.size_px - run.descent_px for run in runs)
    return baseline_px + (below - above) / 2
