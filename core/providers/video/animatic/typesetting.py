"""Typesetting: key words become one to three balanced lines that fit their box.

Promises: nothing is drawn that the font has no glyph for (no empty boxes; a script without
a font is left out), every line fits the width, and over-long text is cut at a word.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import NamedTuple

import pymupdf_fonts
from PIL import ImageFont, features

MAX_LINES = 3
MAX_WORDS = 9
LINE_HEIGHT = 1.17
"""Of the font's size."""

_MEASURE = 100
"""Font size in pixels at which widths are measured; they scale linearly."""

_NEEDS_SHAPING = re.compile(r"[\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufefc\u0900-\u0dff]")
_NOT_SET = ("So", "Sk", "Cf", "Cc", "Cn", "Co", "Cs")
_RIGHT_TO_LEFT = ("R", "AL")


@dataclass(frozen=True)
class Line:
    """Words that stand together; `width` in font sizes."""

    words: tuple[str, ...]
    width: float

    @property
    def text(self) -> str:
        return " ".join(self.words)


class Stress(NamedTuple):
    """The stressed words of a line, from `first` up to but not including `end`."""

    line: int
    first: int
    end: int


@dataclass(frozen=True)
class Setting:
    """Lines and the font size (same unit as the box) that makes them fit."""

    lines: tuple[Line, ...]
    size: float
    right_to_left: bool


@cache
def _font_bytes() -> bytes:
    return bytes(pymupdf_fonts.myfont("figbo"))


@cache
def has_shaping() -> bool:
    """Whether Pillow can order and join complex scripts here."""
    return bool(features.check("raqm")) and bool(features.check("fribidi"))


@cache
def font(size_px: float) -> ImageFont.FreeTypeFont:
    """FiraGO Bold at a size in pixels."""
    layout = ImageFont.Layout.RAQM if has_shaping() else ImageFont.Layout.BASIC
    return ImageFont.truetype(BytesIO(_font_bytes()), size_px, layout_engine=layout)


def width_of(text: str) -> float:
    """Advance of a text in font sizes."""
    return font(_MEASURE).getlength(text) / _MEASURE


def readable(text: str) -> list[str]:
    """The words of a text that can be set. Pictographs are dropped; a word with a letter that
    has no glyph is dropped whole; and when most letters would go, nothing is set at all."""
    words, lost = [], 0
    for raw in text.split():
        word = "".join(c for c in raw if unicodedata.category(c) not in _NOT_SET)
        if all(_has_glyph(c) for c in word) and (has_shaping() or not _NEEDS_SHAPING.search(word)):
            words.append(word)
        else:
            lost += len(word)
    kept = sum(c.isalnum() for word in words for c in word)
    return [word for word in words if word] if kept > lost else []


def set_words(text: str, width: float, height: float, largest: float, spare: float = 0.0) -> Setting | None:
    """The lines that let the type be largest in a box; None when nothing can be set.

    `spare` is room, in font sizes, that every line keeps free for what decorates it.
    """
    words = readable(text)[:MAX_WORDS]
    if not words:
        return None
    words = _broken(words)
    best: tuple[float, list[Line]] | None = None
    for count in range(1, min(MAX_LINES, len(words)) + 1):
        lines = _balanced(words, count)
        size = min(
            width / (max(line.width for line in lines) + spare), height / (count * LINE_HEIGHT), largest
        )
        if best is None or size > best[0] * 1.04:
            best = size, lines
    assert best is not None
    return Setting(tuple(best[1]), best[0], _is_right_to_left(text))


def stress_of(lines: tuple[Line, ...], *, whole_line: bool = False) -> Stress:
    """What to stress: a number with what it counts, else the longest word, late ones first;
    or all of the last line."""
    if whole_line:
        return Stress(len(lines) - 1, 0, len(lines[-1].words))
    places = [(i, j, word) for i, line in enumerate(lines) for j, word in enumerate(line.words)]
    i, j, word = max(places, key=lambda place: (_has_digit(place[2]), len(place[2]), place[0], place[1]))
    counted = _has_digit(word) and j + 1 < len(lines[i].words) and len(lines[i].words[j + 1]) <= 8
    return Stress(i, j, j + 2 if counted else j + 1)


def _has_digit(word: str) -> bool:
    return any(c.isdigit() for c in word)


def _balanced(words: list[str], count: int) -> list[Line]:
    """The split into `count` lines whose widest line is narrowest; a number keeps its noun."""
    splits = itertools.combinations(range(1, len(words)), count - 1)
    choices = ([words[a:b] for a, b in itertools.pairwise((0, *cuts, len(words)))] for cuts in splits)
    measured = ([Line(tuple(part), width_of(" ".join(part))) for part in parts] for parts in choices)

    def cost(lines: list[Line]) -> float:
        torn = sum(_has_digit(line.words[-1]) for line in lines[:-1])
        return max(line.width for line in lines) * (1 + 0.3 * torn)

    return min(measured, key=cost)


def _broken(words: list[str], longest: int = 18) -> list[str]:
    """Words too long for any line, cut into pieces; nobody can read more than three."""
    pieces: list[str] = []
    for word in words:
        parts = [word[i : i + longest] for i in range(0, len(word), longest)]
        pieces += (
            parts if len(parts) <= MAX_LINES else [*parts[: MAX_LINES - 1], parts[MAX_LINES - 1][:-1] + "…"]
        )
    return pieces[:MAX_WORDS]


def _is_right_to_left(text: str) -> bool:
    strong = next((d for c in text if (d := unicodedata.bidirectional(c)) in ("L", *_RIGHT_TO_LEFT)), "L")
    return strong in _RIGHT_TO_LEFT


@cache
def _has_glyph(character: str) -> bool:
    if unicodedata.category(character).startswith("M"):
        return True
    plain = ImageFont.truetype(BytesIO(_font_bytes()), 40, layout_engine=ImageFont.Layout.BASIC)
    missing = plain.getmask("\U0010fffd")
    drawn = plain.getmask(character)
    return drawn.size != missing.size or bytes(drawn) != bytes(missing)
