"""Layers: pictures drawn once, placed anew in every frame.

A layer is premultiplied RGBA with a home in the frame, a depth, and a pose that may
change with time. Placing it is one sub-pixel affine warp of just the area it covers and
one blend; a layer of light is only added.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np

from core.providers.video.animatic.canvas import Canvas
from core.providers.video.animatic.motion import Camera
from core.providers.video.animatic.paths import Point
from core.providers.video.animatic.pixels import Pixels, add_light, dimmed, lay_over


class Affine(NamedTuple):
    """(px, py) goes to (a px + b py + x, c px + d py + y)."""

    a: float
    b: float
    x: float
    c: float
    d: float
    y: float


class Pose(NamedTuple):
    """A change of place (pixels), size, angle (degrees) and opacity about a layer's pivot."""

    dx: float = 0.0
    dy: float = 0.0
    scale: float = 1.0
    angle: float = 0.0
    opacity: float = 1.0
    stretch: float = 1.0
    """Width over height; 1 keeps the shape."""


Posing = Callable[[float], Pose]
"""The pose at t seconds."""


def still(_: float) -> Pose:
    """The pose of a layer that only the camera moves."""
    return Pose()


class Layer(NamedTuple):
    """A picture and its place; `corner` and `pivot` are in pixels of the frame."""

    pixels: Pixels
    corner: Point
    pivot: Point
    depth: float = 1.0
    posing: Posing = still
    light: bool = False


def layer_of(
    canvas: Canvas,
    *,
    depth: float = 1.0,
    posing: Posing = still,
    pivot: Point | None = None,
    light: bool = False,
) -> Layer:
    """What is drawn on a canvas, trimmed; the pivot (in units) is its middle unless given."""
    seen = cv2.boundingRect(np.max(canvas.pixels, axis=2))
    left, top, width, height = seen if seen[2] else (0, 0, 1, 1)
    pixels = np.ascontiguousarray(canvas.pixels[top : top + height, left : left + width])
    scale = canvas.unit
    corner = (canvas.origin[0] * scale + left, canvas.origin[1] * scale + top)
    middle = (corner[0] + width / 2, corner[1] + height / 2)
    place = middle if pivot is None else (pivot[0] * scale, pivot[1] * scale)
    return Layer(pixels, corner, place, depth, posing, light)


def seen_by(camera: Camera, depth: float, unit: float, centre: Point) -> Affine:
    """Frame pixels at rest to frame pixels through the camera, for a depth."""
    zoom = 1 + (camera.zoom - 1) * depth
    angle = math.radians(camera.roll)
    c, s = zoom * math.cos(angle), zoom * math.sin(angle)
    x, y = centre
    right = -camera.x * depth - camera.swing * 3.2 * (depth - 0.8)
    return Affine(c, -s, x - c * x + s * y + right * unit, s, c, y - s * x - c * y - camera.y * depth * unit)


def place(frame: Pixels, layer: Layer, view: Affine, t: float) -> None:
    """Blend the layer, posed for t, into the frame as the camera sees it."""
    pose = layer.posing(t)
    if pose.opacity <= 0.004 or pose.scale <= 0.01:
        return
    matrix = _after(view, _posed(layer, pose))
    box = _covered(matrix, layer.pixels, frame)
    if box is None:
        return
    left, top, right, bottom = box
    local = np.array(
        [[matrix.a, matrix.b, matrix.x - left], [matrix.c, matrix.d, matrix.y - top]], dtype=np.float64
    )
    patch: Pixels = np.asarray(
        cv2.warpAffine(layer.pixels, local, (right - left, bottom - top), flags=cv2.INTER_LINEAR), np.uint8
    )
    if pose.opacity < 0.999:
        patch = dimmed(patch, pose.opacity)
    (add_light if layer.light else lay_over)(frame[top:bottom, left:right], patch)


def backdrop(frame: Pixels, layer: Layer, view: Affine) -> None:
    """Fill the whole frame from an opaque layer."""
    matrix = _after(view, _posed(layer, Pose()))
    local = np.array([[matrix.a, matrix.b, matrix.x], [matrix.c, matrix.d, matrix.y]], dtype=np.float64)
    height, width = frame.shape[:2]
    cv2.warpAffine(
        layer.pixels,
        local,
        (width, height),
        dst=frame,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )


def _after(outer: Affine, inner: Affine) -> Affine:
    """The inner map, then the outer one."""
    return Affine(
        outer.a * inner.a + outer.b * inner.c,
        outer.a * inner.b + outer.b * inner.d,
        outer.a * inner.x + outer.b * inner.y + outer.x,
        outer.c * inner.a + outer.d * inner.c,
        outer.c * inner.b + outer.d * inner.d,
        outer.c * inner.x + outer.d * inner.y + outer.y,
    )


def _posed(layer: Layer, pose: Pose) -> Affine:
    """Picture pixels to frame pixels at rest."""
    angle = math.radians(pose.angle)
    cosine, sine = math.cos(angle), math.sin(angle)
    wide, high = pose.scale * pose.stretch, pose.scale
    a, b, c, d = wide * cosine, -high * sine, wide * sine, high * cosine
    x, y = layer.corner[0] - layer.pivot[0], layer.corner[1] - layer.pivot[1]
    return Affine(
        a,
        b,
        a * x + b * y + layer.pivot[0] + pose.dx,
        c,
        d,
        c * x + d * y + layer.pivot[1] + pose.dy,
    )


def _covered(m: Affine, pixels: Pixels, frame: Pixels) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom of the frame's part that the picture touches."""
    height, width = pixels.shape[:2]
    across, along = (0.0, m.a * width), (0.0, m.b * height)
    left, right = m.x + min(across) + min(along), m.x + max(across) + max(along)
    across, along = (0.0, m.c * width), (0.0, m.d * height)
    top, bottom = m.y + min(across) + min(along), m.y + max(across) + max(along)
    x0, y0 = max(math.floor(left) - 1, 0), max(math.floor(top) - 1, 0)
    x1, y1 = min(math.ceil(right) + 1, frame.shape[1]), min(math.ceil(bottom) + 1, frame.shape[0])
    return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None
