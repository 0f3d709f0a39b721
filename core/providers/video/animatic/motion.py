"""Motion: easing curves, and the path of the camera for each move a prompt can name.

The camera never stops: a locked-off shot still breathes, because a frozen picture looks
broken. Offsets are in units of the stage, for a layer at depth 1; layers further away
move less.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from core.providers.video.camera import CameraMove


class Camera(NamedTuple):
    """Where the camera is: it looks at (x, y) off the centre, `roll` in degrees."""

    x: float = 0.0
    y: float = 0.0
    zoom: float = 1.0
    roll: float = 0.0
    swing: float = 0.0
    """How far the camera has gone around the subject, -1..1."""


def clamp(x: float) -> float:
    """x within 0..1."""
    return min(max(x, 0.0), 1.0)


def ease_out(x: float) -> float:
    """Fast, then gently to rest."""
    return 1 - (1 - clamp(x)) ** 3


def ease_in_out(x: float) -> float:
    """Gently off and gently to rest."""
    return (1 - math.cos(math.pi * clamp(x))) / 2


def overshoot(x: float, strength: float = 1.7) -> float:
    """Past the mark and back to it (Penner's back easing)."""
    rest = clamp(x) - 1
    return 1 + (strength + 1) * rest**3 + strength * rest**2


def wander(t: float, seed: float) -> float:
    """A slow, never repeating wave in -1..1 that looks like an unsteady hand."""
    return (
        0.55 * math.sin(1.7 * t + seed)
        + 0.3 * math.sin(2.9 * t + 2.3 * seed + 1.0)
        + 0.15 * math.sin(5.3 * t + 3.1 * seed + 2.0)
    )


def camera_at(move: CameraMove, t: float, duration_s: float) -> Camera:
    """The camera at t seconds of a shot of that length."""
    progress = clamp(t / duration_s)
    p = 0.6 * progress + 0.4 * ease_in_out(progress)
    side = 2 * p - 1
    match move:
        case CameraMove.PUSH_IN:
            return Camera(y=-0.6 * p, zoom=1.01 + 0.14 * p)
        case CameraMove.PULL_BACK:
            return Camera(y=-0.6 * (1 - p), zoom=1.15 - 0.14 * p)
        case CameraMove.PAN_LEFT:
            return Camera(x=-5.0 * side, zoom=1.04)
        case CameraMove.PAN_RIGHT:
            return Camera(x=5.0 * side, zoom=1.04)
        case CameraMove.TILT_UP:
            return Camera(y=-4.5 * side, zoom=1.05)
        case CameraMove.TILT_DOWN:
            return Camera(y=4.5 * side, zoom=1.05)
        case CameraMove.ORBIT:
            return Camera(x=2.5 * side, zoom=1.03 + 0.05 * p, swing=side)
        case CameraMove.HANDHELD:
            return Camera(0.9 * wander(t, 0.3), 0.8 * wander(t, 4.1), 1.04 + 0.04 * p, 0.35 * wander(t, 7.7))
        case CameraMove.STATIC:
            return Camera(0.25 * math.sin(0.6 * t), 0.0, 1.02 + 0.03 * p)
