"""Outlines: closed shapes as arrays of points, in the units of the canvas they are drawn on.

Every function answers an (n, 2) float array of x and y; y grows downwards, angles are in
degrees, clockwise from three o'clock.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Path = NDArray[np.float64]
Point = tuple[float, float]


def polygon(*points: Point) -> Path:
    """Straight lines through the points."""
    return np.array(points, dtype=np.float64)


def ellipse(x: float, y: float, rx: float, ry: float | None = None) -> Path:
    """An ellipse around a centre; a circle when one radius is given."""
    turn = np.linspace(0, 2 * math.pi, 96, endpoint=False)
    return np.stack([x + rx * np.cos(turn), y + (rx if ry is None else ry) * np.sin(turn)], axis=1)


def box(x: float, y: float, width: float, height: float, radius: float = 0.0) -> Path:
    """A rectangle by its top left corner, with round corners."""
    radius = min(radius, width / 2, height / 2)
    if radius <= 0:
        return polygon((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    centres = [
        (x + width - radius, y + height - radius, 0),
        (x + radius, y + height - radius, 90),
        (x + radius, y + radius, 180),
        (x + width - radius, y + radius, 270),
    ]
    return np.concatenate([arc(cx, cy, radius, start, start + 90) for cx, cy, start in centres])


def arc(x: float, y: float, radius: float, start: float, end: float) -> Path:
    """Points along a circle's arc (an open line, or a segment when filled)."""
    turn = np.radians(np.linspace(start, end, max(6, int(abs(end - start) / 4))))
    return np.stack([x + radius * np.cos(turn), y + radius * np.sin(turn)], axis=1)


def sector(x: float, y: float, radius: float, start: float, end: float, inner: float = 0.0) -> Path:
    """A slice of a disc, or of a ring when there is an inner radius."""
    inside = arc(x, y, inner, end, start) if inner else polygon((x, y))
    return np.concatenate([arc(x, y, radius, start, end), inside])


def ribbon(line: Path, width: float | Sequence[float]) -> Path:
    """A line made thick, with a width that may change along it; flat ends."""
    direction = np.gradient(line, axis=0)
    direction /= np.maximum(np.linalg.norm(direction, axis=1, keepdims=True), 1e-9)
    normal = np.stack([-direction[:, 1], direction[:, 0]], axis=1)
    half = np.broadcast_to(np.asarray(width, dtype=np.float64) / 2, (len(line),))[:, None]
    return np.concatenate([line + normal * half, (line - normal * half)[::-1]])


def stroke(width: float, *points: Point) -> list[Path]:
    """A line through the points with round ends and joints, as several outlines."""
    shapes: list[Path] = []
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        shapes.append(ribbon(polygon((x0, y0), (x1, y1)), width))
    return shapes + [ellipse(x, y, width / 2) for x, y in points]


def curve(*points: Point, closed: bool = False, steps: int = 12) -> Path:
    """A smooth (Catmull-Rom) line through the points."""
    knots = np.array(points, dtype=np.float64)
    ends = (knots[-1:], knots[:2]) if closed else (knots[:1], knots[-1:])
    padded = np.concatenate([ends[0], knots, ends[1]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        pieces.append(
            0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        )
    return np.concatenate([*pieces, knots[:1] if closed else knots[-1:]])


def star(x: float, y: float, radius: float, points: int = 5, waist: float = 0.46) -> Path:
    """A star that stands upright; `waist` is the inner radius as a share of the outer."""
    turn = np.radians(np.arange(points * 2) * 180 / points - 90)
    reach = np.where(np.arange(points * 2) % 2 == 0, radius, radius * waist)
    return np.stack([x + reach * np.cos(turn), y + reach * np.sin(turn)], axis=1)


def sparkle(x: float, y: float, radius: float) -> Path:
    """A four-pointed glint with hollow sides."""
    turn = np.linspace(0, 2 * math.pi, 96, endpoint=False)
    across, along = np.cos(turn), np.sin(turn)
    return np.stack([x + radius * across**3, y + radius * along**3], axis=1)


def drop(x: float, y: float, radius: float) -> Path:
    """A drop of water around (x, y) with its tip up, 2.3 radii high."""
    low = arc(x, y, radius, -35, 215)
    left, right = tuple(low[-1]), tuple(low[0])
    tip = (x, y - radius * 1.75)
    rise = curve(left, (x - radius * 0.38, y - radius * 1.1), tip, steps=10)
    fall = curve(tip, (x + radius * 0.38, y - radius * 1.1), right, steps=10)
    return np.concatenate([low, rise, fall])


def heart(x: float, y: float, size: float) -> Path:
    """A heart `size` wide around its centre."""
    t = np.linspace(0, 2 * math.pi, 120, endpoint=False)
    across = 16 * np.sin(t) ** 3
    down = -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)) - 2.5
    return np.stack([x + across * size / 32, y + down * size / 32], axis=1)


def moved(path: Path, dx: float = 0.0, dy: float = 0.0) -> Path:
    """The outline somewhere else."""
    return np.asarray(path + np.array([dx, dy]))


def turned(path: Path, angle: float, centre: Point = (50.0, 50.0)) -> Path:
    """The outline turned clockwise about a point."""
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return np.asarray((path - np.array(centre)) @ np.array([[c, s], [-s, c]]) + np.array(centre))


def bounds(path: Path) -> tuple[float, float, float, float]:
    """Left, top, right, bottom."""
    (left, top), (right, bottom) = path.min(axis=0), path.max(axis=0)
    return float(left), float(top), float(right), float(bottom)
