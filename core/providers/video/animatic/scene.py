"""A scene: everything drawn once, then composed anew for every frame.

`Scene.of(request, size)` draws the layers; `frame(t)` is a pure function of time, so any
frame can be had alone. Far to near: the place, its lights, the ground, the subject
with its companions, foreground and weather, vignette, type, film grain.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import cv2
import numpy as np

from core.models import FrameSize, SceneRole
from core.providers.video.animatic.casting import Cast, cast
from core.providers.video.animatic.foreground import foreground
from core.providers.video.animatic.inks import inks_of
from core.providers.video.animatic.layer import (
    Layer,
    backdrop,
    hidden_from,
    place,
    seen_by,
    trimmed,
)
from core.providers.video.animatic.lettering import block, lettering
from core.providers.video.animatic.light import SPREAD, grain_tile, lights, shine, vignette
from core.providers.video.animatic.motion import camera_at
from core.providers.video.animatic.palette import palette_for
from core.providers.video.animatic.pixels import Pixels
from core.providers.video.animatic.scenery import SCENERY
from core.providers.video.animatic.scenery.setting import Setting
from core.providers.video.animatic.stage import Stage
from core.providers.video.animatic.subject import companions, subject
from core.providers.video.animatic.weather import weather
from core.providers.video.base import ClipRequest
from core.providers.video.camera import CameraMove, camera_move

_POLISHED = ("city", "sea", "digital", "ribbons")
"""Places whose floor mirrors what stands on it."""


@dataclass(frozen=True)
class Scene:
    """Layers behind and before the lights, the type over them, and the camera's move."""

    size: FrameSize
    stage: Stage
    place: tuple[Layer, ...]
    lights: tuple[Layer, ...]
    things: tuple[Layer, ...]
    type: tuple[Layer, ...]
    shade: Pixels
    grain: Pixels
    move: CameraMove
    duration_s: float

    @classmethod
    def of(cls, request: ClipRequest, size: FrameSize) -> Scene:
        """Draw the layers of a request for frames of that size (pixels, even)."""
        stage, cast_ = Stage.of(size), cast(request)
        rng = np.random.default_rng(_seed(request))
        palette = palette_for(
            request.mood, request.role, request.palette_seed, subject=request.subject, night=cast_.night
        )
        words = block(request.key_words, stage, request.role)
        spot, extent = stage.subject(words.bottom if words else None)
        setting = Setting(stage, palette, spot, extent, rng)
        *far, ground = SCENERY[cast_.scenery](setting)
        return cls(
            size=size,
            stage=stage,
            place=tuple(far),
            lights=_trimmed(lights(setting, request.role, cast_.scenery)),
            things=_trimmed([ground, *_things(request.role, cast_, setting)]),
            type=_trimmed(lettering(words, stage, palette, request.role, request.duration_s))
            if words
            else (),
            shade=vignette(size),
            grain=grain_tile(size),
            move=camera_move(request.prompt),
            duration_s=request.duration_s,
        )

    def frame(self, t: float) -> Pixels:
        """The picture at t seconds as RGB, (height, width, 3)."""
        width, height = self.size
        centre, unit = (width / 2, height / 2), self.stage.unit
        camera = camera_at(self.move, t, self.duration_s)
        canvas: Pixels = np.empty((height, width, 4), np.uint8)
        (back, *middle), ground = self.place, self.things[0]
        hidden = hidden_from(canvas, ground, seen_by(camera, ground.depth, unit, centre))
        behind = canvas[: hidden + SPREAD]
        backdrop(behind, back, seen_by(camera, back.depth, unit, centre))
        for layer in middle:
            place(behind, layer, seen_by(camera, layer.depth, unit, centre), t)
        shine(behind, self.lights, camera, self.stage, t)
        for layer in self.things:
            place(canvas, layer, seen_by(camera, layer.depth, unit, centre), t)
        cv2.multiply(canvas, self.shade, dst=canvas, scale=1 / 255)
        for layer in self.type:
            place(canvas, layer, seen_by(camera, layer.depth, unit, centre), t)
        self._film(canvas, t)
        return np.asarray(cv2.cvtColor(canvas, cv2.COLOR_RGBA2RGB), np.uint8)

    def _film(self, canvas: Pixels, t: float) -> None:
        """Grain that jumps to another place every frame."""
        step = round(t * 30)
        dx, dy = (step * 37) % 64, (step * 23) % 64
        height, width = canvas.shape[:2]
        cv2.add(canvas, self.grain[dy : dy + height, dx : dx + width], dst=canvas)


def _trimmed(layers: list[Layer]) -> tuple[Layer, ...]:
    return tuple(map(trimmed, layers))


def _things(role: SceneRole, cast_: Cast, s: Setting) -> list[Layer]:
    """What is before the light: companions, the subject, and what is in the air."""
    inks = inks_of(s.palette)
    return [
        *companions(cast_.companions, s, inks),
        *subject(cast_.motif, s, inks, role, polished=cast_.scenery in _POLISHED),
        *foreground(s),
        *weather(cast_.weather, s.stage, s.palette, s.rng),
    ]


def _seed(request: ClipRequest) -> int:
    text = f"{request.prompt}|{request.seed}|{request.role}|{request.palette_seed}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
