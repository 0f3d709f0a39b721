"""A title on a poster: a few large lines in the upper part, where no app puts its own texts."""

from __future__ import annotations

import numpy as np
from PIL import Image as Pictures
from PIL import ImageDraw, ImageFont

from core.media.fonts import FontSet
from core.media.still import Image

_WIDTH, _TOP, _HEIGHT = 0.84, 0.17, 0.30
"""Of the frame: how wide lines may be, where the first begins, how high all may be together."""
_LARGEST, _SMALLEST = 0.125, 0.045
"""Of the frame's shorter side: the size of the letters."""
_PITCH, _EDGE = 1.12, 0.09


def lettered(image: Image, title: str, fonts: FontSet) -> Image:
    """The image with the title in white with a dark edge; as it was where no font has its letters."""
    drawable = "".join(char for char in title if char.isspace() or fonts.face_for(char)).strip()
    if not drawable:
        return image
    face = next(found for char in drawable if (found := fonts.face_for(char)))
    height, width = image.shape[:2]
    font, lines = _fitted(drawable, str(face.path), face.index, width, height)
    picture = Pictures.fromarray(np.ascontiguousarray(image[..., ::-1]))
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        place = (width / 2, height * _TOP + number * _PITCH * font.size)
        edge = max(1, round(_EDGE * font.size))
        pen.text(place, line, "white", font, anchor="ma", stroke_width=edge, stroke_fill=(11, 11, 18))
    return np.ascontiguousarray(np.asarray(picture)[..., ::-1], np.uint8)


def _fitted(
    title: str, path: str, index: int, width: int, height: int
) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest letters in which the title fits; of a title that never does, what fits."""
    short = min(width, height)
    for size in np.linspace(_LARGEST, _SMALLEST, 9) * short:
        font = ImageFont.truetype(path, float(size), index)
        lines = _lines(title, font, _WIDTH * width)
        if len(lines) * _PITCH * size <= _HEIGHT * height and all(
            font.getlength(line) <= _WIDTH * width for line in lines
        ):
            break
    return font, lines[: max(1, int(_HEIGHT * height / (_PITCH * font.size)))]


def _lines(title: str, font: ImageFont.FreeTypeFont, room_px: float) -> list[str]:
    """As few lines as hold the words, and then as even as they can be."""
    words = title.split()
    count = len(_broken(words, font, room_px))
    widest = max(font.getlength(word) for word in words)
    rooms = np.linspace(max(widest, room_px / 2), room_px, 12)
    return next(lines for room in rooms if len(lines := _broken(words, font, float(room))) <= count)


def _broken(words: list[str], font: ImageFont.FreeTypeFont, room_px: float) -> list[str]:
    lines = [words[0]]
    for word in words[1:]:
        longer = f"{lines[-1]} {word}"
        if font.getlength(longer) <= room_px:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
