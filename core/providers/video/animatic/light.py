"""Light: rays, beams and glow behind the subject, a leak that drifts, vignette and grain.

Soft light needs no detail: lights live in a frame `TEXEL` times smaller than the picture,
are gathered there, and are enlarged and added once.
"""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np

from core.models import FrameSize, SceneRole
from core.providers.video.animatic.canvas import Canvas, around, down
from core.providers.video.animatic.colour import fade, mix
from core.providers.video.animatic.layer import Layer, Pose, layer_of, place, seen_by
from core.providers.video.animatic.motion import Camera, ease_out, wander
from core.providers.video.animatic.paths import Point, polygon, sector
from core.providers.video.animatic.pixels import Pixels
from core.providers.video.animatic.scenery.setting import Setting
from core.providers.video.animatic.stage import Stage

TEXEL = 4
"""Frame pixels a pixel of light."""

SPREAD = 2 * TEXEL
"""How many rows further than wanted the frame must go, for its lights to be the same in what is wanted."""

_GRAIN = 2
"""Brightest grain, in steps of 255: felt rather than seen, and enough to hide banding."""


def lights(s: Setting, role: SceneRole, scenery: str) -> list[Layer]:
    """All lights of a scene, in the small frame."""
    dim = replace(s, stage=replace(s.stage, unit=s.stage.unit / TEXEL))
    found = [_glow(dim, role), _leak(dim)]
    if role in (SceneRole.HOOK, SceneRole.SOLUTION):
        found.append(_rays(dim, role))
    if scenery == "studio":
        found.append(_beams(dim))
    return found


def shine(frame: Pixels, sources: tuple[Layer, ...], camera: Camera, stage: Stage, t: float) -> None:
    """Add the lights to the frame, or to the upper part of it."""
    height, width = frame.shape[:2]
    small = np.zeros((-(-height // TEXEL), -(-width // TEXEL), 4), np.uint8)
    scale = stage.unit / TEXEL / 2
    centre = (stage.width * scale, stage.height * scale)
    for source in sources:
        place(small, source, seen_by(camera, source.depth, stage.unit / TEXEL, centre), t)
    wide = cv2.resize(small, None, fx=TEXEL, fy=TEXEL, interpolation=cv2.INTER_LINEAR)
    cv2.add(frame, wide[:height, :width], dst=frame)


def vignette(size: FrameSize) -> Pixels:
    """What each pixel is multiplied with (255 = unchanged): darker corners, calmer captions."""
    width, height = 135, max(2, round(135 * size.height / size.width))
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    u, v = x / (width - 1) * 2 - 1, y / (height - 1) * 2 - 1
    down_share = (v + 1) / 2
    edge = np.clip(np.hypot(u * 0.78, v * 0.82) - 0.6, 0, 1) * 0.42
    captions = np.exp(-((down_share - 0.72) ** 2) / (2 * 0.075**2)) * 0.1
    head = np.clip(0.42 - down_share, 0, 1) * 0.16
    shade = np.clip(1 - edge - captions - head, 0.3, 1)
    full = cv2.resize(
        (shade * 255).astype(np.float32), (size.width, size.height), interpolation=cv2.INTER_CUBIC
    )
    noise = np.random.default_rng(11).random(full.shape, dtype=np.float32)
    grey = np.clip(full + noise, 0, 255).astype(np.uint8)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGBA), np.uint8)


def grain_tile(size: FrameSize) -> Pixels:
    """Fine film grain, a little larger than the frame so that it can be shifted."""
    rng = np.random.default_rng(23)
    grey = rng.integers(0, _GRAIN + 1, (size.height + 64, size.width + 64), dtype=np.uint8)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGBA), np.uint8)


def _glow(s: Setting, role: SceneRole) -> Layer:
    """Light around the subject that breathes; in a solution it opens."""
    radius = s.size * (0.95 if role is SceneRole.SOLUTION else 0.8)
    canvas = _sheet(s, s.spot, radius)
    canvas.glow(s.spot, radius, mix(s.palette.glow, s.palette.accent, 0.25), 0.34)
    opens = role is SceneRole.SOLUTION

    def breathing(t: float) -> Pose:
        grown = 0.35 + 0.65 * ease_out(t / 1.4) if opens else 1.0
        return Pose(scale=grown * (1 + 0.05 * math.sin(t * 1.1)), opacity=0.72 + 0.22 * wander(t * 0.8, 3.0))

    return layer_of(canvas, depth=0.8, pivot=s.spot, light=True, posing=breathing)


def _rays(s: Setting, role: SceneRole) -> Layer:
    """A fan of light that turns behind the subject."""
    radius = s.size * 1.25
    canvas = _sheet(s, s.spot, radius)
    strength = 0.2 if role is SceneRole.HOOK else 0.15
    colour = s.palette.glow
    paint = around(s.spot, radius, fade(colour, strength), fade(colour, strength * 0.5), fade(colour, 0))
    count = 14
    for i in range(count):
        start = i * 360 / count
        canvas.fill(sector(*s.spot, radius, start, start + 180 / count), paint, light=True)
    pace = 9.0 if role is SceneRole.HOOK else 4.0

    def turning(t: float) -> Pose:
        return Pose(scale=0.6 + 0.4 * ease_out(t / 0.8), angle=pace * t, opacity=min(1.0, 0.3 + t * 2))

    return layer_of(canvas, depth=0.6, pivot=s.spot, light=True, posing=turning)


def _beams(s: Setting) -> Layer:
    """Two spotlights that swing a little about the rig above."""
    p, top, canvas = s.palette, s.top, s.stage.sheet()
    for lean, width in ((-0.35, 0.5), (0.4, 0.42)):
        x = s.spot[0] + lean * s.size * 1.7
        left, right = s.spot[0] - s.size * width, s.spot[0] + s.size * width
        cone = polygon((x - 2, top), (x + 2, top), (right, s.floor + 2), (left, s.floor + 2))
        tones = (fade(p.glow, 0.05), fade(p.glow, 0.16), fade(p.glow, 0.1))
        canvas.fill(cone, down(top, s.floor, *tones), blur=1.6, light=True)

    def swinging(t: float) -> Pose:
        return Pose(angle=2.2 * wander(t * 0.5, 2.0), opacity=0.8 + 0.2 * wander(t, 0.4))

    return layer_of(canvas, depth=0.5, pivot=(s.spot[0], top), light=True, posing=swinging)


def _leak(s: Setting) -> Layer:
    """Coloured light that falls into the lens from an upper corner and wanders."""
    side = 1 if s.rng.random() < 0.5 else -1
    centre = (s.stage.width * (0.5 + 0.52 * side), s.stage.height * 0.06)
    radius = min(s.stage.width, s.stage.height) * 0.7
    canvas = _sheet(s, centre, radius)
    canvas.glow(centre, radius, mix(s.palette.accent, s.palette.glow, 0.4), 0.3)
    reach = 5 * s.stage.unit

    def drifting(t: float) -> Pose:
        shine_now = 0.7 + 0.3 * wander(t * 0.6, 2.0)
        return Pose(reach * wander(t * 0.4, 1.0), reach * wander(t * 0.35, 6.0), opacity=shine_now)

    return layer_of(canvas, depth=0.3, pivot=centre, light=True, posing=drifting)


def _sheet(s: Setting, centre: Point, radius: float) -> Canvas:
    side = math.ceil(2.1 * radius * s.stage.unit)
    half = side / s.stage.unit / 2
    return Canvas(side, side, s.stage.unit, (centre[0] - half, centre[1] - half))
