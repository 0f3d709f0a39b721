"""Backdrops under the open sky: city, hills, sea, garden."""

from __future__ import annotations

from core.providers.video.animatic.canvas import Canvas, around, down, highlight
from core.providers.video.animatic.colour import fade, mix
from core.providers.video.animatic.layer import Layer
from core.providers.video.animatic.paths import Path, box, curve, ellipse, polygon, ribbon, turned
from core.providers.video.animatic.scenery.setting import (
    Setting,
    cloud,
    ground,
    haze,
    layers,
    ridge,
    sky,
    stars,
)


def city(s: Setting) -> list[Layer]:
    """A skyline with lit windows over a wet street."""
    p, back = s.palette, sky(s)
    if p.night:
        stars(s, back)
    else:
        for _ in range(4):
            cloud(
                back,
                s.chance(0, s.stage.width),
                s.chance(0.42, 0.6) * s.stage.height,
                s.chance(24, 44),
                p.paper,
                0.2,
            )
    _sun(s, back, 0.5)
    _skyline(s, back, (16, 40), mix(p.far, p.horizon, 0.35), lit=0.16)
    haze(s, back, s.horizon, 26, p.horizon, 0.55)
    middle = s.stage.sheet()
    _skyline(s, middle, (8, 27), p.mid, lit=0.34)
    haze(s, middle, s.horizon + 1, 9, p.glow, 0.22)
    front = s.stage.sheet()
    ground(s, front, s.below(s.horizon), mix(p.mid, p.near, 0.4))
    _reflections(s, front)
    return layers(s, (back, 0.35), (middle, 0.65), (front, 1.0))


def _sun(s: Setting, sheet: Canvas, strength: float) -> None:
    """The moon or the sun: one large disc that crowns the subject."""
    p, radius = s.palette, s.size * 0.56
    centre = (s.spot[0], s.spot[1] - s.size * 0.04)
    sheet.glow(centre, radius * 2.1, p.glow, 0.35 * strength)
    disc = down(
        centre[1] - radius, centre[1] + radius, fade(p.glow, 0.85 * strength), fade(p.accent, 0.1 * strength)
    )
    sheet.fill(ellipse(*centre, radius), disc)


def _skyline(
    s: Setting, sheet: Canvas, height: tuple[float, float], tone: tuple[int, int, int, int], lit: float
) -> None:
    towers: list[tuple[float, float, float]] = []
    x = s.left - 2
    while x < s.right:
        width = s.chance(5.5, 12)
        rise = s.chance(*height) * (0.75 + 0.5 * abs((x - s.spot[0]) / s.stage.width))
        towers.append((x, width, rise))
        x += width + s.chance(-0.5, 1.2)
    highest = max(rise for _, _, rise in towers)
    paint = down(s.horizon - highest, s.horizon, mix(tone, s.palette.ink, 0.18), tone, grain=0.03)
    outlines = [box(x, s.horizon - rise, width, rise + 4, 0.5) for x, width, rise in towers]
    outlines += [box(x + width * 0.3, s.horizon - rise - 3, width * 0.2, 4) for x, width, rise in towers[::3]]
    outlines += [box(x + width * 0.48, s.horizon - rise - 6, 0.5, 7) for x, width, rise in towers[1::4]]
    sheet.fill(outlines, paint)
    shade = [box(x + width * 0.62, s.horizon - rise, width * 0.38, rise + 4) for x, width, rise in towers]
    sheet.fill(shade, fade(s.palette.ink, 0.16))
    _windows(s, sheet, towers, lit)


def _windows(s: Setting, sheet: Canvas, towers: list[tuple[float, float, float]], lit: float) -> None:
    bright: list[Path] = []
    dim: list[Path] = []
    for x, width, rise in towers:
        for row in range(int((rise - 3) / 3.2)):
            for column in range(int((width - 1.6) / 2.1)):
                if s.chance(0, 1) < lit * (1 if s.palette.night else 0.55):
                    window = box(x + 1.2 + column * 2.1, s.horizon - rise + 2 + row * 3.2, 1.05, 1.7, 0.2)
                    (bright if s.chance(0, 1) < 0.55 else dim).append(window)
    if bright:
        sheet.fill(bright, fade(s.palette.glow, 0.55), blur=0.8, light=True)
        sheet.fill(bright, fade(s.palette.glow, 0.92))
    if dim:
        sheet.fill(dim, fade(s.palette.accent, 0.5))


def _reflections(s: Setting, sheet: Canvas) -> None:
    """Light of the city on the wet ground, as soft upright smears."""
    for _ in range(16):
        x, long = s.chance(s.left, s.right), s.chance(6, 22)
        area = box(x, s.horizon + 0.6, s.chance(0.7, 2.4), long, 1)
        colour = s.palette.glow if s.chance(0, 1) < 0.6 else s.palette.second
        opacity = s.chance(0.08, 0.3)
        sheet.fill(area, down(s.horizon, s.horizon + long, fade(colour, opacity), fade(colour, 0)), blur=0.6)
    sheet.fill(box(s.left, s.horizon, s.right - s.left, 0.5), highlight(0.22))


def hills(s: Setting) -> list[Layer]:
    """Rolling hills before a low sun."""
    p, back = s.palette, sky(s)
    if p.night:
        stars(s, back)
    _sun(s, back, 0.95)
    for _ in range(5):
        cloud(
            back,
            s.chance(0, s.stage.width),
            s.chance(0.4, 0.62) * s.stage.height,
            s.chance(22, 46),
            p.paper,
            0.22,
        )
    peaks = [s.chance(8, 26) for _ in range(9)]
    far = ridge(s, s.horizon + 3, peaks)
    back.fill(
        far,
        down(
            s.horizon - 22,
            s.horizon + 4,
            mix(p.far, p.horizon, 0.42),
            mix(p.far, p.horizon, 0.72),
            grain=0.06,
        ),
    )
    middle = s.stage.sheet()
    near_hill = ridge(s, s.horizon + 4, [s.chance(3, 15) for _ in range(7)])
    middle.fill(near_hill, down(s.horizon - 12, s.horizon + 12, mix(p.far, p.mid, 0.3), p.mid, grain=0.09))
    _trees(s, middle)
    haze(s, middle, s.horizon + 6, 10, p.horizon, 0.3)
    front = s.stage.sheet()
    meadow = ridge(s, s.horizon, [1.5, 0.5, -0.5, 0.4, -0.6, 0.6, 2.0])
    ground(s, front, meadow, mix(p.mid, p.far, 0.25))
    return layers(s, (back, 0.35), (middle, 0.65), (front, 1.0))


def _trees(s: Setting, sheet: Canvas) -> None:
    for _ in range(18):
        x = s.chance(s.left, s.right)
        if abs(x - s.spot[0]) < s.size * 0.42:
            continue
        height, y = s.chance(5, 11), s.horizon + s.chance(-1, 3)
        colour = mix(s.palette.mid, s.palette.near, s.chance(0.3, 0.8))
        if s.chance(0, 1) < 0.5:
            shape = curve(
                (x, y - height),
                (x + height * 0.24, y - height * 0.3),
                (x, y),
                (x - height * 0.24, y - height * 0.3),
                closed=True,
            )
        else:
            shape = polygon((x, y - height), (x + height * 0.26, y), (x - height * 0.26, y))
        sheet.fill(shape, down(y - height, y, mix(colour, s.palette.horizon, 0.2), colour, grain=0.08))
        sheet.fill(box(x - 0.25, y - 1, 0.5, 2), s.palette.near)


def sea(s: Setting) -> list[Layer]:
    """Mountains behind a sea that carries the sun's path."""
    p, back = s.palette, sky(s)
    if p.night:
        stars(s, back, 60)
    _sun(s, back, 0.95)
    shore = s.horizon - 9
    for _ in range(4):
        cloud(
            back,
            s.chance(0, s.stage.width),
            s.chance(0.4, 0.55) * s.stage.height,
            s.chance(24, 46),
            p.paper,
            0.24,
        )
    _mountains(s, back, shore)
    haze(s, back, shore, 9, p.horizon, 0.6)
    water = s.stage.sheet()
    water.fill(
        s.below(shore),
        down(shore, s.horizon + 24, mix(p.horizon, p.far, 0.45), p.far, p.mid, p.near, grain=0.04),
    )
    for i in range(46):
        y = shore + 0.6 + i * 0.62
        near = i / 46
        x = s.spot[0] + s.chance(-1, 1) * (5 + 26 * near)
        width = s.chance(2, 7) * (0.6 + near)
        water.fill(box(x - width / 2, y, width, 0.36 + 0.3 * near, 0.3), fade(p.glow, 0.6 * (1 - near)))
    front = s.stage.sheet()
    beach = ridge(s, s.horizon + 1, [-1.0, 0.5, 1.2, 1.4, 1.0, -0.4, -2.0])
    front.fill(beach - [0.0, 0.9], fade(p.paper, 0.5))
    ground(s, front, beach, mix(p.mid, p.near, 0.3))
    return layers(s, (back, 0.35), (water, 0.7), (front, 1.0))


def _mountains(s: Setting, sheet: Canvas, base: float) -> None:
    p = s.palette
    for tone, count, low, high in (
        (mix(p.far, p.horizon, 0.6), 5, 14, 30),
        (mix(p.far, p.horizon, 0.25), 4, 8, 20),
    ):
        for i in range(count):
            x = s.left + (i + s.chance(0.1, 0.9)) * (s.right - s.left) / count
            height, half = s.chance(low, high), s.chance(16, 28)
            peak, foot = (x, base - height), base + 1
            sheet.fill(
                polygon((x - half, foot), peak, (x + half, foot)),
                down(base - height, foot, tone, mix(tone, p.horizon, 0.5), grain=0.04),
            )
            sheet.fill(
                polygon(
                    peak, (x + half, foot), (x + half * 0.2, foot), (x - half * 0.08, base - height * 0.5)
                ),
                fade(p.ink, 0.14),
            )
            cap = [
                peak,
                (x + half * 0.24, base - height * 0.76),
                (x + half * 0.08, base - height * 0.7),
                (x - half * 0.06, base - height * 0.78),
                (x - half * 0.24, base - height * 0.76),
            ]
            sheet.fill(polygon(*cap), fade(p.paper, 0.55))


def garden(s: Setting) -> list[Layer]:
    """Large leaves around a clearing of light."""
    p, back = s.palette, sky(s)
    _sun(s, back, 0.8)
    leaf_tone = mix(p.far, (36, 148, 100, 255), 0.62)
    for i in range(16):
        side = -1 if i % 2 else 1
        x = s.stage.width / 2 + side * s.stage.width * s.chance(0.3, 0.6)
        _frond(
            back,
            x,
            s.horizon + s.chance(-10, 6),
            s.chance(22, 44),
            -90 + side * s.chance(-30, 34),
            fade(mix(leaf_tone, p.horizon, 0.35), 0.8),
        )
    middle = s.stage.sheet()
    for i in range(14):
        side = -1 if i % 2 else 1
        x = s.stage.width / 2 + side * s.stage.width * s.chance(0.4, 0.62)
        _frond(
            middle,
            x,
            s.horizon + s.chance(-4, 10),
            s.chance(16, 34),
            -90 + side * s.chance(-42, 24),
            mix(leaf_tone, p.near, s.chance(0.25, 0.75)),
        )
    front = s.stage.sheet()
    ground(s, front, ridge(s, s.horizon, [2.5, 0.8, -0.4, 0.2, -0.4, 0.8, 2.5]), mix(leaf_tone, p.near, 0.45))
    return layers(s, (back, 0.35), (middle, 0.7), (front, 1.0))


def _frond(
    sheet: Canvas, x: float, y: float, length: float, angle: float, colour: tuple[int, int, int, int]
) -> None:
    """One broad leaf with a lighter half and a rib."""
    tip = (x + length, y)
    outline = curve(
        (x, y), (x + length * 0.4, y - length * 0.19), tip, (x + length * 0.4, y + length * 0.19), closed=True
    )
    shape = turned(outline, angle, (x, y))
    light = mix(colour, (255, 255, 255, colour[3]), 0.16)
    radius = length * 1.05
    sheet.fill(
        shape, around((x, y), radius, mix(colour, (0, 0, 0, colour[3]), 0.25), colour, light, grain=0.06)
    )
    half = curve((x, y), (x + length * 0.4, y - length * 0.19), tip, (x + length * 0.5, y), closed=True)
    sheet.fill(turned(half, angle, (x, y)), highlight(0.07), inside=shape)
    rib = turned(ribbon(polygon((x, y), (x + length * 0.94, y)), 0.4), angle, (x, y))
    sheet.fill(rib, highlight(0.22))
