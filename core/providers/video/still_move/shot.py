"""The camera's way over a plate.

A view is a window of the frame's shape. Zooming is exponential and panning even, with soft
starts and ends, so the speed seems the same throughout and the picture never stands still:
even a locked-off shot creeps, because a frozen picture looks broken.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from core.providers.video.camera import CameraMove

ZOOM_PER_S, LEAST_ZOOM, MOST_ZOOM = 0.025, 0.06, 0.22
"""Natural logarithm of the zoom: 2.5 % a second, between 6 % and 25 % a shot."""

TRAVEL_PER_S, LEAST_TRAVEL, MOST_TRAVEL = 0.035, 0.08, 0.3
"""Frame widths that a pan goes, frame heights that a tilt goes."""

_CREEP = 0.35
"""What a locked-off shot has of a push."""

_STRAY = 0.012
"""Frame widths that a hand-held camera strays to each side."""


class Slack(NamedTuple):
    """How far a view at zoom 1 can move in the plate, in frame widths and heights."""

    x: float = 0.0
    y: float = 0.0


class View(NamedTuple):
    """Where the camera looks: off the plate's centre, in widths and heights of the view itself."""

    x: float = 0.0
    y: float = 0.0
    zoom: float = 1.0


def view_at(move: CameraMove, t: float, duration_s: float, slack: Slack) -> View:
    """The view at t seconds of a shot of that length; it never leaves the plate."""
    p = _progress(t / duration_s)
    zoom = min(max(ZOOM_PER_S * duration_s, LEAST_ZOOM), MOST_ZOOM)
    travel = min(max(TRAVEL_PER_S * duration_s, LEAST_TRAVEL), MOST_TRAVEL)
    way = travel * (p - 0.5)
    match move:
        case CameraMove.PUSH_IN:
            return View(zoom=math.exp(zoom * p))
        case CameraMove.PULL_BACK:
            return View(zoom=math.exp(zoom * (1 - p)))
        case CameraMove.PAN_LEFT:
            return View(x=-way, zoom=_room(travel, slack.x))
        case CameraMove.PAN_RIGHT:
            return View(x=way, zoom=_room(travel, slack.x))
        case CameraMove.TILT_UP:
            return View(y=-way, zoom=_room(travel, slack.y))
        case CameraMove.TILT_DOWN:
            return View(y=way, zoom=_room(travel, slack.y))
        case CameraMove.ORBIT:  # sideways and closer is as near as a flat picture comes to it
            return View(x=way / 2, zoom=_room(travel / 2, slack.x) * math.exp(zoom / 2 * p))
        case CameraMove.HANDHELD:
            stray = (_STRAY * _sway(t, 0.3), _STRAY * _sway(t, 4.1))
            return View(*stray, zoom=_room(2 * _STRAY, 0.0) * math.exp(_CREEP * zoom * p))
        case CameraMove.STATIC:
            return View(zoom=math.exp(_CREEP * zoom * p))


def _progress(share: float) -> float:
    """0..1, at half speed at both ends."""
    share = min(max(share, 0.0), 1.0)
    return 0.5 * share + 0.5 * share * share * (3 - 2 * share)


def _room(travel: float, slack: float) -> float:
    """Just enough zoom for a view to travel that far."""
    return max(1.0, (1 + travel) / (1 + slack))


def _sway(t: float, phase: float) -> float:
    """A slow, never repeating wave in -1..1."""
    return 0.6 * math.sin(1.9 * t + phase) + 0.4 * math.sin(3.1 * t + 2.3 * phase)
