"""How wide and how tall a text will be when libass draws it.

Characters are grouped into runs by the face that has them, the same runs that the ASS file
names, so measure and drawing agree. Faces are measured at 1000 px and scaled: no hinting.
With the system's FriBiDi Pillow shapes like libass does and widths agree to a pixel; without
it kerning and joined letters are not known and widths come out somewhat too large, never too
small for a line to leave its zone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from core.media.captions.track import Run
from core.media.fonts import Face, FontSet, is_emoji

_MEASURED_PX = 1000
_JOINERS = "\u200c\u200d"
_JOINING_SCRIPTS = re.compile(
    "[\u0590-\u109f"  # Hebrew, Arabic, Indic scripts, Thai, Lao, Myanmar
    "\u1780-\u17ff"  # Khmer
    "\ufb1d-\ufdff\ufe70-\ufefe]"  # presentation forms of Hebrew and Arabic
)


class Typesetter:
    """Sets text in the faces of a font set."""

    def __init__(self, fonts: FontSet) -> None:
        self._fonts = fonts
        self._known: dict[str, tuple[tuple[Face, str], ...]] = {}

    def runs(self, text: str, em_px: float) -> tuple[Run, ...]:
        """The drawable characters by face; empty if no face has any of them."""
        return tuple(_run(face, part, em_px) for face, part in self._parts(text))

    def width_px(self, text: str, em_px: float) -> float:
        """The advance width of a text on one line."""
        lengths = (_length(face.path, face.index, part) for face, part in self._parts(text))
        return sum(lengths) * em_px / _MEASURED_PX

    def ink_px(self, text: str, em_px: float) -> tuple[float, float]:
        """How far the ink reaches above and below the baseline."""
        inks = [_ink(face.path, face.index, part) for face, part in self._parts(text)]
        above = max((ink[0] for ink in inks), default=0)
        below = max((ink[1] for ink in inks), default=0)
        return above * em_px / _MEASURED_PX, below * em_px / _MEASURED_PX

    def _parts(self, text: str) -> tuple[tuple[Face, str], ...]:
        if text not in self._known:
            self._known[text] = tuple(self._split(text))
        return self._known[text]

    def _split(self, text: str) -> Iterator[tuple[Face, str]]:
        part, face = "", None
        for char in _drawable(text):
            found = face if face and _follows(char, face) else self._fonts.face_for(char)
            if found is None:
                continue
            if face is not None and found is not face:
                yield face, part
                part = ""
            part, face = part + char, found
        if face is not None:
            yield face, part


def joins_letters(text: str) -> bool:
    """Whether letters change with their neighbours or run right to left: such lines are drawn whole."""
    return _JOINING_SCRIPTS.search(text) is not None


def runs_right_to_left(text: str) -> bool:
    """The direction most of the letters of a text have."""
    directions = [unicodedata.bidirectional(char) for char in text]
    return sum(d in ("R", "AL") for d in directions) > sum(d == "L" for d in directions)


def _drawable(text: str) -> str:
    """The text without emoji and what belongs to them: selectors, joiners, the base of a selected one."""
    kept: list[str] = []
    follows_letter = False
    for char, following in zip(text, text[1:] + " ", strict=True):
        is_picture = is_emoji(char) or (following == "\ufe0f" and not char.isalnum())
        is_extra = char in "\ufe0e\ufe0f\u20e3" or (char in _JOINERS and not follows_letter)
        follows_letter = not is_picture and not is_extra
        if follows_letter:
            kept.append(char)
    return "".join(kept).strip()


def _follows(char: str, face: Face) -> bool:
    """Blanks, joiners and marks stay with the letter before them if its face has them."""
    return (char.isspace() or char in _JOINERS or unicodedata.combining(char) > 0) and face.covers(char)


def _run(face: Face, text: str, em_px: float) -> Run:
    return Run(
        text=text,
        family=face.family,
        bold=face.bold,
        size_px=round(em_px * (face.ascent_em + face.descent_em), 2),
        descent_px=round(em_px * face.descent_em, 2),
    )


@lru_cache(maxsize=16)
def _font(path: Path, index: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), _MEASURED_PX, index)


@lru_cache(maxsize=4096)
def _length(path: Path, index: int, text: str) -> float:
    return _font(path, index).getlength(text)


@lru_cache(maxsize=4096)
def _ink(path: Path, index: int, text: str) -> tuple[float, float]:
    _left, top, _right, bottom = _font(path, index).getbbox(text, anchor="ls")
    return max(0.0, -top), max(0.0, bottom)
