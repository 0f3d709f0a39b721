"""Backdrops made by people: room, studio, ribbons, digital space."""

from __future__ import annotations

import math

import numpy as np

from core.providers.video.animatic.canvas import Canvas, across, down, highlight
from core.providers.video.animatic.colour import Colour, fade, mix
from core.providers.video.animatic.layer import Layer, Pose, layer_of
from core.providers.video.animatic.motion import wander
from core.providers.video.animatic.paths import Path, box, curve, ellipse, moved, polygon, ribbon
from core.providers.video.animatic.scenery.setting import Setting, ground, layers, ridge, sky, stars


def room(s: Setting) -> list[Layer]:
    """A room with a window, a lamp and a shelf; the subject stands on the counter."""
    p, back = s.palette, s.stage.sheet()
    wall = (mix(p.sky, p.air, 0.25), mix(p.air, p.sky, 0.3), mix(p.air, p.mid, 0.35))
    back.fill(
        box(s.left, s.top, s.right - s.left, s.bottom - s.top), down(s.top, s.horizon, *wall, grain=0.02)
    )
    _window(s, back)
    for x in np.arange(s.left, s.right, 7.0):
        back.fill(box(float(x), s.horizon - 13, 0.25, 16), fade(p.ink, 0.16))
    back.fill(box(s.left, s.horizon - 13.6, s.right - s.left, 1.0), highlight(0.12))
    back.glow(s.spot, s.size, p.glow, 0.24)
    middle = s.stage.sheet()
    _shelf(s, middle)
    front = s.stage.sheet()
    _counter(s, front)
    lamp = s.stage.sheet()
    hang = _lamp(s, lamp)
    lamps = layer_of(
        lamp, depth=0.85, pivot=(hang, s.top), posing=lambda t: Pose(angle=1.1 * wander(t * 0.8, 1.0))
    )
    return [*layers(s, (back, 0.35), (middle, 0.6)), lamps, *layers(s, (front, 1.0))]


def _window(s: Setting, sheet: Canvas) -> None:
    p = s.palette
    width, height = s.size * 1.04, s.size * 0.92
    x, y = s.spot[0] - width / 2, s.spot[1] - height * 0.52
    frame = box(x - 2.4, y - 2.4, width + 4.8, height + 4.8, 2)
    sheet.shadow(frame, dy=2, blur=3, depth=0.3)
    sheet.fill(frame, mix(p.paper, p.air, 0.62))
    pane = box(x, y, width, height, 1)
    view = (
        (mix(p.sky, p.ink, 0.2), p.air, p.horizon)
        if p.night
        else (mix(p.air, p.horizon, 0.3), p.horizon, mix(p.horizon, p.glow, 0.6))
    )
    sheet.fill(pane, down(y, y + height, *view))
    if p.night:
        specks = [
            ellipse(s.chance(x, x + width), s.chance(y, y + height * 0.6), s.chance(0.15, 0.35))
            for _ in range(26)
        ]
        sheet.fill(specks, highlight(0.7))
        sheet.glow((x + width * 0.17, y + height * 0.2), 16, p.glow, 0.6)
        sheet.fill(ellipse(x + width * 0.17, y + height * 0.2, 4.4), p.glow)
    roofs = [
        box(x + i * width / 6, y + height * (0.72 + 0.16 * s.chance(0, 1)), width / 6 + 0.2, height)
        for i in range(6)
    ]
    sheet.fill(roofs, fade(mix(p.far, p.ink, 0.3), 0.75), inside=pane)
    bar = mix(p.paper, p.air, 0.62)
    sheet.fill([box(x + width / 2 - 0.8, y, 1.6, height), box(x, y + height * 0.44, width, 1.4)], bar)
    sheet.fill(polygon((x, y), (x + width * 0.34, y), (x, y + height * 0.6)), highlight(0.08), inside=pane)


def _shelf(s: Setting, sheet: Canvas) -> None:
    """Things at the frame's sides, softened so that they stay background."""
    p = s.palette
    base = s.horizon - 1
    for side in (-1, 1):
        edge = s.stage.width / 2 + side * (s.stage.width * 0.5 - 6)
        height = s.chance(20, 30)
        stem = curve((edge, base), (edge - side, base - height * 0.5), (edge + side * 2, base - height))
        sheet.fill(ribbon(stem, 0.8), mix(p.mid, p.near, 0.5))
        for i in range(9):
            share = 0.3 + 0.7 * i / 8
            x, y = edge + side * math.sin(i) * 1.2, base - height * share
            reach = s.chance(7, 12) * (-1 if i % 2 else 1)
            leaf = curve(
                (x, y),
                (x + reach * 0.5, y - 5.5),
                (x + reach, y - 5),
                (x + reach * 0.6, y + 0.5),
                closed=True,
            )
            sheet.fill(
                leaf,
                across(
                    x, x + reach, mix(p.mid, (32, 120, 88, 255), 0.4), mix(p.far, (70, 170, 120, 255), 0.35)
                ),
            )
        pot = polygon(
            (edge - 6, base - 8), (edge + 6, base - 8), (edge + 4.6, base + 3), (edge - 4.6, base + 3)
        )
        sheet.fill(pot, across(edge - 6, edge + 6, mix(p.second, p.air, 0.3), mix(p.second, p.ink, 0.5)))


def _counter(s: Setting, sheet: Canvas) -> None:
    p = s.palette
    ground(s, sheet, s.below(s.horizon + 4.2), mix(p.mid, p.near, 0.55), from_y=s.horizon + 4)
    slab = box(s.left, s.horizon, s.right - s.left, 5.2)
    wood = mix(p.near, (150, 92, 54, 255), 0.5)
    sheet.fill(slab, down(s.horizon, s.horizon + 5, mix(wood, p.glow, 0.35), wood, mix(wood, p.ink, 0.4)))
    sheet.fill(box(s.left, s.horizon, s.right - s.left, 0.5), highlight(0.4))
    sheet.fill(
        box(s.left, s.horizon + 5.2, s.right - s.left, 5),
        down(s.horizon + 5, s.horizon + 10, fade(p.ink, 0.5), fade(p.ink, 0)),
    )
    for i in range(4):
        x = s.left + (i + 0.5) * (s.right - s.left) / 4
        panel = box(x - 12, s.horizon + 12, 24, 60, 1.5)
        sheet.fill(panel, highlight(0.025))


def _lamp(s: Setting, sheet: Canvas) -> float:
    p = s.palette
    side = 0.86 if s.chance(0, 1) < 0.6 else 0.14
    x = s.spot[0] + s.size * 0.46 if s.stage.is_wide else s.stage.width * side
    y = s.stage.height * 0.07
    sheet.fill(box(x - 0.2, s.top, 0.4, y - s.top), p.ink)
    sheet.glow((x, y + 6), 26, p.glow, 0.4)
    shade = curve((x - 1.6, y - 1), (x + 1.6, y - 1), (x + 7, y + 6), (x - 7, y + 6), closed=True, steps=5)
    sheet.fill(shade, across(x - 7, x + 7, p.accent, mix(p.accent, p.ink, 0.45)))
    sheet.fill(ellipse(x, y + 6.2, 5.8, 1.2), mix(p.glow, p.paper, 0.5))
    return x


def studio(s: Setting) -> list[Layer]:
    """A seamless backdrop with arches and a podium in a spotlight."""
    p, back = s.palette, sky(s)
    for scale, opacity in ((1.62, 0.1), (1.3, 0.14), (1.0, 0.2)):
        _arch(s, back, s.size * scale, fade(mix(p.horizon, p.glow, 0.4), opacity))
    middle = s.stage.sheet()
    for side, height, width in ((-1, 20, 13), (1, 30, 11), (1, 12, 16)):
        x = s.spot[0] + side * s.size * (0.56 if height > 15 else 0.74)
        _column(middle, x, s.horizon + 1, width, height, mix(p.mid, p.horizon, 0.3), mix(p.near, p.mid, 0.4))
    front = s.stage.sheet()
    ground(s, front, s.below(s.horizon), mix(p.mid, p.horizon, 0.22))
    front.fill(ellipse(s.spot[0], s.floor + 5, s.size * 0.95, 8), fade(p.glow, 0.2), blur=4, light=True)
    _column(
        front,
        s.spot[0],
        s.floor + 6.5,
        s.size * 0.86,
        6.5,
        mix(p.horizon, p.glow, 0.28),
        mix(p.mid, p.near, 0.5),
        shadow=True,
    )
    return layers(s, (back, 0.35), (middle, 0.75), (front, 1.0))


def _arch(s: Setting, sheet: Canvas, width: float, colour: Colour) -> None:
    x, y = s.spot[0] - width / 2, s.spot[1] - width * 0.56
    shape = [ellipse(s.spot[0], y + width / 2, width / 2), box(x, y + width / 2, width, s.bottom)]
    sheet.fill(shape, down(y, s.horizon, colour, fade(colour, colour[3] / 255 * 0.25)))


def _column(
    sheet: Canvas,
    x: float,
    base: float,
    width: float,
    height: float,
    light: Colour,
    dark: Colour,
    *,
    shadow: bool = False,
) -> None:
    """A low cylinder seen from a little above."""
    half, lid = width / 2, width * 0.075
    if shadow:
        sheet.fill(ellipse(x, base + lid * 0.6, half * 1.2, lid * 2.4), (0, 0, 0, 120), blur=2.4)
    body: list[Path] = [box(x - half, base - height, width, height), ellipse(x, base, half, lid)]
    sheet.fill(body, across(x - half, x + half, mix(light, dark, 0.35), light, mix(light, dark, 0.5), dark))
    sheet.fill(
        ellipse(x, base - height, half, lid),
        across(x - half, x + half, mix(light, (255, 255, 255, 255), 0.25), light, mix(light, dark, 0.4)),
    )


def ribbons(s: Setting) -> list[Layer]:
    """Flowing bands of colour: the backdrop for everything abstract."""
    p, back = s.palette, sky(s)
    for scale, opacity in ((0.82, 0.1), (0.64, 0.16), (0.5, 0.26)):
        circle = ellipse(s.spot[0], s.spot[1], s.size * scale)
        back.fill(
            circle,
            down(
                s.spot[1] - s.size * scale,
                s.spot[1] + s.size * scale,
                fade(p.glow, opacity),
                fade(p.accent, opacity * 0.3),
            ),
        )
    tones = (mix(p.far, p.accent, 0.25), mix(p.far, p.second, 0.4), mix(p.mid, p.horizon, 0.4))
    for i, tone in enumerate(tones):
        _band(s, back, s.horizon - 10 - 9 * (2 - i), 13, tone, 0.62)
    middle = s.stage.sheet()
    for i, tone in enumerate((mix(p.mid, p.second, 0.3), mix(p.mid, p.accent, 0.16))):
        _band(s, middle, s.horizon - 5 + 4 * i, 11, tone, 0.95)
    for _ in range(5):
        x, y, r = s.chance(s.left, s.right), s.chance(s.horizon - 50, s.horizon - 8), s.chance(1.2, 4.2)
        if abs(x - s.spot[0]) > s.size * 0.45:
            middle.solid(ellipse(x, y, r), mix(p.second, p.paper, 0.25), mix(p.second, p.mid, 0.5))
    front = s.stage.sheet()
    floor = ridge(s, s.horizon, [s.chance(-1.0, 3.0) for _ in range(6)])
    front.fill(moved(floor, 0, -0.5), highlight(0.3))
    ground(s, front, floor, mix(p.mid, p.near, 0.3))
    return layers(s, (back, 0.35), (middle, 0.7), (front, 1.0))


def _band(s: Setting, sheet: Canvas, y: float, thick: float, tone: Colour, opacity: float) -> None:
    points = [(float(x), y + s.chance(-9, 9)) for x in np.linspace(s.left - 8, s.right + 8, 6)]
    line = curve(*points, steps=18)
    widths = thick * (1 + 0.35 * np.sin(np.linspace(0, 3.4, len(line)) + s.chance(0, 6)))
    shape = ribbon(line, list(widths))
    sheet.shadow(shape, dy=1.6, blur=2.4, depth=0.22)
    glow, ink = s.palette.glow, s.palette.ink
    tones = (mix(tone, glow, 0.22), tone, mix(tone, ink, 0.3), mix(tone, glow, 0.12))
    sheet.fill(shape, across(s.left, s.right, *(fade(colour, opacity) for colour in tones)))
    edge = line - np.stack([np.zeros(len(line)), widths / 2 - 0.3], axis=1)
    sheet.fill(ribbon(edge, 0.45), highlight(0.2))


def digital(s: Setting) -> list[Layer]:
    """A floor of light lines running to the horizon under floating panels."""
    p, back = s.palette, sky(s)
    stars(s, back, 40)
    back.glow((s.spot[0], s.horizon), s.stage.width * 0.7, p.second, 0.4)
    for scale, opacity in ((0.78, 0.14), (0.6, 0.22)):
        ring = ellipse(s.spot[0], s.spot[1], s.size * scale)
        hole = ellipse(s.spot[0], s.spot[1], s.size * scale - 0.7)
        back.fill(ring, fade(p.second, opacity * 2.2), holes=[hole])
        back.fill(ring, fade(p.glow, opacity * 0.4))
    middle = s.stage.sheet()
    for i in range(7):
        side = -1 if i % 2 else 1
        x = s.spot[0] + side * s.size * s.chance(0.58, 1.0)
        y = s.spot[1] + s.size * s.chance(-0.42, 0.3)
        _panel(s, middle, x, y, s.chance(10, 17), s.chance(7, 13))
    front = s.stage.sheet()
    ground(s, front, s.below(s.horizon), mix(p.mid, p.near, 0.5))
    _grid(s, front)
    return layers(s, (back, 0.35), (middle, 0.75), (front, 1.0))


def _panel(s: Setting, sheet: Canvas, x: float, y: float, width: float, height: float) -> None:
    p = s.palette
    card = box(x - width / 2, y - height / 2, width, height, 1.6)
    sheet.fill(card, down(y - height / 2, y + height / 2, fade(p.paper, 0.26), fade(p.second, 0.1)))
    inner = box(x - width / 2 + 0.25, y - height / 2 + 0.25, width - 0.5, height - 0.5, 1.4)
    sheet.fill(card, fade(p.paper, 0.5), holes=[inner])
    for i in range(3):
        line = box(x - width / 2 + 1.6, y - height / 2 + 1.8 + i * 2, width * s.chance(0.3, 0.76), 0.8, 0.4)
        sheet.fill(line, fade(p.accent if i == 0 else p.paper, 0.6))


def _grid(s: Setting, sheet: Canvas) -> None:
    p, depth = s.palette, s.bottom - s.horizon
    lines: list[Path] = []
    for i in range(-14, 15):
        near, far = s.spot[0] + i * 19, s.spot[0] + i * 5
        lines.append(
            polygon(
                (far - 0.08, s.horizon),
                (far + 0.08, s.horizon),
                (near + 0.25, s.bottom),
                (near - 0.25, s.bottom),
            )
        )
    for i in range(1, 12):
        y = s.horizon + depth * (i / 12) ** 2
        lines.append(box(s.left, y, s.right - s.left, 0.12 + 0.03 * i))
    sheet.fill(
        lines, down(s.horizon, s.bottom, fade(p.second, 0.7), fade(p.second, 0.12), fade(p.second, 0.05))
    )
    sheet.fill(box(s.left, s.horizon - 0.2, s.right - s.left, 0.5), fade(p.glow, 0.8))
