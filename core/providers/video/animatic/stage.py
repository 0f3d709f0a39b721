"""The stage: where type, subject, ground and captions go in a frame of any shape.

All lengths are in units of a hundredth of the frame's shorter side, so a thing has the
same size on every ratio. Captions are burnt in later at about 62 to 80 % of the height;
there the stage holds only ground.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.models import FrameSize
from core.providers.video.animatic.canvas import Canvas
from core.providers.video.animatic.paths import Point

MARGIN = 9.0


@dataclass(frozen=True)
class Stage:
    """A frame in units, and the pixels of one unit."""

    width: float
    height: float
    unit: float

    @classmethod
    def of(cls, size: FrameSize) -> Stage:
        """The stage of a frame of that many pixels."""
        unit = min(size) / 100
        return cls(size.width / unit, size.height / unit, unit)

    @property
    def is_wide(self) -> bool:
        return self.width > self.height * 1.2

    @property
    def is_tall(self) -> bool:
        return self.height > self.width * 1.5

    @property
    def horizon(self) -> float:
        """Where the ground begins."""
        return self.height * (0.66 if self.is_tall else 0.69)

    @property
    def type_box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the area key words may fill."""
        if self.is_wide:
            return self.width * 0.065, self.height * 0.15, self.width * 0.5, self.height * 0.58
        top, bottom = (0.135, 0.375) if self.is_tall else (0.085, 0.335)
        return self.width * 0.08, self.height * top, self.width * 0.92, self.height * bottom

    def subject(self, type_bottom: float | None) -> tuple[Point, float]:
        """Centre and size of the subject, given where the type ends (None: no type)."""
        if self.is_wide:
            centre = self.width * (0.74 if type_bottom is not None else 0.5)
            return (centre, self.height * 0.45), self.height * 0.54
        ceiling = self.height * 0.2 if type_bottom is None else type_bottom + 5.0
        floor = self.horizon + self.height * 0.01
        size = min(floor - ceiling, self.width * 0.66)
        return (self.width / 2, floor - size / 2 - (floor - ceiling - size) * 0.35), size

    def sheet(self) -> Canvas:
        """A canvas over the frame and a margin, for layers that the camera moves."""
        pixels = [round((side + 2 * MARGIN) * self.unit) for side in (self.width, self.height)]
        return Canvas(pixels[0], pixels[1], self.unit, (-MARGIN, -MARGIN))
