"""Lettering: the key words as layers, each word arriving with its own small motion.

Left-to-right words move one by one; a right-to-left line moves as one piece, because its
words must be ordered by the shaper. One word is stressed, in a way that fits the scene's
role: a block that grows behind it, a line drawn under it, or colour alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

from core.models import SceneRole
from core.providers.video.animatic.canvas import Canvas, lit
from core.providers.video.animatic.colour import BLACK, Colour, fade, luma, mix
from core.providers.video.animatic.layer import Layer, Pose, Posing, layer_of
from core.providers.video.animatic.motion import clamp, ease_in_out, ease_out, overshoot
from core.providers.video.animatic.palette import Palette
from core.providers.video.animatic.paths import box, curve, ribbon
from core.providers.video.animatic.stage import Stage
from core.providers.video.animatic.typesetting import (
    LINE_HEIGHT,
    Line,
    Setting,
    Stress,
    font,
    set_words,
    stress_of,
    width_of,
)

DEPTH = 0.12
"""Type hardly follows the camera, so that it is read and stays within its margins."""

_LARGEST = 17.0
_PADS = {SceneRole.HOOK: 0.15, SceneRole.PROOF: 0.15, SceneRole.CALL_TO_ACTION: 0.36}
"""Roles whose stressed words stand on a block, and its room each side in font sizes."""


@dataclass(frozen=True)
class Block:
    """Set type with its place on the stage, in units."""

    setting: Setting
    left: float
    right: float
    top: float
    centred: bool
    stress: Stress
    pad: float
    """Room each side of the stressed words, in font sizes."""

    @property
    def bottom(self) -> float:
        return self.top + len(self.setting.lines) * self.setting.size * LINE_HEIGHT

    def start_of(self, index: int) -> float:
        """Where a line begins."""
        pads = 2 * self.pad if index == self.stress.line else 0.0
        width = (self.setting.lines[index].width + pads) * self.setting.size
        if self.centred:
            return (self.left + self.right - width) / 2
        return self.right - width if self.setting.right_to_left else self.left

    def baseline(self, index: int) -> float:
        return self.top + (index * LINE_HEIGHT + 0.88) * self.setting.size


def block(text: str, stage: Stage, role: SceneRole) -> Block | None:
    """Key words laid out for a stage; None when there is nothing to set."""
    left, top, right, bottom = stage.type_box
    largest = _LARGEST if stage.is_tall else _LARGEST * 0.86
    pad = _PADS.get(role, 0.0)
    setting = set_words(text, right - left, bottom - top, largest, spare=2 * pad)
    if setting is None:
        return None
    height = len(setting.lines) * setting.size * LINE_HEIGHT
    slack = (bottom - top - height) * (0.5 if stage.is_wide else 0.42)
    whole = setting.right_to_left or role is SceneRole.CALL_TO_ACTION
    stress = stress_of(setting.lines, whole_line=whole)
    return Block(setting, left, right, top + slack, not stage.is_wide, stress, pad)


def lettering(
    words: Block, stage: Stage, palette: Palette, role: SceneRole, duration_s: float
) -> list[Layer]:
    """The layers of a block: what stresses first, then the words over it."""
    pieces = _pieces(words)
    step = min(0.13, duration_s * 0.4 / len(pieces))
    under: list[Layer] = []
    over: list[Layer] = []
    for order, piece in enumerate(pieces):
        begin = (0.0 if role is SceneRole.HOOK else 0.08) + order * step
        if piece.loud:
            under.append(_stress(words, stage, palette, role, piece, begin + (0.02 if words.pad else 0.25)))
        colour = _colour(role, palette, piece.loud)
        over.append(
            _word(
                words,
                stage,
                piece,
                colour,
                _entrance(role, begin, stage),
                shaded=not (words.pad and piece.loud),
            )
        )
    return under + over


class _Piece(NamedTuple):
    """Text that moves as one; its left end and baseline on the stage."""

    text: str
    x: float
    baseline: float
    loud: bool


def _pieces(words: Block) -> list[_Piece]:
    pieces = []
    for i, line in enumerate(words.setting.lines):
        cursor = words.start_of(i) / words.setting.size
        for text, loud in _groups(words, i, line):
            pad = words.pad if loud else 0.0
            pieces.append(_Piece(text, (cursor + pad) * words.setting.size, words.baseline(i), loud))
            cursor += width_of(text + " ") + 2 * pad
    return pieces


def _groups(words: Block, index: int, line: Line) -> list[tuple[str, bool]]:
    """The line's words, the stressed ones together; a right-to-left line is one group."""
    stress = words.stress
    if words.setting.right_to_left:
        return [(line.text, index == stress.line)]
    if index != stress.line:
        return [(word, False) for word in line.words]
    loud = " ".join(line.words[stress.first : stress.end])
    before, after = line.words[: stress.first], line.words[stress.end :]
    return [*((word, False) for word in before), (loud, True), *((word, False) for word in after)]


def _colour(role: SceneRole, palette: Palette, loud: bool) -> Colour:
    if not loud:
        return palette.paper
    if role in _PADS:
        return palette.ink if luma(palette.accent) > 110 else palette.paper
    lift = 0.12 if luma(palette.accent) - luma(palette.air) > 90 else 0.5
    return mix(palette.accent, palette.paper, lift)


def _word(
    words: Block, stage: Stage, piece: _Piece, colour: Colour, posing: Posing, *, shaded: bool
) -> Layer:
    size_px = max(1.0, math.floor(words.setting.size * stage.unit * 8) / 8)
    face, room = font(size_px), round(size_px * 0.3)
    left, top, right, bottom = face.getbbox(piece.text, anchor="ls")
    width, height = math.ceil(right - left) + 2 * room, math.ceil(bottom - top) + 2 * room
    image = Image.new("L", (width, height))
    ImageDraw.Draw(image).text((room - left, room - top), piece.text, font=face, fill=255, anchor="ls")
    canvas = Canvas(width, height, stage.unit)
    mask = np.asarray(image, np.uint8)
    if shaded:
        canvas.stamp(mask, fade(BLACK, 0.5), blur=words.setting.size * 0.055, dy=words.setting.size * 0.04)
    canvas.stamp(mask, colour)
    corner = (piece.x * stage.unit + left - room, piece.baseline * stage.unit + top - room)
    pivot = (corner[0] + width / 2, corner[1] + height / 2)
    return Layer(canvas.pixels, corner, pivot, DEPTH, posing)


def _entrance(role: SceneRole, begin: float, stage: Stage) -> Posing:
    """How a word arrives at `begin` seconds."""
    unit = stage.unit

    def punch(t: float) -> Pose:
        x = (t - begin) / 0.34
        return Pose(scale=1.5 - 0.5 * overshoot(x, 1.2), opacity=clamp(x * 2.2))

    def pop(t: float) -> Pose:
        x = (t - begin) / 0.45
        return Pose(scale=0.55 + 0.45 * overshoot(x, 2.0), opacity=clamp(x * 2.5))

    def rise(t: float) -> Pose:
        x = (t - begin) / 0.55
        return Pose(dy=6.5 * unit * (1 - overshoot(x, 1.1)), opacity=clamp(x * 1.8))

    def slide(t: float) -> Pose:
        x = (t - begin) / 0.6
        return Pose(dx=-5.5 * unit * (1 - ease_out(x)), opacity=clamp(x * 1.5))

    entrances = {
        SceneRole.HOOK: punch,
        SceneRole.CALL_TO_ACTION: pop,
        SceneRole.PROBLEM: slide,
        SceneRole.STEP: slide,
    }
    return entrances.get(role, rise)


def _stress(
    words: Block, stage: Stage, palette: Palette, role: SceneRole, piece: _Piece, begin: float
) -> Layer:
    size, x, baseline = words.setting.size, piece.x, piece.baseline
    width = width_of(piece.text) * size
    canvas = Canvas(
        round((width + size) * stage.unit),
        round(size * 1.7 * stage.unit),
        stage.unit,
        (x - size / 2, baseline - size * 1.2),
    )
    if words.pad:
        round_corner = size * (0.57 if role is SceneRole.CALL_TO_ACTION else 0.17)
        side = size * words.pad
        plate = box(x - side, baseline - size * 0.84, width + 2 * side, size * 1.11, round_corner)
        canvas.shadow(plate, dy=size * 0.06, blur=size * 0.07, depth=0.4)
        canvas.fill(plate, lit(plate, mix(palette.accent, palette.paper, 0.16), palette.accent, grain=0.0))
    else:
        y = baseline + size * 0.17
        line = curve((x, y + size * 0.02), (x + width * 0.4, y - size * 0.035), (x + width, y))
        thick = size * (0.045 + 0.06 * np.sin(np.linspace(0.3, 2.6, len(line))))
        canvas.fill(ribbon(line, list(thick)), palette.accent)
    pivot_x = x + width if words.setting.right_to_left else x
    layer = layer_of(canvas, depth=DEPTH, pivot=(pivot_x, baseline))

    def sweep(t: float) -> Pose:
        share = ease_in_out((t - begin) / 0.4)
        beat = 1 + 0.014 * math.sin(max(t - begin - 0.4, 0.0) * 5.0) if words.pad else 1.0
        return Pose(scale=beat, stretch=max(share, 0.001), opacity=clamp((t - begin) * 12))

    return layer._replace(posing=sweep)
