"""Motifs of leisure: moon, plane, suitcase, shoe, dumbbell, camera, car, music, tickets, trophy."""

from __future__ import annotations

from core.providers.video.animatic.canvas import Canvas, around, down, highlight, lit
from core.providers.video.animatic.colour import fade, mix
from core.providers.video.animatic.inks import Inks
from core.providers.video.animatic.paths import (
    arc,
    box,
    curve,
    ellipse,
    moved,
    polygon,
    ribbon,
    sector,
    sparkle,
    star,
    turned,
)


def moon(c: Canvas, k: Inks) -> None:
    """A moon with craters, a cloud before it."""
    c.glow((50, 48), 50, k.glow, 0.55)
    disc = ellipse(50, 46, 34)
    c.fill(disc, around((38, 34), 62, k.paper, k.glow, mix(k.gold.dark, k.ink, 0.25), grain=0.05))
    for x, y, r in ((40, 36, 7), (62, 52, 9), (46, 62, 4.5), (64, 30, 3.6), (32, 54, 3)):
        c.fill(ellipse(x, y, r), fade(k.gold.dark, 0.3), inside=disc)
        c.fill(ellipse(x + 0.8, y + 1.0, r * 0.86), fade(k.glow, 0.5), inside=disc)
    _cloud(c, k, 62, 78, 1.0)
    _cloud(c, k, 22, 66, 0.6)


def _cloud(c: Canvas, k: Inks, x: float, y: float, size: float) -> None:
    puffs = [
        ellipse(x + dx * size, y + dy * size, r * size)
        for dx, dy, r in ((-18, 2, 10), (-4, -6, 14), (14, -1, 12), (26, 4, 8))
    ]
    shape = [*puffs, box(x - 28 * size, y + 1 * size, 62 * size, 11 * size, 5.5 * size)]
    c.solid(shape, k.paper, k.body.dark, shadow=0.22)


def plane(c: Canvas, k: Inks) -> None:
    """An airliner climbing over its own trail."""
    lean = -24.0
    trail = ribbon(curve((2, 90), (18, 82), (34, 70)), 3)
    c.fill(trail, fade(k.paper, 0.45))
    far_wing = turned(curve((48, 46), (60, 46), (54, 20), (47, 16), closed=True, steps=4), lean)
    c.solid(far_wing, *k.second, shadow=0.1)
    tail = turned(polygon((12, 46), (22, 46), (18, 22), (9, 20)), lean)
    c.solid(tail, *k.main, shadow=0.1)
    hull = turned(
        curve(
            (6, 47),
            (20, 42),
            (72, 41),
            (90, 47),
            (94, 53),
            (86, 59),
            (24, 60),
            (10, 54),
            closed=True,
            steps=8,
        ),
        lean,
    )
    c.solid(hull, *k.body, shadow=0.35)
    c.fill(turned(box(0, 53, 100, 4), lean), lit(hull, *k.main), inside=hull)
    for x in range(30, 74, 7):
        c.fill(turned(ellipse(x, 49, 1.7, 2.1), lean), mix(k.water.dark, k.ink, 0.3))
    c.fill(
        turned(curve((80, 44), (90, 47.5), (88, 50), (80, 49.5), closed=True, steps=4), lean),
        mix(k.water.dark, k.ink, 0.3),
    )
    near_wing = turned(curve((46, 53), (64, 53), (44, 82), (34, 84), closed=True, steps=4), lean)
    c.solid(near_wing, *k.second, shadow=0.35)


def suitcase(c: Canvas, k: Inks) -> None:
    """A packed suitcase with stickers."""
    c.fill(ribbon(curve((36, 26), (36, 10), (40, 7), (60, 7), (64, 10), (64, 26), steps=5), 5), k.metal.dark)
    case = box(14, 22, 72, 66, 10)
    c.solid(case, *k.main, shadow=0.4)
    for x in (26, 38, 62, 74):
        c.fill(box(x - 1, 22, 2.2, 66), fade(k.ink, 0.14))
    for x in (20, 70):
        c.solid(box(x, 87, 10, 8, 3), *k.deep, shadow=0)
    c.solid(ellipse(50, 50, 15), *k.second, shadow=0.15)
    c.fill(sparkle(50, 50, 10), k.paper)
    c.solid(turned(box(62, 66, 18, 11, 2.5), -10, (70, 72)), *k.body, shadow=0.12)
    c.fill(box(17, 25, 4, 56, 2), highlight(0.3))


def shoe(c: Canvas, k: Inks) -> None:
    """A running shoe with speed lines."""
    for y, x, width in ((34, 2, 20), (48, -2, 16), (62, 2, 10)):
        c.fill(box(x + 2, y, width, 3.2, 1.6), fade(k.paper, 0.5))
    upper = curve(
        (20, 30),
        (30, 34),
        (40, 28),
        (48, 26),
        (58, 42),
        (72, 52),
        (90, 56),
        (95, 70),
        (90, 76),
        (20, 76),
        (16, 60),
        closed=True,
        steps=8,
    )
    c.solid(upper, *k.main, shadow=0.35)
    c.fill(curve((16, 60), (34, 56), (44, 76), (20, 78), closed=True), fade(k.ink, 0.16), inside=upper)
    c.fill(curve((66, 76), (72, 60), (96, 60), (96, 78), closed=True), lit(upper, *k.second), inside=upper)
    c.fill(ribbon(curve((30, 68), (44, 62), (56, 48), (62, 46)), [1, *([5] * 35), 1]), k.paper, inside=upper)
    for i in range(4):
        lace = turned(box(41, 33, 12, 2.6, 1.3), -24, (47, 33))
        c.fill(moved(lace, i * 5.6, i * 5.6), k.paper)
    sole = curve((12, 74), (50, 78), (96, 73), (97, 80), (90, 86), (18, 86), (11, 82), closed=True, steps=6)
    c.solid(sole, *k.body, shadow=0.3)
    c.fill(
        curve((12, 81), (50, 84), (96, 80), (90, 86), (18, 86), closed=True, steps=5),
        lit(sole, *k.red),
        inside=sole,
    )


def dumbbell(c: Canvas, k: Inks) -> None:
    """A dumbbell, tilted."""
    lean = -28.0
    parts = [(box(34, 45, 32, 10, 3), k.metal)]
    for x, width, height, tone in (
        (20, 14, 52, k.main),
        (66, 14, 52, k.main),
        (8, 12, 38, k.second),
        (80, 12, 38, k.second),
        (2, 6, 12, k.metal),
        (92, 6, 12, k.metal),
    ):
        parts.append((box(x, 50 - height / 2, width, height, 5), tone))
    for shape, tone in parts:
        part = turned(shape, lean)
        c.solid(part, *tone, shadow=0.3)
    for edge, tall in ((23.0, 44.0), (69.0, 44.0), (10.5, 30.0), (82.5, 30.0)):
        c.fill(turned(box(edge, 50 - tall / 2, 2.6, tall * 0.8, 1.3), lean), highlight(0.45))
    for i in range(6):
        c.fill(turned(box(38 + i * 4.4, 45, 1.4, 10), lean), fade(k.ink, 0.18))


def camera(c: Canvas, k: Inks) -> None:
    """A camera with a deep lens."""
    c.solid(curve((34, 26), (39, 16), (61, 16), (66, 26), closed=True, steps=2), *k.deep)
    c.solid(box(12, 20, 14, 9, 3), *k.main)
    body = box(5, 25, 90, 60, 10)
    c.solid(body, *k.body, shadow=0.4)
    c.fill(box(5, 40, 90, 30), lit(body, *k.main), inside=body)
    c.solid(ellipse(50, 55, 26), *k.metal, shadow=0.3)
    c.fill(ellipse(50, 55, 21.5), k.ink)
    glass = ellipse(50, 55, 18)
    c.fill(glass, around((42, 46), 34, k.water.light, k.water.dark, k.ink))
    c.fill(ribbon(arc(50, 55, 12.5, 190, 265), 4), highlight(0.6))
    c.fill(ellipse(58, 63, 3), highlight(0.35))
    c.fill(box(76, 31, 12, 6, 3), around((82, 34), 7, k.paper, k.gold.light))
    c.glow((82, 34), 14, k.glow, 0.8)


def car(c: Canvas, k: Inks) -> None:
    """A car from the side."""
    cabin = curve((24, 50), (34, 30), (42, 26), (64, 26), (72, 31), (82, 50), closed=True, steps=5)
    c.solid(cabin, *k.main)
    for pane in (
        polygon((33, 48), (40, 34), (44, 32), (53, 32), (53, 48)),
        polygon((57, 48), (57, 32), (64, 32), (68, 35), (75, 48)),
    ):
        c.fill(pane, lit(pane, k.water.light, mix(k.water.dark, k.ink, 0.35)))
    hull = curve(
        (4, 66), (6, 54), (22, 48), (80, 48), (93, 53), (97, 62), (96, 73), (6, 74), closed=True, steps=7
    )
    c.solid(hull, *k.main, shadow=0.35)
    c.fill(box(0, 64, 100, 12), fade(k.ink, 0.18), inside=hull)
    c.fill(box(24, 52, 52, 2, 1), highlight(0.45))
    c.fill(box(47, 57, 9, 2.2, 1.1), fade(k.ink, 0.4))
    c.fill(ellipse(93, 59, 3.4, 4.4), k.paper, inside=hull)
    c.glow((96, 59), 20, k.glow, 0.8)
    c.fill(box(3, 56, 4.4, 7, 2), k.red.dark, inside=hull)
    for x in (25, 77):
        c.solid(ellipse(x, 74, 12.5), k.ink, k.ink, shadow=0.3)
        c.solid(ellipse(x, 74, 7), *k.metal, shadow=0)
        c.fill(ellipse(x, 74, 2.4), k.ink)


def headphones(c: Canvas, k: Inks) -> None:
    """Headphones with notes."""
    band = sector(50, 52, 40, 180, 360, inner=31)
    c.solid(band, *k.main)
    c.fill(ribbon(arc(50, 52, 37.5, 195, 290), 2), highlight(0.5))
    for x, side in ((10, 1), (72, -1)):
        c.solid(box(x + (4 if side == 1 else -2), 48, 16, 38, 8), *k.deep)
        c.solid(box(x, 50, 15, 34, 7), *k.second)
        c.fill(box(x + 2.6, 55, 2.6, 22, 1.3), highlight(0.5))
    for x, y, size in ((45, 62, 1.0), (60, 76, 0.7)):
        c.solid(
            [
                ellipse(x, y + 10 * size, 5.5 * size, 4.4 * size),
                box(x + 3.4 * size, y - 14 * size, 2.6 * size, 25 * size, 1),
            ],
            *k.body,
            shadow=0.2,
        )
        c.fill(
            curve(
                (x + 4 * size, y - 14 * size),
                (x + 13 * size, y - 8 * size),
                (x + 12 * size, y + 1 * size),
                (x + 9 * size, y - 5 * size),
                (x + 4 * size, y - 8 * size),
                closed=True,
            ),
            k.paper,
        )


def tickets(c: Canvas, k: Inks) -> None:
    """Two admission tickets."""
    for tilt, tone, dy in ((-20, k.second, -8), (10, k.main, 8)):
        card = turned(box(8, 34 + dy, 84, 38, 5), tilt, (50, 53 + dy))
        bites = [turned(ellipse(x, 53 + dy, 6), tilt, (50, 53 + dy)) for x in (8, 92)]
        c.shadow(card, dx=1, dy=3.5, blur=3, depth=0.3)
        c.fill(card, lit(card, *tone), holes=bites)
        for i in range(5):
            c.fill(turned(box(68, 38 + dy + i * 6.6, 1.4, 3.4, 0.7), tilt, (50, 53 + dy)), fade(k.ink, 0.4))
        c.fill(turned(star(36, 53 + dy, 11), tilt, (50, 53 + dy)), k.paper)
        c.fill(turned(box(74, 44 + dy, 3, 18, 1), tilt, (50, 53 + dy)), fade(k.ink, 0.35))
        c.fill(turned(box(79, 44 + dy, 5, 18, 1), tilt, (50, 53 + dy)), fade(k.ink, 0.35))


def trophy(c: Canvas, k: Inks) -> None:
    """A cup for the winner."""
    for side in (-1, 1):
        handle = ribbon(
            curve((50 + side * 24, 18), (50 + side * 42, 18), (50 + side * 38, 40), (50 + side * 16, 48)), 5
        )
        c.solid(handle, *k.gold, shadow=0.2)
    cup = curve((22, 8), (78, 8), (76, 34), (64, 52), (50, 57), (36, 52), (24, 34), closed=True, steps=6)
    c.solid(cup, *k.gold, shadow=0.35)
    c.fill(curve((28, 12), (34, 12), (36, 40), (32, 38), closed=True), highlight(0.55))
    c.fill(star(50, 29, 13), k.paper)
    c.fill(box(45, 55, 10, 16), down(55, 71, k.gold.dark, k.gold.light))
    c.solid(sector(50, 78, 18, 180, 360), *k.gold, shadow=0.1)
    c.solid(box(27, 77, 46, 15, 3), *k.deep)
    c.fill(box(38, 82, 24, 5, 1.5), k.gold.light)
