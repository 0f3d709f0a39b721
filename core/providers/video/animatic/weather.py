"""Weather: the small things in the air that keep a scene alive.

A kind of weather is a sprite, a number and a way to fly. Each particle's path is a closed
formula of time, so any frame can be drawn alone and looks the same every time.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from core.providers.video.animatic.canvas import Canvas, around
from core.providers.video.animatic.colour import Colour, fade
from core.providers.video.animatic.layer import Layer, Pose, Posing
from core.providers.video.animatic.motion import clamp
from core.providers.video.animatic.palette import Palette
from core.providers.video.animatic.paths import Path, box, curve, ellipse, sparkle
from core.providers.video.animatic.stage import Stage


class Kind(NamedTuple):
    """How many particles of which size (units) fall or rise (units a second, down is plus)."""

    number: int
    size: tuple[float, float]
    fall: tuple[float, float]
    sway: float
    spin: float
    opacity: float
    light: bool
    draw: Callable[[Canvas, float, Colour], None]
    twinkle: float = 0.0
    slant: float = 0.0


def _disc(c: Canvas, size: float, colour: Colour) -> None:
    clear = fade(colour, 0)
    c.fill(
        ellipse(0, 0, size / 2),
        around((0, 0), size / 2, fade(colour, 0.55), fade(colour, 0.5), fade(colour, 0.62), clear),
    )


def _mote(c: Canvas, size: float, colour: Colour) -> None:
    c.glow((0, 0), size / 2, colour, 1.0)


def _streak(c: Canvas, size: float, colour: Colour) -> None:
    c.fill(box(-0.14, -size / 2, 0.28, size, 0.14), fade(colour, 0.8), blur=0.08)


def _glint(c: Canvas, size: float, colour: Colour) -> None:
    c.glow((0, 0), size / 2, colour, 0.45)
    c.fill(sparkle(0, 0, size / 2), colour)


def _paper(c: Canvas, size: float, colour: Colour) -> None:
    c.fill(box(-size / 2, -size * 0.28, size, size * 0.56, size * 0.12), colour)


def _leaf(c: Canvas, size: float, colour: Colour) -> None:
    shape: Path = curve((-size / 2, 0), (0, -size * 0.26), (size / 2, 0), (0, size * 0.26), closed=True)
    c.solid(shape, colour, fade(colour, 0.85), shadow=0)


def _bubble(c: Canvas, size: float, colour: Colour) -> None:
    radius = size / 2
    c.fill(
        ellipse(0, 0, radius),
        around((0, 0), radius, fade(colour, 0.04), fade(colour, 0.08), fade(colour, 0.7)),
    )
    c.fill(ellipse(-radius * 0.36, -radius * 0.4, radius * 0.2, radius * 0.14), fade(colour, 0.95))


KINDS: dict[str, Kind] = {
    "bokeh": Kind(13, (2.0, 9.0), (-1.6, -0.5), 2.0, 0, 0.42, True, _disc, 0.3),
    "dust": Kind(26, (0.8, 2.4), (-1.4, 0.8), 2.5, 0, 0.8, True, _mote, 0.5),
    "embers": Kind(24, (0.8, 2.6), (-14, -5), 2.5, 0, 0.95, True, _mote, 0.4),
    "rain": Kind(34, (5, 10), (70, 110), 0, 0, 0.34, False, _streak, 0.0, 7.0),
    "sparkles": Kind(16, (1.6, 5.0), (-2.2, -0.6), 1.0, 12, 0.95, True, _glint, 1.0),
    "confetti": Kind(28, (1.4, 2.8), (9, 20), 3.5, 190, 0.95, False, _paper),
    "leaves": Kind(12, (3.0, 5.5), (4, 9), 5.0, 60, 0.95, False, _leaf),
    "bubbles": Kind(16, (1.4, 5.0), (-8, -3), 1.8, 0, 0.8, False, _bubble),
}


def weather(kind: str, stage: Stage, palette: Palette, rng: np.random.Generator) -> list[Layer]:
    """The particles of a scene as layers; nearer ones are larger and move more."""
    form = KINDS[kind]
    tints = _tints(kind, palette)
    return [_particle(form, tints[i % len(tints)], stage, rng) for i in range(form.number)]


def _tints(kind: str, palette: Palette) -> list[Colour]:
    if kind == "confetti":
        return [palette.accent, palette.second, palette.paper, palette.glow]
    if kind == "leaves":
        return [palette.accent, palette.second, (112, 196, 132, 255)]
    if kind in ("rain", "bubbles"):
        return [palette.paper]
    return [palette.glow, palette.glow, palette.accent]


def _particle(form: Kind, colour: Colour, stage: Stage, rng: np.random.Generator) -> Layer:
    nearness = float(rng.random())
    size = form.size[0] + (form.size[1] - form.size[0]) * nearness**2
    side = max(4, math.ceil((size * 1.2 + 1) * stage.unit))
    canvas = Canvas(side, side, stage.unit, (-side / stage.unit / 2, -side / stage.unit / 2))
    form.draw(canvas, size, colour)
    opacity = form.opacity * (0.55 + 0.45 * float(rng.random()))
    posing = _flight(form, stage, rng, size, opacity)
    corner = (-side / 2, -side / 2)
    return Layer(canvas.pixels, corner, (0.0, 0.0), 0.8 + 0.9 * nearness, posing, form.light)


def _flight(form: Kind, stage: Stage, rng: np.random.Generator, size: float, opacity: float) -> Posing:
    """Straight down or up with a sway, coming back on the other side."""
    x0, y0, phase, pace = (float(v) for v in rng.random(4))
    speed = float(rng.uniform(*form.fall))
    spin = float(rng.uniform(-1, 1)) * form.spin
    span = stage.height + 2 * size + 4

    def pose(t: float) -> Pose:
        fallen = (y0 * span + speed * t) % span - size - 2
        swing = form.sway * math.sin(t * (0.5 + pace) + phase * 6.28)
        x = x0 * (stage.width + 12) - 6 + swing + form.slant * fallen / stage.height
        shine = 1 - form.twinkle * (0.5 + 0.5 * math.sin(t * (1.5 + 2 * pace) + phase * 6.28))
        calm = 1 - 0.55 * clamp(2.2 - abs(fallen / stage.height - 0.71) * 16)  # captions go there
        flip = 0.35 + 0.65 * abs(math.cos(t * 3 * pace + phase * 3)) if form.spin > 100 else 1.0
        lean = (
            -math.degrees(math.atan2(form.slant, stage.height))
            if form.slant
            else phase * 360 * (form.spin > 0)
        )
        return Pose(x * stage.unit, fallen * stage.unit, 1.0, lean + spin * t, opacity * shine * calm, flip)

    return pose
