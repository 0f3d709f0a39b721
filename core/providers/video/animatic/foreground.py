"""Foreground: what stands close to the lens, out of focus, at the lower corners."""

from __future__ import annotations

from core.providers.video.animatic.canvas import Canvas
from core.providers.video.animatic.colour import fade, mix
from core.providers.video.animatic.layer import Layer, Pose, layer_of
from core.providers.video.animatic.motion import wander
from core.providers.video.animatic.paths import Path, curve, turned
from core.providers.video.animatic.scenery.setting import Setting

_DEPTH = 1.7


def foreground(s: Setting) -> list[Layer]:
    """A blurred spray of leaves in each lower corner; it frames and gives depth."""
    return [_spray(s, side) for side in (-1, 1)]


def _spray(s: Setting, side: int) -> Layer:
    stage = s.stage
    corner = (stage.width / 2 + side * (stage.width / 2 + 5), stage.height + 4)
    reach = min(stage.width, stage.height) * 0.4
    pixels = round(reach * 2.6 * stage.unit)
    half = reach * 1.3
    canvas = Canvas(pixels, pixels, stage.unit, (corner[0] - half, corner[1] - half))
    p = s.palette
    for i in range(5):
        length = reach * s.chance(0.55, 1.0)
        lean = -90 - side * (8 + i * 15 + s.chance(-5, 5))
        tone = mix(p.near, p.air, 0.14 + 0.11 * i)
        canvas.fill(_blade(corner, length, lean), fade(tone, 0.94), blur=0.4)

    def swaying(t: float) -> Pose:
        return Pose(angle=2.2 * wander(t * 0.6, 2.0 + side))

    return layer_of(canvas, depth=_DEPTH, pivot=corner, posing=swaying)


def _blade(foot: tuple[float, float], length: float, angle: float) -> Path:
    x, y = foot
    outline = curve(
        (x, y),
        (x + length * 0.45, y - length * 0.17),
        (x + length, y),
        (x + length * 0.45, y + length * 0.17),
        closed=True,
    )
    return turned(outline, angle, foot)
