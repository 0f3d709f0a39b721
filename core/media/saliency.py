"""Where people look in a picture, by four light measures and no model.

Spectral residual (Hou and Zhang, "Saliency detection: a spectral residual approach", 2007) finds what
breaks the pattern of a picture; distance from the mean colour (Achanta et al., "Frequency-tuned salient
region detection", 2009) finds what stands out from its surroundings; motion beyond the camera's own and
the colours of skin draw the eye most. A mild preference for the middle settles what is undecided.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Maps = NDArray[np.float32]
"""Looks × height × width, each look summing to 1."""

_WEIGHTS = {"residual": 1.0, "colour": 1.0, "motion": 1.5, "skin": 0.8}
_RESIDUAL_SIDE = 64
_MOVES = 6.0
"""Grey levels by which a place must change more than half of the picture does."""


def attention(images: NDArray[np.uint8]) -> Maps:
    """How strongly each place draws the eye, in small pictures in the order of time (blue first)."""
    greys = np.stack([cv2.cvtColor(image, cv2.COLOR_BGR2GRAY) for image in images]).astype(np.float32)
    moves = _motion(greys)
    maps = [_one(*look) for look in zip(images, greys, moves, strict=True)]
    return np.stack(maps)


def _one(image: NDArray[np.uint8], grey: NDArray[np.float32], motion: NDArray[np.float32]) -> Maps:
    parts = {"residual": _residual(grey), "colour": _colour(image), "motion": motion, "skin": _skin(image)}
    whole = sum(_WEIGHTS[name] * _levelled(part) for name, part in parts.items()) * _middle(grey.shape)
    assert isinstance(whole, np.ndarray)
    return np.asarray(whole / max(float(whole.sum()), 1e-6), np.float32)


def _residual(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    small = cv2.resize(grey, (_RESIDUAL_SIDE, _RESIDUAL_SIDE), interpolation=cv2.INTER_AREA)
    spectrum = np.fft.fft2(small)
    size = np.log(np.abs(spectrum) + 1e-6).astype(np.float32)
    rest = size - cv2.blur(size, (3, 3))
    back = np.abs(np.fft.ifft2(np.exp(rest + 1j * np.angle(spectrum)))) ** 2
    return _fitted(np.asarray(cv2.GaussianBlur(back.astype(np.float32), (0, 0), 3.0), np.float32), grey)


def _colour(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    lab = cv2.cvtColor(cv2.GaussianBlur(image, (0, 0), 2.0), cv2.COLOR_BGR2LAB).astype(np.float32)
    return np.asarray(np.linalg.norm(lab - lab.mean(axis=(0, 1)), axis=2), np.float32)


def _motion(greys: NDArray[np.float32]) -> NDArray[np.float32]:
    """Change between looks beyond what the whole picture does; a look alone does not move."""
    if len(greys) < 2:
        return np.zeros_like(greys)
    soft = np.stack([cv2.GaussianBlur(grey, (0, 0), 1.5) for grey in greys])
    change = np.abs(np.diff(soft, axis=0))
    change = np.concatenate([change[:1], change])
    own = np.median(change, axis=(1, 2), keepdims=True)
    return np.asarray(np.maximum(change - own - _MOVES, 0), np.float32)


def _skin(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Chai and Ngan, "Face segmentation using skin-color map", 1999: Cr 133 to 173, Cb 77 to 127."""
    channels = cv2.cvtColor(image, cv2.COLOR_BGR2YCrCb)
    mask = cv2.inRange(channels, np.array([60, 137, 77]), np.array([245, 173, 127]))
    share = float(mask.mean()) / 255
    soft = np.asarray(cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 2.0), np.float32)
    return soft if share < 0.4 else np.zeros_like(soft)  # a wall of wood is no face


def _levelled(part: NDArray[np.float32]) -> NDArray[np.float32]:
    """What stands out only: above the mean, at most 1."""
    above = np.maximum(part - part.mean(), 0)
    top = float(np.percentile(above, 99.5))
    return np.minimum(above / top, 1.0) if top > 1e-6 else np.zeros_like(part)


def _middle(shape: tuple[int, ...]) -> NDArray[np.float32]:
    rows, columns = (np.linspace(-1, 1, side, dtype=np.float32) for side in shape)
    return np.asarray(0.6 + 0.4 * np.exp(-(rows[:, None] ** 2 + columns[None, :] ** 2)), np.float32)


def _fitted(small: NDArray[np.float32], like: NDArray[np.float32]) -> NDArray[np.float32]:
    height, width = like.shape
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
