"""A canvas that draws antialiased vector shapes with dithered gradients and soft shadows.

Shapes are filled through a supersampled mask, restricted to their bounding box, into
premultiplied 8-bit RGBA. A light is a fill whose alpha stays zero: premultiplied blending
then adds it. Gradients are dithered with fixed noise, so dark skies show no bands and the
same drawing gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core.providers.video.animatic.colour import BLACK, WHITE, Colour, fade
from core.providers.video.animatic.paths import Path, Point, bounds
from core.providers.video.animatic.pixels import Pixels, add_light, dimmed, four, lay_over, times

Shape = Path | Sequence[Path]

_STEPS = 1024
_NOISE = np.random.default_rng(7).random((512, 512), dtype=np.float32) - 0.5


@dataclass(frozen=True)
class Gradient:
    """Colours along a line, or outwards from `start` to the distance of `end`.

    Stops are (position 0..1, colour). `grain` is visible stipple, as a share of the range.
    """

    start: Point
    end: Point
    stops: tuple[tuple[float, Colour], ...]
    radial: bool = False
    grain: float = 0.0


Paint = Colour | Gradient


def down(top: float, bottom: float, *colours: Colour, grain: float = 0.0) -> Gradient:
    """A vertical gradient through evenly spaced colours."""
    return Gradient((0, top), (0, bottom), _even(colours), grain=grain)


def across(left: float, right: float, *colours: Colour) -> Gradient:
    """A horizontal gradient through evenly spaced colours."""
    return Gradient((left, 0), (right, 0), _even(colours))


def around(centre: Point, radius: float, *colours: Colour, grain: float = 0.0) -> Gradient:
    """A radial gradient through evenly spaced colours."""
    return Gradient(centre, (centre[0] + radius, centre[1]), _even(colours), radial=True, grain=grain)


def lit(shape: Shape, light: Colour, dark: Colour, grain: float = 0.04) -> Gradient:
    """The house light: from the upper left of a shape to its lower right."""
    left, top, right, bottom = bounds(np.concatenate(_paths(shape)))
    return Gradient((left, top), (right, bottom), ((0.05, light), (0.95, dark)), grain=grain)


class Canvas:
    """`unit` pixels stand for one unit; `origin` is the unit point in the top left corner."""

    def __init__(self, width: int, height: int, unit: float, origin: Point = (0.0, 0.0)) -> None:
        self.pixels: Pixels = np.zeros((height, width, 4), np.uint8)
        self.unit = unit
        self.origin = origin

    def fill(
        self,
        shape: Shape,
        paint: Paint,
        *,
        holes: Iterable[Path] = (),
        inside: Shape | None = None,
        blur: float = 0.0,
        light: bool = False,
    ) -> None:
        """Fill one or more outlines; `blur` in units, `inside` keeps the paint within a shape."""
        found = self._mask(_paths(shape), list(holes), blur)
        if found is None:
            return
        mask, (left, top) = found
        height, width = mask.shape
        if inside is not None:
            mask = times(mask, self._mask_at(_paths(inside), left, top, width, height))
        ink = times(self._paint(paint, left, top, width, height), four(mask))
        self._blend(ink, left, top, light=light)

    def shadow(
        self, shape: Shape, *, dx: float = 0.0, dy: float = 3.0, blur: float = 3.0, depth: float = 0.35
    ) -> None:
        """A soft shadow as the shape would throw it."""
        shift = np.array([dx, dy])
        self.fill([path + shift for path in _paths(shape)], fade(BLACK, depth), blur=blur)

    def solid(
        self, shape: Shape, light: Colour, dark: Colour, *, holes: Iterable[Path] = (), shadow: float = 0.28
    ) -> None:
        """A body in the house style: shadow, lit gradient, and a bright upper edge."""
        holes = list(holes)
        if shadow:
            self.shadow(shape, dx=0.6, dy=1.8, blur=2.0, depth=shadow)
        self.fill(shape, lit(shape, light, dark), holes=holes)
        self._rim(_paths(shape), holes)

    def glow(self, centre: Point, radius: float, colour: Colour, strength: float = 1.0) -> None:
        """Light around a point that falls off smoothly to nothing."""
        falloff = [(1 - i / 8) ** 2.4 for i in range(9)]
        stops = tuple((i / 8, fade(colour, strength * share)) for i, share in enumerate(falloff))
        x, y = centre
        area = np.array(
            [
                (x - radius, y - radius),
                (x + radius, y - radius),
                (x + radius, y + radius),
                (x - radius, y + radius),
            ]
        )
        self.fill(area, Gradient(centre, (x + radius, y), stops, radial=True), light=True)

    def stamp(self, mask: Pixels, colour: Colour, *, blur: float = 0.0, dy: float = 0.0) -> None:
        """Ink through a mask as large as the canvas; blurred and lowered for a shadow."""
        if dy:
            mask = np.roll(mask, round(dy * self.unit), axis=0)
        if blur:
            mask = _softened(mask, blur * self.unit)
        ink = np.broadcast_to(_premultiplied(np.array(colour)), (*mask.shape, 4)).copy()
        self._blend(times(ink, four(mask)), 0, 0)

    def _rim(self, paths: list[Path], holes: list[Path]) -> None:
        """A hairline of light along edges that face up."""
        found = self._mask(paths, holes, 0.0)
        if found is None:
            return
        mask, (left, top) = found
        shift = max(1, round(self.unit * 0.9))
        lower = np.zeros_like(mask)
        lower[shift:] = mask[:-shift]
        edge = dimmed(np.where(mask > lower, mask - lower, 0).astype(np.uint8), 0.34)
        self._blend(four(edge), left, top)

    def _blend(self, ink: Pixels, left: int, top: int, *, light: bool = False) -> None:
        height, width = ink.shape[:2]
        region = self.pixels[top : top + height, left : left + width]
        if light:
            ink[..., 3] = 0
            add_light(region, ink)
        else:
            lay_over(region, ink)

    def _mask(
        self, paths: list[Path], holes: list[Path], blur: float
    ) -> tuple[Pixels, tuple[int, int]] | None:
        spread = int(blur * self.unit * 2.5) + 2
        left, top, right, bottom = bounds((np.concatenate(paths) - self.origin) * self.unit)
        height, width = self.pixels.shape[:2]
        x0, y0 = max(int(left) - spread, 0), max(int(top) - spread, 0)
        x1, y1 = min(int(right) + spread + 1, width), min(int(bottom) + spread + 1, height)
        if x1 <= x0 or y1 <= y0:
            return None
        mask = self._mask_at(paths, x0, y0, x1 - x0, y1 - y0, holes)
        return (_softened(mask, blur * self.unit) if blur else mask), (x0, y0)

    def _mask_at(
        self, paths: list[Path], left: int, top: int, width: int, height: int, holes: Iterable[Path] = ()
    ) -> Pixels:
        scale = 4 if width * height < 300_000 else 2
        sheet = np.zeros((height * scale, width * scale), np.uint8)
        corner = np.array([left, top])
        for ink, group in ((255, paths), (0, holes)):
            for path in group:
                points = ((path - self.origin) * self.unit - corner) * scale * 16
                cv2.fillPoly(sheet, [np.round(points).astype(np.int32)], ink, shift=4)
        return np.asarray(cv2.resize(sheet, (width, height), interpolation=cv2.INTER_AREA), np.uint8)

    def _paint(self, paint: Paint, left: int, top: int, width: int, height: int) -> Pixels:
        if not isinstance(paint, Gradient):
            return np.broadcast_to(_premultiplied(np.array(paint)), (height, width, 4)).copy()
        x = (np.arange(left, left + width, dtype=np.float32) + 0.5) / self.unit + self.origin[0]
        y = (np.arange(top, top + height, dtype=np.float32) + 0.5) / self.unit + self.origin[1]
        dx, dy = paint.end[0] - paint.start[0], paint.end[1] - paint.start[1]
        x, y = x - paint.start[0], y - paint.start[1]
        if paint.radial:
            place = np.hypot(x[None, :], y[:, None]) / max(float(np.hypot(dx, dy)), 1e-6)
        else:
            place = (x[None, :] * dx + y[:, None] * dy) / max(dx * dx + dy * dy, 1e-6)
        place = np.asarray(place + _noise(left, top, width, height) * _jitter(paint), np.float32)
        place *= _STEPS - 1
        colours = _table(paint.stops).view(np.uint32).ravel()  # four bytes are found as fast as one
        found = colours.take(place.clip(0, _STEPS - 1, out=place).astype(np.intp))
        return found.view(np.uint8).reshape(height, width, 4)


def _even(colours: tuple[Colour, ...]) -> tuple[tuple[float, Colour], ...]:
    return tuple((i / (len(colours) - 1), colour) for i, colour in enumerate(colours))


def _paths(shape: Shape) -> list[Path]:
    return [shape] if isinstance(shape, np.ndarray) else list(shape)


def _premultiplied(colour: NDArray[Any]) -> Pixels:
    scaled = colour * (colour[..., 3:] / 255)
    scaled[..., 3] = colour[..., 3]
    return np.round(scaled).astype(np.uint8)


def _table(stops: tuple[tuple[float, Colour], ...]) -> Pixels:
    place = np.linspace(0, 1, _STEPS)
    positions = [position for position, _ in stops]
    channels = [np.interp(place, positions, [colour[i] for _, colour in stops]) for i in range(4)]
    return _premultiplied(np.stack(channels, axis=1))


def _jitter(paint: Gradient) -> float:
    """Enough noise to hide one step of eight bits, plus the asked grain."""
    travel = sum(
        max(abs(a - b) for a, b in zip(one, two, strict=True))
        for (_, one), (_, two) in zip(paint.stops, paint.stops[1:], strict=False)
    )
    return 1.2 / max(travel, 8) + paint.grain


def _noise(left: int, top: int, width: int, height: int) -> NDArray[np.float32]:
    rows = np.arange(top, top + height) % 512
    columns = np.arange(left, left + width) % 512
    return np.asarray(_NOISE[rows][:, columns], np.float32)


def _softened(mask: Pixels, sigma: float) -> Pixels:
    """A Gaussian blur; wide ones are made small first, which the eye cannot tell."""
    shrink = int(np.clip(sigma / 3, 1, 8))
    height, width = mask.shape
    lesser = (max(width // shrink, 1), max(height // shrink, 1))
    small = cv2.resize(mask, lesser, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), sigma / shrink)
    return np.asarray(cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def highlight(opacity: float) -> Colour:
    """White light of that opacity."""
    return fade(WHITE, opacity)
