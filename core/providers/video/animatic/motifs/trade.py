"""Motifs of selling: bag, gift, tag, stars, megaphone, dress, button, box."""

from __future__ import annotations

from core.providers.video.animatic.canvas import Canvas, down, highlight, lit
from core.providers.video.animatic.colour import fade, mix
from core.providers.video.animatic.inks import Inks
from core.providers.video.animatic.paths import (
    arc,
    box,
    curve,
    ellipse,
    heart,
    polygon,
    ribbon,
    star,
    stroke,
    turned,
)


def bag(c: Canvas, k: Inks) -> None:
    """A shopping bag."""
    c.fill(ribbon(curve((36, 40), (36, 14), (50, 6), (64, 14), (64, 40)), 4), k.paper)
    body = polygon((18, 32), (82, 32), (88, 94), (12, 94))
    c.solid(body, *k.main, shadow=0.4)
    c.fill(polygon((66, 32), (82, 32), (88, 94), (72, 94)), fade(k.ink, 0.16), inside=body)
    c.fill(polygon((18, 32), (82, 32), (83, 38), (17, 38)), fade(k.ink, 0.14))
    c.fill(ribbon(curve((34, 46), (35, 62), (50, 68), (65, 62), (66, 46)), 4), k.paper)
    for x in (34, 66):
        c.fill(ellipse(x, 45, 3.2), k.paper)
    c.fill(polygon((22, 40), (26, 40), (24, 88), (19, 88)), highlight(0.3))


def gift(c: Canvas, k: Inks) -> None:
    """A wrapped gift with a bow."""
    body = box(16, 46, 68, 48, 4)
    c.solid(body, *k.main, shadow=0.4)
    c.fill(box(42, 46, 16, 48), lit(body, *k.body), inside=body)
    c.fill(polygon((16, 46), (84, 46), (84, 54), (16, 54)), fade(k.ink, 0.2), inside=body)
    c.solid(box(10, 32, 80, 17, 4), *k.main, shadow=0.25)
    c.fill(box(41, 32, 18, 17), k.paper)
    for side in (-1, 1):
        loop = curve(
            (50, 32),
            (50 + side * 14, 14),
            (50 + side * 32, 8),
            (50 + side * 34, 22),
            (50 + side * 18, 31),
            closed=True,
        )
        inner = curve(
            (50 + side * 7, 28), (50 + side * 17, 18), (50 + side * 28, 14), (50 + side * 28, 22), closed=True
        )
        c.solid(loop, *k.second, shadow=0.2)
        c.fill(inner, fade(k.ink, 0.3))
    c.solid(ellipse(50, 29, 6.5), *k.second, shadow=0.15)
    c.fill(box(20, 56, 3, 32, 1.5), highlight(0.35))


def tag(c: Canvas, k: Inks) -> None:
    """A sale tag with a per cent sign."""
    lean = -20.0
    shape = turned(
        curve(
            (10, 32),
            (62, 32),
            (66, 33),
            (92, 50),
            (66, 67),
            (62, 68),
            (10, 68),
            (7, 65),
            (7, 35),
            closed=True,
            steps=2,
        ),
        lean,
    )
    hole = turned(ellipse(76, 50, 5), lean)
    c.shadow(shape, dx=1, dy=4, blur=3, depth=0.4)
    c.fill(shape, lit(shape, *k.red), holes=[hole])
    c.fill(turned(box(11, 35, 48, 3, 1.5), lean), highlight(0.4))
    c.fill(ribbon(curve((71.5, 40), (86, 22), (96, 28), (90, 40)), 1.8), k.paper)
    for x, y in ((25, 42.5), (45, 57.5)):
        c.fill(turned(ellipse(x, y, 6.4), lean), k.paper, holes=[turned(ellipse(x, y, 2.8), lean)])
    c.fill([turned(part, lean) for part in stroke(4, (28, 61), (43, 39))], k.paper)


def stars(c: Canvas, k: Inks) -> None:
    """A review card with five stars and a face."""
    c.solid(box(5, 24, 90, 56, 10), *k.body, shadow=0.4)
    for i in range(5):
        c.solid(star(18 + i * 16, 45, 8.2), *k.gold, shadow=0.15)
    for y, width in ((59, 70), (66.5, 48)):
        c.fill(box(14, y, width, 3.6, 1.8), fade(k.ink, 0.2))
    c.solid(ellipse(50, 20, 15), *k.main, shadow=0.3)
    c.fill(ellipse(50, 17, 5), k.paper)
    c.fill(ellipse(50, 33, 10, 9), k.paper, inside=ellipse(50, 20, 13))
    c.solid(ellipse(88, 78, 9), *k.leaf, shadow=0.25)
    c.fill(stroke(2.6, (84, 78), (87, 81), (92.4, 74.6)), k.paper)


def megaphone(c: Canvas, k: Inks) -> None:
    """A megaphone with sound."""
    lean = -16.0
    c.solid(turned(box(30, 58, 12, 28, 5), 8 + lean, (36, 60)), *k.deep)
    horn = turned(
        curve((30, 36), (68, 14), (72, 14), (72, 84), (68, 84), (30, 62), closed=True, steps=2), lean
    )
    c.solid(horn, *k.main, shadow=0.35)
    c.fill(
        turned(polygon((30, 50), (72, 50), (72, 84), (68, 84), (30, 62)), lean),
        fade(k.ink, 0.14),
        inside=horn,
    )
    c.solid(turned(box(10, 35, 24, 28, 9), lean), *k.body)
    c.solid(turned(ellipse(71, 49, 6.5, 37), lean), *k.second, shadow=0.15)
    c.fill(turned(ellipse(72, 49, 3.4, 27), lean), fade(k.ink, 0.45))
    for radius in (16, 25):
        c.fill(
            turned(ribbon(arc(74, 49, radius, -32, 32), 3.4), lean),
            fade(k.paper, 0.9 if radius == 16 else 0.5),
        )


def dress(c: Canvas, k: Inks) -> None:
    """A dress on a hanger."""
    c.fill(ribbon(curve((50, 20), (50, 14), (56, 10), (50, 4), (45, 8)), 2.2), k.metal.light)
    c.fill(stroke(2.6, (24, 30), (50, 19), (76, 30)), k.wood.light)
    gown = curve(
        (34, 25),
        (42, 34),
        (58, 34),
        (66, 25),
        (68, 44),
        (61, 56),
        (76, 78),
        (86, 94),
        (50, 98),
        (14, 94),
        (24, 78),
        (39, 56),
        (32, 44),
        closed=True,
        steps=6,
    )
    c.solid(gown, *k.main, shadow=0.4)
    for x0, x1 in ((44, 34), (50, 50), (56, 66)):
        c.fill(polygon((x0, 58), (x0 + 1.4, 58), (x1 + 5, 98), (x1 - 3, 98)), fade(k.ink, 0.13), inside=gown)
    c.fill(box(30, 53, 40, 6), lit(gown, *k.second), inside=gown)
    c.fill(ribbon(curve((37, 30), (37, 42), (42, 52)), 2.4), highlight(0.4))


def button(c: Canvas, k: Inks) -> None:
    """A button under a pointing hand."""
    c.glow((50, 44), 56, k.glow, 0.35)
    c.solid(box(4, 34, 92, 34, 17), *k.deep, shadow=0.4)
    c.solid(box(4, 29, 92, 34, 17), *k.main, shadow=0.2)
    c.fill(box(14, 32, 72, 5, 2.5), highlight(0.35))
    c.fill(stroke(5.5, (30, 46), (58, 46)), k.ink)
    c.fill(stroke(5.5, (49, 37), (59, 46), (49, 55)), k.ink)
    finger = [
        box(66, 50, 9, 34, 4.5),
        box(66, 70, 26, 26, 8),
        box(74, 64, 7, 16, 3.5),
        box(80, 66, 7, 16, 3.5),
        box(86, 69, 6.4, 16, 3.2),
    ]
    c.solid([turned(part, -14, (70, 54)) for part in finger], *k.body, shadow=0.4)


def parcel(c: Canvas, k: Inks) -> None:
    """A parcel in three dimensions, with a heart."""
    top, left, right = (
        polygon((50, 8), (92, 28), (50, 48), (8, 28)),
        polygon((8, 28), (50, 48), (50, 94), (8, 74)),
        polygon((92, 28), (50, 48), (50, 94), (92, 74)),
    )
    c.shadow([top, left, right], dy=4, blur=3, depth=0.4)
    c.fill(top, lit(top, k.wood.light, mix(k.wood.light, k.wood.dark, 0.35)))
    c.fill(left, lit(left, mix(k.wood.light, k.wood.dark, 0.3), mix(k.wood.light, k.wood.dark, 0.7)))
    c.fill(right, lit(right, mix(k.wood.light, k.wood.dark, 0.6), k.wood.dark))
    c.fill(polygon((24, 20.4), (34, 15.6), (76, 35.6), (66, 40.4)), lit(top, *k.main))
    c.fill(polygon((66, 40.4), (76, 35.6), (76, 52), (66, 57)), lit(right, *k.main))
    c.fill(heart(29, 64, 20), fade(k.paper, 0.95))


def badge(c: Canvas, k: Inks) -> None:
    """A seal with a star: what stands in when nothing more fitting is known."""
    c.solid(
        [
            polygon((30, 62), (24, 98), (40, 88), (48, 96), (52, 66)),
            polygon((70, 62), (76, 98), (60, 88), (52, 96), (48, 66)),
        ],
        *k.second,
    )
    c.solid(star(50, 44, 41, points=14, waist=0.87), *k.main, shadow=0.4)
    c.fill(ellipse(50, 44, 29), down(15, 73, mix(k.main.dark, k.main.light, 0.35), k.main.light))
    c.solid(star(50, 44, 21), *k.body, shadow=0.25)
    c.fill(arc(50, 44, 29, 190, 280), highlight(0.2))
