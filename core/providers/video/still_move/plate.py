"""The plate: a picture laid out for a frame, which the camera then moves over.

A picture whose shape is near enough covers the frame, with slack to move in. When a crop
would lose more than half of it, it is shown whole, before a blurred and darkened copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from core.models import FrameSize
from core.providers.image.reading import read_picture
from core.providers.video.encoding import Frame
from core.providers.video.still_move.shot import Slack, View

MIN_KEPT = 0.5
"""Share of the picture that a crop must keep."""

_DETAIL = 1.15
"""Plate pixels a frame pixel: a usual zoom stays sharp, and the widest view does not shimmer."""

_BACKDROP_PX, _BLUR_PX, _BACKDROP_LIGHT = 96, 3.0, 0.55
"""The backdrop is blurred at this length of its shorter side."""


@dataclass(frozen=True)
class Plate:
    """The laid-out picture, and the frame it is for."""

    pixels: Frame
    size: FrameSize

    @classmethod
    def of(cls, path: Path, size: FrameSize) -> Plate:
        """Lay out the picture in that file. Raises InvalidInput."""
        wide, high = round(size.width * _DETAIL), round(size.height * _DETAIL)
        picture = read_picture(path, max(wide, high))
        shapes = sorted((picture.width / picture.height, wide / high))
        lay_out = _covering if shapes[0] / shapes[1] >= MIN_KEPT else _whole
        return cls(np.asarray(lay_out(picture, wide, high), np.uint8), size)

    @property
    def slack(self) -> Slack:
        """Where the picture is larger than the frame."""
        height, width = self.pixels.shape[:2]
        return Slack(width / (self.size.width * _DETAIL) - 1, height / (self.size.height * _DETAIL) - 1)

    def seen(self, view: View) -> Frame:
        """The frame that the camera sees, interpolated between pixels so that it does not tremble."""
        height, width = self.pixels.shape[:2]
        step = _DETAIL / view.zoom
        left = width / 2 + (view.x - 0.5) * self.size.width * step + step / 2 - 0.5
        top = height / 2 + (view.y - 0.5) * self.size.height * step + step / 2 - 0.5
        frame = cv2.warpAffine(
            self.pixels,
            np.array([[step, 0, left], [0, step, top]]),
            self.size,
            flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(frame, np.uint8)


def _covering(picture: Image.Image, wide: int, high: int) -> Image.Image:
    factor = max(wide / picture.width, high / picture.height)
    return _resized(
        picture, max(wide, round(picture.width * factor)), max(high, round(picture.height * factor))
    )


def _whole(picture: Image.Image, wide: int, high: int) -> Image.Image:
    plate = _backdrop(picture, wide, high)
    factor = min(wide / picture.width, high / picture.height)
    front = _resized(picture, max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    plate.paste(front, ((wide - front.width) // 2, (high - front.height) // 2))
    return plate


def _resized(picture: Image.Image, wide: int, high: int) -> Image.Image:
    return picture.resize((wide, high), Image.Resampling.LANCZOS)


def _backdrop(picture: Image.Image, wide: int, high: int) -> Image.Image:
    """The middle of the picture as a soft, dark field."""
    factor = _BACKDROP_PX / min(wide, high)
    small = picture.resize(
        (round(wide * factor), round(high * factor)), Image.Resampling.BICUBIC, _middle(picture, wide / high)
    )
    soft = cv2.GaussianBlur(np.asarray(small, np.float32), (0, 0), _BLUR_PX) * _BACKDROP_LIGHT
    return Image.fromarray(
        cv2.resize(soft, (wide, high), interpolation=cv2.INTER_CUBIC).clip(0, 255).astype(np.uint8)
    )


def _middle(picture: Image.Image, shape: float) -> tuple[float, float, float, float]:
    """The largest box of that shape (width by height) in the picture's middle."""
    wide, high = min(picture.width, picture.height * shape), min(picture.height, picture.width / shape)
    left, top = (picture.width - wide) / 2, (picture.height - high) / 2
    return left, top, left + wide, top + high
