"""Motifs of work and technology: phone, laptop, chart, coins, book, calendar, chat, shield, rocket."""

from __future__ import annotations

import math

from core.providers.video.animatic.canvas import Canvas, around, down, highlight
from core.providers.video.animatic.colour import fade, mix
from core.providers.video.animatic.inks import Inks, Tone
from core.providers.video.animatic.paths import (
    arc,
    box,
    curve,
    ellipse,
    heart,
    polygon,
    ribbon,
    sector,
    star,
    stroke,
    turned,
)


def phone(c: Canvas, k: Inks) -> None:
    """A phone that rings, with a call button."""
    case = box(26, 4, 48, 92, 9)
    c.solid(case, *k.deep, shadow=0.4)
    screen = box(29, 7, 42, 86, 6.5)
    c.fill(
        screen, down(7, 93, mix(k.second.light, k.paper, 0.1), k.second.dark, mix(k.second.dark, k.ink, 0.55))
    )
    c.fill(box(43, 9.5, 14, 3, 1.5), k.ink)
    for radius, opacity in ((19, 0.16), (15, 0.26)):
        c.fill(ellipse(50, 36, radius), fade(k.paper, opacity))
    c.solid(ellipse(50, 36, 11), *k.main, shadow=0.2)
    c.fill(ellipse(50, 33, 3.6), k.paper)
    c.fill(sector(50, 43, 7, 180, 360), k.paper, inside=ellipse(50, 36, 9.6))
    c.fill(box(37, 59, 26, 3, 1.5), fade(k.paper, 0.9))
    c.fill(box(41, 65, 18, 2.2, 1.1), fade(k.paper, 0.5))
    _handset(c, k, 50, 80, k.leaf)
    c.fill(polygon((29, 7), (50, 7), (29, 64)), highlight(0.12), inside=screen)
    for radius in (58, 66):
        for start in (-22, 158):
            wave = arc(50, 36, radius * 0.62, start, start + 44)
            c.fill(ribbon(wave, 2.2), fade(k.main.light, 0.85 if radius == 58 else 0.45))


def _handset(c: Canvas, k: Inks, x: float, y: float, tone: Tone) -> None:
    c.solid(ellipse(x, y, 7.5), *tone, shadow=0.25)
    c.fill(ribbon(arc(x + 2.2, y - 2.2, 5.2, 85, 185), 2.2), k.paper)
    for dx, dy in ((2.4, 2.6), (-2.8, -2.6)):
        c.fill(turned(box(x + dx - 1.6, y + dy - 1.2, 3.4, 2.8, 1.0), 45, (x + dx, y + dy)), k.paper)


def laptop(c: Canvas, k: Inks) -> None:
    """A laptop that shows a dashboard."""
    c.solid(box(12, 16, 76, 54, 5), *k.deep, shadow=0.4)
    screen = box(15.5, 19.5, 69, 47, 2.5)
    c.fill(screen, down(19, 67, k.paper, k.body.dark))
    c.fill(box(15.5, 19.5, 15, 47, 2), mix(k.deep.light, k.ink, 0.3))
    for i in range(4):
        c.fill(box(18.5, 27 + i * 7, 9, 2.4, 1.2), k.main.light if i == 0 else fade(k.paper, 0.35))
    for i, tone in enumerate((k.main, k.second, k.red)):
        c.solid(box(34 + i * 16.5, 24, 14, 10, 2), *tone, shadow=0.12)
        c.fill(box(36.5 + i * 16.5, 27, 6, 1.8, 0.9), highlight(0.8))
    line = curve((34, 58), (42, 52), (50, 54), (58, 46), (68, 48), (81, 39))
    under = [*map(tuple, line), (81.0, 63.0), (34.0, 63.0)]
    c.fill(polygon(*under), down(39, 63, fade(k.second.dark, 0.45), fade(k.second.dark, 0.02)))
    c.fill(ribbon(line, 2), k.second.dark)
    c.solid(ellipse(81, 39, 2.6), *k.main, shadow=0.1)
    c.fill(polygon((15.5, 19.5), (54, 19.5), (30, 66.5), (15.5, 66.5)), highlight(0.07))
    base = curve((4, 71), (96, 71), (95, 77), (88, 80), (12, 80), (5, 77), closed=True, steps=3)
    c.solid(base, *k.metal)
    c.fill(box(42, 71, 16, 3, 1.5), fade(k.ink, 0.25))


def chart(c: Canvas, k: Inks) -> None:
    """Bars that grow under an arrow."""
    tones = (k.second, k.second, k.second, k.main)
    for i, tone in enumerate(tones):
        height = 22 + 15 * i
        bar = box(9 + i * 22, 92 - height, 16, height, 4)
        c.solid(bar, *tone)
        c.fill(box(11.5 + i * 22, 95 - height, 2.6, height - 8, 1.3), highlight(0.4))
    path = curve((8, 56), (28, 46), (48, 36), (64, 20), (78, 11))
    c.shadow(ribbon(path, 5), dy=2.5, blur=2)
    c.fill(ribbon(path, 5), k.paper)
    c.fill(turned(polygon((72, 2), (90, 9), (72, 18)), -36, (78, 10)), k.paper)
    c.fill(ellipse(8, 56, 2.5), k.paper)


def coins(c: Canvas, k: Inks) -> None:
    """Stacks of coins and one that stands."""
    for x, height in ((20, 3), (43, 5), (67, 8)):
        for i in range(height):
            y = 88 - i * 7
            c.fill(box(x - 12, y - 3.5, 28, 7.5, 3.6), down(y - 4, y + 5, k.gold.light, k.gold.dark))
            c.fill(box(x - 12, y + 2.4, 28, 1.5, 0.7), fade(k.ink, 0.28))
            c.fill(box(x - 8, y - 2, 10, 1.4, 0.7), highlight(0.6))
    c.solid(ellipse(32, 28, 20), *k.gold, shadow=0.35)
    c.fill(ellipse(32, 28, 15.5), down(12, 44, k.gold.dark, k.gold.light))
    c.fill(ellipse(32, 28, 14.2), down(12, 44, k.gold.light, k.gold.dark))
    c.fill(star(32, 28.5, 9), fade(k.paper, 0.95))
    sprout = curve((76, 32), (75, 22), (77, 10))
    c.fill(ribbon(sprout, 2.4), k.leaf.dark)
    c.solid(curve((77, 12), (86, 2), (97, 3), (90, 14), closed=True), *k.leaf)
    c.solid(curve((76, 21), (66, 10), (56, 13), (63, 23), closed=True), *k.leaf)


def book(c: Canvas, k: Inks) -> None:
    """An open book under a graduate's cap."""
    cover = curve(
        (4, 58),
        (27, 53),
        (50, 60),
        (73, 53),
        (96, 58),
        (96, 90),
        (73, 86),
        (50, 93),
        (27, 86),
        (4, 90),
        closed=True,
        steps=5,
    )
    c.solid(cover, *k.main)
    for side in (-1, 1):
        leaf = curve(
            (50, 60),
            (50 + side * 22, 51),
            (50 + side * 42, 56),
            (50 + side * 42, 85),
            (50 + side * 22, 81),
            (50, 89),
            closed=True,
            steps=5,
        )
        c.solid(leaf, *k.body, shadow=0.1)
        for i in range(3):
            line = curve(
                (50 + side * 8, 64 + i * 7), (50 + side * 22, 59.5 + i * 7), (50 + side * 35, 61.5 + i * 7)
            )
            c.fill(ribbon(line, 1.6), fade(k.ink, 0.25))
    c.fill(polygon((47, 59), (53, 59), (53, 90), (47, 90)), fade(k.ink, 0.16))
    skull = curve((30, 28), (70, 28), (68, 44), (50, 49), (32, 44), closed=True, steps=5)
    c.solid(skull, *k.deep)
    c.solid(polygon((50, 8), (94, 24), (50, 40), (6, 24)), *k.second, shadow=0.35)
    c.fill(ribbon(curve((50, 24), (76, 28), (84, 34), (84, 46)), 1.8), k.gold.light)
    c.solid(curve((81, 44), (87, 44), (89, 55), (79, 55), closed=True, steps=3), *k.gold, shadow=0.1)


def calendar(c: Canvas, k: Inks) -> None:
    """A month with one day marked."""
    sheet = box(10, 15, 80, 77, 8)
    c.solid(sheet, *k.body, shadow=0.4)
    c.fill(box(10, 15, 80, 24), down(15, 39, k.red.light, k.red.dark), inside=sheet)
    for x in (30, 70):
        c.solid(box(x - 3.5, 6, 7, 18, 3.5), *k.metal)
    for row in range(3):
        for column in range(5):
            x, y = 19 + column * 14, 47 + row * 14
            chosen = (row, column) == (1, 3)
            if chosen:
                c.solid(ellipse(x + 4, y + 4, 8), *k.main, shadow=0.2)
                c.fill(stroke(2.2, (x, y + 4.2), (x + 3, y + 7.2), (x + 8.4, y + 0.8)), k.ink)
            else:
                c.fill(box(x, y, 8, 8, 2.4), fade(k.ink, 0.16))


def chat(c: Canvas, k: Inks) -> None:
    """Two speech bubbles, one with a heart."""
    c.solid([box(8, 10, 66, 44, 14), polygon((20, 50), (20, 68), (38, 52))], *k.body)
    for i, width in enumerate((40, 46, 26)):
        c.fill(box(19, 22 + i * 9, width, 3.6, 1.8), fade(k.ink, 0.22))
    c.solid([box(38, 48, 54, 36, 13), polygon((80, 80), (82, 95), (64, 82))], *k.main)
    c.fill(heart(65, 66, 20), k.paper)


def shield(c: Canvas, k: Inks) -> None:
    """A shield with a check mark."""
    shape = curve(
        (50, 6),
        (68, 15),
        (88, 18),
        (87, 46),
        (76, 74),
        (50, 95),
        (24, 74),
        (13, 46),
        (12, 18),
        (32, 15),
        closed=True,
        steps=6,
    )
    c.solid(shape, *k.body, shadow=0.4)
    inner = 50 + (shape - 50) * 0.84
    c.solid(inner, *k.main, shadow=0)
    c.fill(box(50, 0, 50, 100), fade(k.ink, 0.12), inside=inner)
    c.shadow(stroke(9, (33, 50), (46, 63), (68, 37)), dy=2, blur=1.6, depth=0.3)
    c.fill(stroke(9, (33, 50), (46, 63), (68, 37)), k.paper)


def rocket(c: Canvas, k: Inks) -> None:
    """A rocket on its way up."""
    lean = 38.0
    for width, tone, length in ((22, k.red, 34), (14, k.gold, 26), (7, Tone(k.paper, k.gold.light), 17)):
        flame = curve(
            (50 - width / 2, 72),
            (50 + width / 2, 72),
            (50 + width * 0.3, 84),
            (50, 72 + length),
            (50 - width * 0.3, 84),
            closed=True,
        )
        c.fill(turned(flame, lean), down(60, 96, *tone))
    for side in (-1, 1):
        fin = curve(
            (50 + side * 14, 48),
            (50 + side * 31, 66),
            (50 + side * 28, 80),
            (50 + side * 12, 72),
            closed=True,
            steps=6,
        )
        c.solid(turned(fin, lean), *k.second)
    hull = curve((50, 2), (64, 18), (69, 42), (63, 74), (37, 74), (31, 42), (36, 18), closed=True, steps=8)
    c.solid(turned(hull, lean), *k.body)
    nose = curve((50, 2), (64, 18), (66, 24), (34, 24), (36, 18), closed=True, steps=4)
    c.fill(turned(nose, lean), down(4, 36, *k.main), inside=turned(hull, lean))
    c.solid(turned(ellipse(50, 40, 10.5), lean), *k.metal, shadow=0.2)
    c.solid(turned(ellipse(50, 40, 7.4), lean), *k.water, shadow=0)
    c.fill(turned(ellipse(47.6, 36.8, 2.2), lean), highlight(0.8))


def clock(c: Canvas, k: Inks) -> None:
    """A round clock at three."""
    for tilt in (-34, 34):
        c.solid(turned(sector(50, 14, 16, 180, 360), tilt, (50, 52)), *k.main)
        c.solid(turned(box(46, 88, 8, 12, 3), -tilt, (50, 52)), *k.deep, shadow=0.1)
    c.solid(ellipse(50, 52, 40), *k.main, shadow=0.4)
    face = ellipse(50, 52, 33)
    c.fill(face, around((44, 44), 46, k.paper, k.paper, k.body.dark))
    for hour in range(12):
        angle = math.radians(hour * 30)
        x, y = 50 + 27.5 * math.cos(angle), 52 + 27.5 * math.sin(angle)
        c.fill(ellipse(x, y, 2.1 if hour % 3 == 0 else 1.1), fade(k.ink, 0.75))
    c.shadow(stroke(3.4, (50, 52), (50, 30), (50, 52), (67, 52)), dy=1.5, blur=1.2, depth=0.3)
    c.fill(stroke(3.6, (50, 30), (50, 52)), k.ink)
    c.fill(stroke(3.6, (50, 52), (67, 52)), k.red.dark)
    c.fill(ellipse(50, 52, 3.6), k.ink)
    c.fill(arc(50, 52, 33, 190, 280), highlight(0.16), inside=face)
