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
from core.providers.video.animatic.pixels import Pixels, add_light, dimmed, drawn_box, lay_over


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
    solid_from: int = 1 << 30
    """The row from which on the picture is opaque from side to side; beyond it where there is none."""


def layer_of(
    canvas: Canvas,
    *,
    depth: float = 1.0,
    posing: Posing = still,
    pivot: Point | None = None,
    light: bool = False,
) -> Layer:
    """What is drawn on a canvas, trimmed; the pivot (in units) is its middle unless given."""
    seen = drawn_box(canvas.pixels)
    left, top, width, height = seen if seen[2] else (0, 0, 1, 1)
    pixels = np.ascontiguousarray(canvas.pixels[top : top + height, left : left + width])
    scale = canvas.unit
    corner = (canvas.origin[0] * scale + left, canvas.origin[1] * scale + top)
    middle = (corner[0] + width / 2, corner[1] + height / 2)
    place = middle if pivot is None else (pivot[0] * scale, pivot[1] * scale)
    return Layer(pixels, corner, place, depth, posing, light)


def trimmed(layer: Layer) -> Layer:
    """The same layer without empty rows and columns around what is drawn, which cost time in every frame."""
    left, top, width, height = drawn_box(layer.pixels)
    if not width:
        return layer
    pixels = np.ascontiguousarray(layer.pixels[top : top + height, left : left + width])
    clear = np.flatnonzero((pixels[..., 3] < 255).any(axis=1))
    solid = int(clear[-1]) + 1 if len(clear) else 0
    corner = (layer.corner[0] + left, layer.corner[1] + top)
    return layer._replace(pixels=pixels, corner=corner, solid_from=solid)


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
    solid = _solid_from(layer, matrix, box, frame) if pose.opacity == 1.0 else bottom
    if solid < bottom:
        _warp(layer.pixels, matrix, frame[solid:bottom], 0, solid)
    if solid <= top:
        return
    patch: Pixels = np.empty((solid - top, right - left, 4), np.uint8)
    _warp(layer.pixels, matrix, patch, left, top, cv2.BORDER_CONSTANT)
    if pose.opacity < 0.999:
        patch = dimmed(patch, pose.opacity)
    (add_light if layer.light else lay_over)(frame[top:solid, left:right], patch)


def _warp(
    pixels: Pixels, m: Affine, target: Pixels, left: int, top: int, border: int = cv2.BORDER_REPLICATE
) -> None:
    """Fill the target, whose corner is there in the frame, with the picture in its place."""
    local = np.array([[m.a, m.b, m.x - left], [m.c, m.d, m.y - top]], dtype=np.float64)
    size = (target.shape[1], target.shape[0])
    cv2.warpAffine(pixels, local, size, dst=target, flags=cv2.INTER_LINEAR, borderMode=border)


def _solid_from(layer: Layer, m: Affine, box: tuple[int, int, int, int], frame: Pixels) -> int:
    """The row of the frame from which on the upright picture hides all behind it, over its whole width."""
    left, _, right, bottom = box
    height, width = layer.pixels.shape[:2]
    fills = left == 0 and right == frame.shape[1] and m.x <= -1 and m.x + m.a * width >= right + 1
    if not (fills and m.b == m.c == 0 and layer.solid_from < height):
        return bottom
    if m.y + m.d * height < bottom + 1:
        return bottom
    return min(bottom, max(box[1], math.ceil(m.y + m.d * layer.solid_from) + 1))


def hidden_from(frame: Pixels, layer: Layer, view: Affine) -> int:
    """The row of the frame from which on the still layer hides all behind it; its height if none."""
    height: int = frame.shape[0]
    matrix = _after(view, _posed(layer, Pose()))
    box = _covered(matrix, layer.pixels, frame)
    if box is None or box[3] < height:
        return height
    return _solid_from(layer, matrix, box, frame)


def backdrop(frame: Pixels, layer: Layer, view: Affine) -> None:
    """Fill the whole frame from an opaque layer."""
    _warp(layer.pixels, _after(view, _posed(layer, Pose())), frame, 0, 0)


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
    across, along = m.a * width, m.b * height
    left = m.x + (across if across < 0 else 0.0) + (along if along < 0 else 0.0)
    x0, x1 = max(math.floor(left) - 1, 0), min(math.ceil(left + abs(across) + abs(along)) + 1, frame.shape[1])
    if x1 <= x0:
        return None
    across, along = m.c * width, m.d * height
    top = m.y + (across if across < 0 else 0.0) + (along if along < 0 else 0.0)
    y0, y1 = max(math.floor(top) - 1, 0), min(math.ceil(top + abs(across) + abs(along)) + 1, frame.shape[0])
    return (x0, y0, x1, y1) if y1 > y0 else None
