"""Whether captions can be read: their contrast, measured on the frames on their way to the encoder.

One frame from the middle of each phrase of a piece is kept (`tap`), small and cut to the captions'
place; afterwards the letters in it are measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from core.media.contrast import ENOUGH, letters_contrast
from core.media.safe_zones import Box
from core.models import FrameSize, QualityCheck, Value

NAME = "contrast of the captions"
KEPT = "words.bgr"
"""The file that a run with a tap writes, beside the piece."""

_WIDTH = 540
_MARGIN = 0.01


class Lettering(Value):
    """A phrase on screen: the frame of the piece in its middle, the box of its ink, its letters' colours."""

    frame: int
    box: Box
    fills: tuple[str, ...]
    em_share: float = Field(gt=0)
    """The size of an em as a share of the frame's width."""


class Reading:
    """The phrases of a piece, and the frames in which they are looked at; none of a piece without."""

    def __init__(self, phrases: Iterable[Lettering], frames: int, size: FrameSize) -> None:
        by_frame = {phrase.frame: phrase for phrase in phrases if 0 <= phrase.frame < frames}
        self._phrases = [by_frame[frame] for frame in sorted(by_frame)]
        self._top = max(0.0, min((p.box.top for p in self._phrases), default=0.0) - _MARGIN)
        self._bottom = min(1.0, max((p.box.bottom for p in self._phrases), default=1.0) + _MARGIN)
        height = round((self._bottom - self._top) * size.height * _WIDTH / size.width / 2) * 2
        self._shape = (max(2, height), _WIDTH, 3)

    def __bool__(self) -> bool:
        return bool(self._phrases)

    def tap(self, source: str, through: str) -> str:
        """A filter fragment: `[source]` goes through unchanged, `[words]` is an output for `output`."""
        chosen = "+".join(f"eq(n,{phrase.frame})" for phrase in self._phrases)
        cut = f"crop=iw:ih*{self._bottom - self._top:.5f}:0:ih*{self._top:.5f}"
        height, width, _ = self._shape
        small = f"select='{chosen}',{cut},scale={width}:{height}:flags=area,format=bgr24"
        return f"[{source}]split[{through}][{source}_words];[{source}_words]{small}[words]"

    def output(self) -> list[str]:
        """Arguments that keep the frames in the folder where ffmpeg works."""
        return ["-map", "[words]", "-fps_mode", "passthrough", "-f", "rawvideo", KEPT]

    def contrast(self, folder: Path) -> float | None:
        """The least contrast of a phrase, 1 to 21; None where no letters were found."""
        kept = np.fromfile(folder / KEPT, np.uint8)
        frames = kept[: len(kept) // int(np.prod(self._shape)) * int(np.prod(self._shape))]
        pairs = zip(frames.reshape(-1, *self._shape), self._phrases, strict=False)
        ratios = [self._of(frame, phrase) for frame, phrase in pairs]
        return min((ratio for ratio in ratios if ratio is not None), default=None)

    def _of(self, frame: NDArray[np.uint8], phrase: Lettering) -> float | None:
        height, width, _ = self._shape
        span = self._bottom - self._top
        rows = ((edge - self._top) / span * height for edge in (phrase.box.top, phrase.box.bottom))
        top, bottom = (round(min(max(row, 0), height)) for row in rows)
        left, right = (round(min(max(edge, 0), 1) * width) for edge in (phrase.box.left, phrase.box.right))
        return letters_contrast(frame[top:bottom, left:right], phrase.fills, phrase.em_share * width)


def check_contrast(found: Sequence[tuple[str, float]]) -> QualityCheck:
    """Whether captions can be read everywhere, by scenes with the least contrast in them."""
    scene_id, ratio = min(found, key=lambda each: each[1], default=("", None))
    is_good = ratio is None or ratio >= ENOUGH
    return QualityCheck(
        name=NAME,
        passed=is_good,
        measured="no captions" if ratio is None else f"{ratio:.1f} to 1 where it is least",
        wanted=f"at least {ENOUGH:g} to 1",
        scene_id=None if is_good else scene_id,
    )
