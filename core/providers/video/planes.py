"""From a drawn frame to what the encoder takes: BT.709 in video range, colour at half size.

A quarter of the time that a scaler takes for it.
"""

from __future__ import annotations

from fractions import Fraction

import av
import cv2
import numpy as np
from av.video.plane import VideoPlane
from numpy.typing import NDArray

from core.models import FPS

_LUMA = (0.2126, 0.7152, 0.0722)
"""Shares of red, green and blue in brightness (ITU-R BT.709-6, 3.2)."""


def _matrix() -> NDArray[np.float64]:
    """RGB of 0..255 to Y of 16..235, Cb and Cr of 16..240, with the offsets in the last column."""
    luma = np.array(_LUMA)
    rgb = np.eye(3)
    blue, red = (rgb[2] - luma) / (2 * (1 - luma[2])), (rgb[0] - luma) / (2 * (1 - luma[0]))
    rows = np.stack([luma * 219, blue * 224, red * 224]) / 255
    return np.hstack([rows, [[16.0], [128.0], [128.0]]])


_TO_YUV = _matrix()


def picture_of(frame: NDArray[np.uint8], index: int) -> av.VideoFrame:
    """An RGB frame, even in both directions, as planar yuv420p: the picture of that number."""
    height, width = frame.shape[:2]
    picture = av.VideoFrame(width, height, "yuv420p")
    picture.pts, picture.time_base = index, Fraction(1, FPS)
    y, u, v = map(_pixels, picture.planes)
    cv2.extractChannel(cv2.transform(frame, _TO_YUV), 0, dst=y)
    half = cv2.resize(frame, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    colour = cv2.transform(half, _TO_YUV)
    cv2.extractChannel(colour, 1, dst=u)
    cv2.extractChannel(colour, 2, dst=v)
    return picture


def _pixels(plane: VideoPlane) -> NDArray[np.uint8]:
    """Where its pixels lie, to be written to."""
    everything = np.frombuffer(plane, np.uint8)  # type: ignore[call-overload]  # a buffer, untold by its stub
    rows = everything.reshape(plane.height, plane.line_size)
    pixels: NDArray[np.uint8] = rows[:, : plane.width]
    return pixels
