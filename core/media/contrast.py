"""How well letters stand out from what touches them, as WCAG 2 measures it.

Contrast is (L1 + 0.05) / (L2 + 0.05) of relative luminances, from 1 to 21 (WCAG 2.2, definitions).
Captions count as large text, for which 3 to 1 is asked (success criterion 1.4.3). It is measured on
pictures in which the letters are already drawn: their colours are known, so the pixels that have one
are the letters, and the pixels just around these are what a reader has to tell them from.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from core.media.still import Image

ENOUGH = 3.0
"""WCAG's threshold for large text."""
COMFORTABLE = 4.5
"""Its threshold for any text: below it letters get a panel of their own."""

_SAME_COLOUR = 48
"""The encoder and small pictures blur a colour by so much in a channel."""
_FOUND = 0.01
_FLOODED = 0.62
"""Letters cover a fifth to a third of the box around them. Where more has their colour, so has the
ground; letters are then what a line or a panel parts from it."""
_WORST_QUARTER = 75


def luminance(bgr: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Relative luminance, 0 to 1, of sRGB pixels (blue first, last axis)."""
    share = bgr.astype(np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.0722, 0.7152, 0.2126]))


def contrast(one: float, other: float) -> float:
    """The ratio of two luminances, 1 to 21."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def letters_contrast(image: Image, fills: Sequence[str], em_px: float) -> float | None:
    """Of letters in one of the colours (RRGGBB) against the worst quarter of what touches them.

    1 where the ground has the letters' own colour; None where there are no letters.
    """
    letters = _in_colours(image, fills)
    share = float(letters.mean())
    if share < _FOUND:
        return None
    if share > _FLOODED:
        letters = _enclosed(letters)
        if float(letters.mean()) < _FOUND:
            return 1.0
    around = _grown(letters, max(3, 0.07 * em_px)) & ~_grown(letters, 1)
    if not around.any():
        return 1.0
    light = luminance(image)
    text = float(np.median(light[letters]))
    ratios = (np.maximum(light[around], text) + 0.05) / (np.minimum(light[around], text) + 0.05)
    return float(np.percentile(ratios, 100 - _WORST_QUARTER))


def _in_colours(image: Image, fills: Sequence[str]) -> NDArray[np.bool_]:
    found = np.zeros(image.shape[:2], bool)
    for fill in fills:
        bgr = np.array(list(bytes.fromhex(fill))[::-1], np.int16)
        found |= np.abs(image.astype(np.int16) - bgr).max(axis=2) <= _SAME_COLOUR
    return found


def _enclosed(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """What of a mask hangs together with nothing at the picture's edge."""
    _, labels = cv2.connectedComponents(mask.astype(np.uint8))
    edge = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    return mask & ~np.isin(labels, edge)


def _grown(mask: NDArray[np.bool_], by_px: float) -> NDArray[np.bool_]:
    side = 2 * round(by_px) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.dilate(mask.astype(np.uint8), kernel) > 0)
