"""The subject: the scene's illustration, its shadow on the ground, and its companions."""

from __future__ import annotations

import math

import cv2
import numpy as np

from core.models import SceneRole
from core.providers.video.animatic.canvas import Canvas, around, down
from core.providers.video.animatic.colour import BLACK, fade, mix
from core.providers.video.animatic.inks import Inks
from core.providers.video.animatic.layer import Affine, Layer, Pose, Posing, layer_of, place
from core.providers.video.animatic.motifs import MOTIFS
from core.providers.video.animatic.motion import ease_out, overshoot, wander
from core.providers.video.animatic.paths import Point, ellipse
from core.providers.video.animatic.scenery.setting import Setting

_PAD = 14.0
"""Room around a motif's box of 100 for its shadow and glow."""

_GROUNDED = frozenset(
    (
        *(
            "house",
            "laptop",
            "chart",
            "coins",
            "book",
            "shoe",
            "car",
            "trophy",
            "cup",
            "bottle",
            "bowl",
            "cake",
        ),
        *("plant", "people", "cosmetics", "bag", "gift", "dress", "parcel", "suitcase", "spray", "bulb"),
        *("camera", "clock", "stars", "calendar", "phone"),
    )
)
"""Things that stand; the others hover."""

_LIVELY = (SceneRole.HOOK, SceneRole.CALL_TO_ACTION)


def subject(name: str, s: Setting, inks: Inks, role: SceneRole, *, polished: bool) -> list[Layer]:
    """Shadow, mirror image on a polished floor, illustration.

    It pops in, then stands and breathes or floats and sways: never still.
    """
    stands = name in _GROUNDED
    picture = _drawn(name, s, inks, s.spot, s.size, 1.02)
    if stands:
        picture = _standing(picture, (s.floor + 0.4) * s.stage.unit)
    posing = _posing(s.stage.unit, role, stands)
    shade = s.stage.sheet()
    half = _foot(picture) / s.stage.unit / 2 if stands else s.size * 0.34
    shade.fill(ellipse(s.spot[0], s.floor + 0.4, half * 1.06, 1.5), fade(BLACK, 0.62), blur=1.0)
    shade.fill(ellipse(s.spot[0] + 1.5, s.floor + 1.6, half * 1.3, 3.4), fade(BLACK, 0.4), blur=2.4)
    return [
        layer_of(shade),
        *([_mirrored(picture, s, posing)] if stands and polished else []),
        picture._replace(posing=posing),
    ]


def _posing(unit: float, role: SceneRole, stands: bool) -> Posing:
    lively = 1.6 if role in _LIVELY else 1.0
    pace = 0.75 if role is SceneRole.PROBLEM else 1.0
    lean = -2.0 if role is SceneRole.PROBLEM and not stands else 0.0

    def pose(t: float) -> Pose:
        size = 0.8 + 0.2 * overshoot(t / 0.7, 1.8)
        if stands:
            breath = 0.012 * lively * math.sin(t * 2.1 * pace)
            return Pose(scale=size + breath, angle=0.7 * lively * wander(t * pace, 0.7), stretch=1 - breath)
        lift = 3.0 * (1 - ease_out(t / 0.6)) + 0.8 * lively * math.sin(t * 2.0 * pace)
        return Pose(dy=lift * unit, scale=size, angle=lean + 1.8 * lively * wander(t * 0.9 * pace, 0.7))

    return pose


def _standing(picture: Layer, floor: float) -> Layer:
    """The picture lowered until what is solid in it touches the floor (pixels), pivoting there."""
    left, top, width, height = cv2.boundingRect((picture.pixels[..., 3] > 200).astype(np.uint8))
    drop = floor - (picture.corner[1] + top + height)
    return picture._replace(
        corner=(picture.corner[0], picture.corner[1] + drop),
        pivot=(picture.corner[0] + left + width / 2, floor),
    )


def _foot(picture: Layer) -> float:
    """Width in pixels of what touches the ground."""
    solid = picture.pixels[..., 3] > 200
    rows = np.flatnonzero(solid.any(axis=1))
    low = solid[max(rows[-1] - picture.pixels.shape[0] // 25, 0) : rows[-1] + 1].any(axis=0)
    columns = np.flatnonzero(low)
    return float(columns[-1] - columns[0] + 1)


def _mirrored(picture: Layer, s: Setting, posing: Posing) -> Layer:
    """The subject seen in a polished floor: upside down, fading out."""
    floor = picture.pivot[1]
    rows = round(floor - picture.corner[1])
    part = max(min(rows, round(s.size * s.stage.unit * 0.34)), 1)
    image = np.ascontiguousarray(picture.pixels[rows - part : rows][::-1])
    fall = (np.linspace(0.26, 0.0, part, dtype=np.float32) ** 1.2)[:, None, None]
    faint = np.round(image * fall).astype(np.uint8)

    def pose(t: float) -> Pose:
        seen = posing(t)
        return seen._replace(angle=-seen.angle, dy=-seen.dy)

    return Layer(faint, (picture.corner[0], floor), (picture.pivot[0], floor), picture.depth, pose)


def companions(names: tuple[str, ...], s: Setting, inks: Inks) -> list[Layer]:
    """Smaller things that float beside the subject, on discs of glass."""
    wide = s.stage.is_wide
    reach = s.size * 0.57 if wide else min(s.size * 0.66, s.stage.width * 0.39)
    side = -1 if wide or s.rng.random() < 0.5 else 1
    places = ((side * reach, s.size * 0.1, 0.3, 0.92), (-side * reach * 0.98, -s.size * 0.24, 0.26, 0.8))
    layers = []
    for i, (name, (dx, dy, share, depth)) in enumerate(zip(names, places, strict=False)):
        size = max(s.size * share, 13.0)
        centre = (s.spot[0] + dx, s.spot[1] + dy)
        layer = _badge(name, s, inks, centre, size, depth)
        layers.append(layer._replace(posing=_hovering(s.stage.unit, 0.35 + 0.22 * i, float(i))))
    return layers


def _hovering(unit: float, begin: float, phase: float) -> Posing:
    def pose(t: float) -> Pose:
        return Pose(
            dx=0.7 * unit * wander(t * 0.7, phase + 2),
            dy=1.3 * unit * math.sin(t * 1.5 + phase * 2.2),
            scale=max(overshoot((t - begin) / 0.6, 2.2), 0.0) if t > begin else 0.0,
            angle=3 * wander(t * 0.6, phase + 5),
        )

    return pose


def _badge(name: str, s: Setting, inks: Inks, centre: Point, size: float, depth: float) -> Layer:
    p, radius = s.palette, size / 2
    canvas = _sheet(s, centre, size * 1.5)
    disc = ellipse(*centre, radius)
    canvas.shadow(disc, dy=1.4, blur=1.8, depth=0.34)
    top, bottom = centre[1] - radius, centre[1] + radius
    canvas.fill(disc, down(top, bottom, mix(p.air, p.paper, 0.5), mix(p.mid, p.air, 0.4)))
    canvas.fill(disc, fade(p.paper, 0.55), holes=[ellipse(*centre, radius - 0.35)])
    canvas.fill(
        disc, around((centre[0], top), radius * 1.3, fade(p.paper, 0.25), fade(p.paper, 0)), inside=disc
    )
    layer = layer_of(canvas, depth=depth, pivot=centre)
    picture = _drawn(name, s, inks, centre, size * 0.66, depth)
    return _merged(layer, picture)


def _drawn(name: str, s: Setting, inks: Inks, centre: Point, size: float, depth: float) -> Layer:
    """A motif at a place, drawn at its final size."""
    texels = s.stage.unit * size / 100
    side = round((100 + 2 * _PAD) * texels)
    canvas = Canvas(side, side, texels, (-_PAD, -_PAD))
    MOTIFS[name](canvas, inks)
    corner = tuple((middle - size * (0.5 + _PAD / 100)) * s.stage.unit for middle in centre)
    pivot = (centre[0] * s.stage.unit, (centre[1] + size * 0.3) * s.stage.unit)
    return Layer(canvas.pixels, (corner[0], corner[1]), pivot, depth)


def _sheet(s: Setting, centre: Point, side: float) -> Canvas:
    pixels = round(side * s.stage.unit)
    return Canvas(pixels, pixels, s.stage.unit, (centre[0] - side / 2, centre[1] - side / 2))


def _merged(under: Layer, over: Layer) -> Layer:
    """One layer of two, so that they move together and cost one blend."""
    place(under.pixels, over, Affine(1, 0, -under.corner[0], 0, 1, -under.corner[1]), 0.0)
    return under
