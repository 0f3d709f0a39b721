"""Arithmetic on 8-bit pictures: premultiplied RGBA as (height, width, 4) arrays.

Thin typed names over OpenCV's saturating operations, where 255 stands for one.
"""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


def times(one: Pixels, two: Pixels) -> Pixels:
    """The product, 255 being one."""
    return cast(Pixels, cv2.multiply(one, two, scale=1 / 255))


def dimmed(pixels: Pixels, share: float) -> Pixels:
    """Every channel times a share of 0..1."""
    return cast(Pixels, cv2.convertScaleAbs(pixels, alpha=share))


def four(mask: Pixels) -> Pixels:
    """A mask in all four channels."""
    return cast(Pixels, cv2.merge([mask] * 4))


def drawn_box(pixels: Pixels) -> tuple[int, int, int, int]:
    """Left, top, width and height of what is not empty; a width of 0 where all is."""
    anything = (np.ascontiguousarray(pixels).view(np.uint32)[..., 0] != 0).view(np.uint8)
    left, top, width, height = cv2.boundingRect(anything)
    return left, top, width, height


def lay_over(region: Pixels, ink: Pixels) -> None:
    """Blend premultiplied ink over a region of a picture, in place."""
    veil = cv2.merge([cv2.bitwise_not(cv2.extractChannel(ink, 3))] * 4)
    cv2.multiply(region, veil, dst=region, scale=1 / 255)
    cv2.add(region, ink, dst=region)


def add_light(region: Pixels, ink: Pixels) -> None:
    """Add ink to a region of a picture, in place."""
    cv2.add(region, ink, dst=region)
