"""Which part of a clip stays in view where its shape is cut to another one.

A focus is a path of points in the clip's displayed picture. Between two points it moves steadily;
before the first and after the last it stands. A person's focus is one point; otherwise the path follows
what draws the eye: the best way through all looks at once (dynamic programming), dear to move, so that
it does not tremble, and smoothed. A path that hardly moves stands still, as an editor would have it, and
one that sees hardly more than the middle of the picture is the middle: None.
"""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from core.media.glance import Glance
from core.media.safe_zones import Box
from core.media.saliency import Maps, attention
from core.models import FrameSize, Value

NEGLIGIBLE_CUT = 0.02
"""A share of a side that nobody misses; cut evenly on both sides."""

_PLACES = 33
_MOVING_COST = 0.012
"""What a step from one place to the next must win, as a share of a look's attention."""
_SURE = 0.36
"""The share of all attention that the view must hold, counted less towards its edges; measured on drawn
clips: 0.8 and more with one subject, 0.47 with two, 0.30 to 0.32 where there is none."""
_WORTH_IT = 1.15
"""How much more a place must see than the middle, and a way than its best place."""
_STANDS_STILL = 0.12
"""A path within this share of the picture's side does not move at all."""
_SMOOTH_S = 0.75
_KNOT_S = 0.5


class Focus(Value):
    """At `time_s` of the clip, the point that is in the middle of the view: shares from the left and top."""

    time_s: float = Field(default=0.0, ge=0)
    x: float = Field(ge=0, le=1)
    y: float = Field(ge=0, le=1)


FocusPath = tuple[Focus, ...]
"""At least one point, in the order of time."""


def fixed(x: float, y: float) -> FocusPath:
    """The view stays on this point."""
    return (Focus(x=x, y=y),)


def kept_share(picture: FrameSize, size: FrameSize) -> float:
    """The share of the picture that remains where it is cut to the frame's shape."""
    shapes = sorted((picture.width / picture.height, size.width / size.height))
    return shapes[0] / shapes[1]


def view_of(point: Focus, picture: FrameSize, size: FrameSize) -> Box:
    """The part of the picture that is seen while its focus is there."""
    kept = kept_share(picture, size)
    is_across = picture.width / picture.height > size.width / size.height
    wide, high = (kept, 1.0) if is_across else (1.0, kept)
    left = min(max(point.x - wide / 2, 0.0), 1 - wide)
    top = min(max(point.y - high / 2, 0.0), 1 - high)
    return Box(left=left, top=top, right=left + wide, bottom=top + high)


def follow(glance: Glance, size: FrameSize) -> FocusPath | None:
    """The path of what draws the eye; None where the middle serves as well."""
    picture = FrameSize(*glance.images.shape[2:0:-1])
    kept = kept_share(picture, size)
    if kept > 1 - NEGLIGIBLE_CUT:
        return None
    is_across = picture.width / picture.height > size.width / size.height
    seen = _seen(attention(glance.images), kept, is_across=is_across)
    places = _chosen(seen)
    if places is None:
        return None
    centres = kept / 2 + (1 - kept) * places / (_PLACES - 1)
    return _path(glance.times_s, _smoothed(centres, glance.times_s), is_across=is_across)


def _chosen(seen: NDArray[np.float64]) -> NDArray[np.intp] | None:
    """The place at each look: the best way, or one place that sees as much; None for the middle."""
    mean, way = seen.mean(axis=0), _best_way(seen)
    along = float(seen[np.arange(len(seen)), way].mean())
    if along < _WORTH_IT * mean.max():
        way, along = np.full(len(seen), np.argmax(mean)), float(mean.max())
    is_worth_it = along >= max(_SURE, _WORTH_IT * mean[_PLACES // 2])
    return way if is_worth_it else None


def _seen(maps: Maps, kept: float, *, is_across: bool) -> NDArray[np.float64]:
    """Looks × places: the attention inside the view, more of it in the view's middle than at its edges."""
    along = maps.sum(axis=1 if is_across else 2).astype(np.float64)
    side = along.shape[1]
    width = max(2, round(kept * side))
    window = 0.5 + 0.5 * np.hanning(width + 2)[1:-1]
    seen = np.stack([np.convolve(look, window[::-1], mode="valid") for look in along])
    starts = np.linspace(0, seen.shape[1] - 1, _PLACES)
    return np.stack([np.interp(starts, np.arange(seen.shape[1]), look) for look in seen])


def _best_way(seen: NDArray[np.float64]) -> NDArray[np.intp]:
    """For each look a place, so that what is seen less what moving costs is the most."""
    steps = np.abs(np.subtract.outer(np.arange(_PLACES), np.arange(_PLACES))) * _MOVING_COST
    total, came_from = seen[0], []
    for look in seen[1:]:
        ways = total[None, :] - steps
        came_from.append(np.argmax(ways, axis=1))
        total = look + np.max(ways, axis=1)
    places = [int(np.argmax(total))]
    for before in reversed(came_from):
        places.append(int(before[places[-1]]))
    return np.array(places[::-1])


def _smoothed(centres: NDArray[np.float64], times_s: NDArray[np.float64]) -> NDArray[np.float64]:
    if np.ptp(centres) < _STANDS_STILL:
        return np.full_like(centres, np.median(centres))
    step_s = float(np.median(np.diff(times_s)))
    line = centres.astype(np.float32)[None, :]
    soft = cv2.GaussianBlur(line, (0, 0), _SMOOTH_S / step_s, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(soft[0], np.float64)


def _path(times_s: NDArray[np.float64], centres: NDArray[np.float64], *, is_across: bool) -> FocusPath:
    knots = np.arange(0.0, times_s[-1] + _KNOT_S, _KNOT_S)
    points = [
        (round(float(time_s), 3), round(float(np.interp(time_s, times_s, centres)), 4)) for time_s in knots
    ]
    last = len(points) - 1
    kept = [
        point
        for n, point in enumerate(points)
        if n in (0, last) or not points[n - 1][1] == point[1] == points[n + 1][1]
    ]
    if all(a[1] == b[1] for a, b in pairwise(kept)):
        kept = [(0.0, kept[0][1])]
    return tuple(
        Focus(time_s=time_s, x=at if is_across else 0.5, y=0.5 if is_across else at) for time_s, at in kept
    )
