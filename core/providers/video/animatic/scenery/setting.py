"""The setting of a scene: what every backdrop is given, and the pieces backdrops share.

A backdrop is a function from a Setting to layers, far to near; the first is opaque and
fills the frame, the last carries the ground that captions will stand on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.providers.video.animatic.canvas import Canvas, down, highlight
from core.providers.video.animatic.colour import Colour, fade, mix
from core.providers.video.animatic.layer import Layer, layer_of
from core.providers.video.animatic.palette import Palette
from core.providers.video.animatic.paths import Path, Point, box, curve, ellipse
from core.providers.video.animatic.stage import MARGIN, Stage


@dataclass(frozen=True)
class Setting:
    """Stage, colours, the place and size of the subject, and the scene's own chance."""

    stage: Stage
    palette: Palette
    spot: Point
    size: float
    rng: np.random.Generator

    @property
    def left(self) -> float:
        return -MARGIN

    @property
    def right(self) -> float:
        return self.stage.width + MARGIN

    @property
    def top(self) -> float:
        return -MARGIN

    @property
    def bottom(self) -> float:
        return self.stage.height + MARGIN

    @property
    def horizon(self) -> float:
        return self.stage.horizon

    @property
    def floor(self) -> float:
        """Where the subject touches the ground."""
        return self.spot[1] + self.size / 2

    def below(self, y: float) -> Path:
        """Everything under a height."""
        return box(self.left, y, self.right - self.left, self.bottom - y)

    def chance(self, low: float, high: float) -> float:
        return float(self.rng.uniform(low, high))


def sky(s: Setting) -> Canvas:
    """The opaque sheet furthest back: sky down to the horizon, and light around the subject."""
    p, sheet = s.palette, s.stage.sheet()
    everything = box(s.left, s.top, s.right - s.left, s.bottom - s.top)
    sheet.fill(everything, p.near)
    tones = (p.sky, mix(p.sky, p.air, 0.55), p.air, mix(p.air, p.horizon, 0.6), p.horizon)
    sheet.fill(
        box(s.left, s.top, s.right - s.left, s.horizon + 6 - s.top), down(s.top, s.horizon + 4, *tones)
    )
    sheet.glow(s.spot, s.size * 1.25, p.glow, 0.2 if p.night else 0.3)
    return sheet


def ground(s: Setting, sheet: Canvas, shape: Path, top: Colour, *, from_y: float | None = None) -> None:
    """Ground that grows darker towards the viewer, so that captions are read easily."""
    start = s.horizon if from_y is None else from_y
    p = s.palette
    sheet.fill(
        shape, down(start, s.bottom, top, mix(top, p.near, 0.75), p.near, mix(p.near, p.ink, 0.6), grain=0.05)
    )


def stars(s: Setting, sheet: Canvas, count: int = 90) -> None:
    """Stars, fewer and fainter towards the horizon."""
    for _ in range(count):
        x, share = s.chance(s.left, s.right), s.chance(0, 1) ** 1.5
        y = s.top + share * (s.horizon - s.top) * 0.8
        radius = s.chance(0.1, 0.34)
        sheet.fill(ellipse(x, y, radius), highlight(s.chance(0.15, 0.7) * (1 - share * 0.7)))


def cloud(sheet: Canvas, x: float, y: float, width: float, colour: Colour, opacity: float) -> None:
    """A flat-bottomed cloud that fades downwards."""
    puffs = [
        ellipse(x + dx * width, y - dy * width, r * width)
        for dx, dy, r in ((-0.3, 0.02, 0.13), (-0.1, 0.1, 0.19), (0.14, 0.06, 0.16), (0.33, 0.01, 0.1))
    ]
    base = box(x - width * 0.46, y - width * 0.08, width * 0.92, width * 0.16, width * 0.08)
    paint = down(y - width * 0.3, y + width * 0.1, fade(colour, opacity), fade(colour, opacity * 0.25))
    sheet.fill([*puffs, base], paint)


def ridge(s: Setting, base: float, heights: list[float], *, steps: int = 14) -> Path:
    """A rolling skyline through heights above `base`, closed far below."""
    x = np.linspace(s.left - 4, s.right + 4, len(heights))
    line = curve(*[(float(a), base - h) for a, h in zip(x, heights, strict=True)], steps=steps)
    corners = np.array([[s.right + 4, s.bottom + 4], [s.left - 4, s.bottom + 4]])
    return np.concatenate([line, corners])


def haze(s: Setting, sheet: Canvas, y: float, height: float, colour: Colour, opacity: float) -> None:
    """Mist that lies on a line and thins out upwards."""
    area = box(s.left, y - height, s.right - s.left, height)
    sheet.fill(area, down(y - height, y, fade(colour, 0), fade(colour, opacity)))


def layers(s: Setting, *sheets: tuple[Canvas, float]) -> list[Layer]:
    """Sheets with their depths as layers that zoom about the subject's floor."""
    return [layer_of(sheet, depth=depth, pivot=(s.spot[0], s.floor)) for sheet, depth in sheets]
