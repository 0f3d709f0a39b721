"""What lies behind the captions of a scene: how bright the clip is where and when words stand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.media import picture
from core.media.contrast import luminance
from core.media.focus import Focus, view_of
from core.media.footage import Footage
from core.media.glance import Glance
from core.media.safe_zones import Box
from core.models import FPS, FrameSize, Value

_BRIGHT = 90
"""Percentile: letters must be told from the bright places behind them, not from their mean."""
_BACKDROP_LIGHT = 0.6


class Spot(Value):
    """A place in the frame, in shares of it, and when in the scene words stand there."""

    box: Box
    start_s: float
    end_s: float


def brightness_behind(glance: Glance, footage: Footage, spots: Sequence[Spot], size: FrameSize) -> float:
    """The luminance (0 to 1) of the bright places behind the brightest spot; 0 without spots."""
    return max((_behind(glance, footage, spot, size) for spot in spots), default=0.0)


def _behind(glance: Glance, footage: Footage, spot: Spot, size: FrameSize) -> float:
    looks = {_look_at(glance, footage, time_s) for time_s in (spot.start_s, spot.end_s)}
    seen = [
        luminance(_cut(glance.images[n], footage, float(glance.times_s[n]), spot.box, size))
        for n in range(min(looks), max(looks) + 1)
    ]
    return max(float(np.percentile(light, _BRIGHT)) for light in seen)


def _look_at(glance: Glance, footage: Footage, time_s: float) -> int:
    """The look nearest to a time of the scene."""
    fit = footage.fit
    frame = min(footage.scene.head + time_s * FPS, fit.forward - 1)
    clip_s = (footage.skipped + max(0.0, frame) / fit.slowdown) / FPS
    return int(np.argmin(np.abs(glance.times_s - clip_s)))


def _cut(image: np.ndarray, footage: Footage, clip_s: float, box: Box, size: FrameSize) -> np.ndarray:
    """The pixels of the look that come to stand in that box of the frame."""
    height, width = image.shape[:2]
    shape = FrameSize(footage.video.width, footage.video.height)
    if not picture.is_cropped(footage.video, size):
        return (image * _BACKDROP_LIGHT).astype(np.uint8)
    path = footage.focus or (Focus(x=0.5, y=0.5),)
    view = view_of(min(path, key=lambda point: abs(point.time_s - clip_s)), shape, size)
    wide, high = view.right - view.left, view.bottom - view.top
    left, right = ((view.left + share * wide) * width for share in (box.left, box.right))
    top, bottom = ((view.top + share * high) * height for share in (box.top, box.bottom))
    rows = slice(int(max(0, min(top, height - 1))), int(max(top + 1, bottom)))
    return image[rows, int(max(0, min(left, width - 1))) : int(max(left + 1, right))]
