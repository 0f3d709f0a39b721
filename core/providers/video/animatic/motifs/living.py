"""Motifs of life and taste: cup, bottle, bowl, cake, plant, heart, paw, people, cosmetics, scissors."""

from __future__ import annotations

from core.providers.video.animatic.canvas import Canvas, across, around, down, highlight, lit
from core.providers.video.animatic.colour import fade, mix
from core.providers.video.animatic.inks import Inks
from core.providers.video.animatic.paths import (
    arc,
    box,
    curve,
    ellipse,
    heart,
    moved,
    polygon,
    ribbon,
    sector,
    turned,
)


def cup(c: Canvas, k: Inks) -> None:
    """A cup of coffee on its saucer."""
    c.solid(ellipse(47, 87, 42, 8), *k.body)
    c.fill(ellipse(47, 86, 25, 4), fade(k.ink, 0.2))
    c.fill(ribbon(curve((76, 46), (95, 44), (95, 68), (72, 72)), 6.5), lit(box(70, 44, 26, 30), *k.main))
    mug = curve((14, 38), (80, 38), (78, 62), (66, 82), (47, 86), (28, 82), (16, 62), closed=True, steps=6)
    c.solid(mug, *k.main, shadow=0.35)
    c.fill(ribbon(curve((21, 48), (24, 64), (32, 76)), 4), highlight(0.45))
    c.solid(ellipse(47, 38, 33, 8.5), *k.body, shadow=0)
    coffee = ellipse(47, 38.5, 29, 6.4)
    c.fill(coffee, across(18, 76, (58, 30, 18, 255), (124, 72, 40, 255)))
    c.fill(moved(heart(47, 0, 18) * [1, 0.36], 0, 38.5), (244, 220, 190, 235), inside=coffee)
    for x, size in ((34, 1.0), (48, 1.25), (62, 0.9)):
        wisp = curve((x, 28), (x - 5, 20), (x + 4, 12), (x - 1, 28 - 24 * size))
        c.fill(ribbon(wisp, 3.4), fade(k.paper, 0.4), blur=0.9)


def bottle(c: Canvas, k: Inks) -> None:
    """A reusable bottle with a leaf on it."""
    flask = curve(
        (38, 26),
        (62, 26),
        (69, 36),
        (71, 48),
        (71, 88),
        (66, 95),
        (34, 95),
        (29, 88),
        (29, 48),
        (31, 36),
        closed=True,
        steps=6,
    )
    c.solid(flask, *k.main, shadow=0.4)
    c.fill(box(58, 20, 20, 80), fade(k.ink, 0.13), inside=flask)
    c.fill(ribbon(curve((36, 42), (34.6, 54), (34.6, 84)), 4), highlight(0.5))
    c.solid(box(37, 20, 26, 9, 2.5), *k.metal)
    c.solid(box(36, 5, 28, 16, 5), *k.deep)
    c.fill(box(39, 8, 3, 10, 1.5), highlight(0.3))
    leaf = curve((38, 74), (40, 58), (52, 50), (64, 50), (63, 64), (52, 74), closed=True)
    c.fill(leaf, k.paper)
    c.fill(ribbon(curve((36, 79), (46, 67), (57, 57)), 1.6), k.main.dark)


def bowl(c: Canvas, k: Inks) -> None:
    """A bowl of fresh food, steaming."""
    for x in (34, 50, 66):
        c.fill(ribbon(curve((x, 26), (x - 5, 18), (x + 4, 11), (x, 2)), 3.2), fade(k.paper, 0.38), blur=0.9)
    for x, y, r, tone in (
        (28, 45, 13, k.leaf),
        (72, 45, 13, k.leaf),
        (44, 40, 13, k.red),
        (61, 38, 11, k.gold),
        (52, 48, 13, k.leaf),
        (36, 50, 9, k.gold),
    ):
        c.solid(ellipse(x, y, r), *tone, shadow=0.22)
        c.fill(ellipse(x - r * 0.3, y - r * 0.36, r * 0.26, r * 0.18), highlight(0.55))
    c.solid(curve((50, 42), (60, 26), (78, 22), (70, 38), closed=True), *k.leaf, shadow=0.2)
    for x in (74, 81):
        c.solid(turned(box(x, 6, 3, 52, 1.5), 24, (76, 50)), *k.wood, shadow=0.2)
    dish = curve((8, 52), (92, 52), (88, 70), (70, 88), (50, 91), (30, 88), (12, 70), closed=True, steps=6)
    c.solid(dish, *k.main, shadow=0.35)
    c.fill(box(0, 59, 100, 5), fade(k.paper, 0.9), inside=dish)
    c.fill(ribbon(curve((16, 60), (21, 71), (30, 80)), 3.6), highlight(0.4))
    c.solid(box(36, 89, 28, 6, 2), *k.main, shadow=0.1)


def cake(c: Canvas, k: Inks) -> None:
    """A layered cake with a candle."""
    c.solid(ellipse(50, 90, 44, 6), *k.metal)
    for x, y, width, height, tone in ((14, 56, 72, 34, k.main), (25, 32, 50, 26, k.second)):
        tier = box(x, y, width, height, 6)
        c.solid(tier, *tone, shadow=0.3)
        drip = [box(x, y, width, 8, 4)]
        drip += [box(x + width * (i + 0.1) / 6, y, width / 8.5, 9 + (i * 7) % 10, 4) for i in range(6)]
        c.fill(drip, k.paper, inside=tier)
        c.fill(box(x + 3, y + height * 0.5, 2.4, height * 0.36, 1.2), highlight(0.35))
    for x in (32, 50, 68):
        c.solid(ellipse(x, 31, 4.4), *k.red, shadow=0.15)
    c.solid(box(48, 14, 4.4, 15, 2), *k.gold, shadow=0.1)
    c.glow((50, 9), 20, k.glow, 0.9)
    c.fill(curve((50, 1), (54, 9), (50, 14), (46, 9), closed=True), k.gold.light)


def plant(c: Canvas, k: Inks) -> None:
    """A young plant in a pot."""
    c.fill(ribbon(curve((50, 66), (49, 46), (51, 20)), 2.8), k.leaf.dark)
    for x0, y0, x1, y1, bulge in (
        (50, 62, 12, 40, -9),
        (50, 62, 90, 42, -9),
        (50, 46, 20, 14, -8),
        (50, 46, 82, 16, -8),
        (50, 30, 50, 2, -9),
    ):
        _leaf(c, k, x0, y0, x1, y1, bulge)
    pot = polygon((27, 66), (73, 66), (67, 95), (33, 95))
    c.solid(pot, *k.main, shadow=0.35)
    c.fill(polygon((27, 66), (73, 66), (72, 71), (28, 71)), fade(k.ink, 0.25), inside=pot)
    c.solid(box(23, 59, 54, 10, 3), *k.main, shadow=0.15)
    c.fill(polygon((34, 72), (38, 72), (40, 91), (37, 91)), highlight(0.35))


def _leaf(c: Canvas, k: Inks, x0: float, y0: float, x1: float, y1: float, bulge: float) -> None:
    dx, dy = x1 - x0, y1 - y0
    length = (dx * dx + dy * dy) ** 0.5
    nx, ny = -dy / length * bulge, dx / length * bulge
    middle = (x0 + dx * 0.5, y0 + dy * 0.5)
    shape = curve(
        (x0, y0), (middle[0] + nx, middle[1] + ny), (x1, y1), (middle[0] - nx, middle[1] - ny), closed=True
    )
    c.solid(shape, *k.leaf, shadow=0.22)
    half = curve((x0, y0), middle, (x1, y1), (middle[0] - nx, middle[1] - ny), closed=True)
    c.fill(half, fade(k.ink, 0.12), inside=shape)
    c.fill(ribbon(polygon((x0, y0), (x0 + dx * 0.9, y0 + dy * 0.9)), 1.1), fade(k.paper, 0.5))


def love(c: Canvas, k: Inks) -> None:
    """A heart held by an open hand."""
    shape = heart(50, 40, 66)
    c.solid(shape, *k.red, shadow=0.4)
    c.fill(ribbon(curve((27, 38), (27, 26), (37, 19)), 5.5), highlight(0.6))
    c.fill(ellipse(43, 17.5, 2.6), highlight(0.6))
    palm = curve(
        (12, 76),
        (30, 80),
        (50, 88),
        (72, 80),
        (88, 66),
        (94, 70),
        (80, 88),
        (56, 97),
        (30, 95),
        (12, 92),
        closed=True,
        steps=7,
    )
    c.solid(palm, *k.skin, shadow=0.3)
    c.solid(box(2, 73, 14, 22, 4), *k.second, shadow=0.15)


def paw(c: Canvas, k: Inks) -> None:
    """A paw print on a medal."""
    c.solid(ellipse(50, 50, 44), *k.main, shadow=0.4)
    c.fill(ellipse(50, 50, 37), down(14, 90, mix(k.main.dark, k.main.light, 0.3), k.main.light))
    pad = curve((50, 46), (64, 56), (70, 69), (61, 76), (50, 72), (39, 76), (30, 69), (36, 56), closed=True)
    toes = [
        turned(ellipse(x, y, 6.2, 8.6), tilt, (x, y))
        for x, y, tilt in ((27, 47, -28), (41, 32, -8), (59, 32, 8), (73, 47, 28))
    ]
    c.solid([pad, *toes], *k.body, shadow=0.25)


def people(c: Canvas, k: Inks) -> None:
    """Three people, one in front."""
    for x, y, size, tone in ((23, 38, 0.8, k.second), (77, 38, 0.8, k.second), (50, 34, 1.0, k.main)):
        torso = curve(
            (x - 25 * size, y + 62 * size),
            (x - 22 * size, y + 32 * size),
            (x - 9 * size, y + 21 * size),
            (x + 9 * size, y + 21 * size),
            (x + 22 * size, y + 32 * size),
            (x + 25 * size, y + 62 * size),
            closed=True,
            steps=8,
        )
        body = [torso]
        c.solid(body, *tone, shadow=0.4)
        c.fill(
            polygon((x - 7 * size, y + 20 * size), (x + 7 * size, y + 20 * size), (x, y + 34 * size)),
            k.paper,
            inside=torso,
        )
        c.fill(box(x - 5 * size, y + 6 * size, 10 * size, 19 * size, 5 * size), k.skin.dark)
        c.solid(ellipse(x, y, 15 * size, 16.5 * size), *k.skin, shadow=0.25)
        hair = [
            sector(x, y - 3.5 * size, 18 * size, 188, 352),
            ellipse(x - 9 * size, y - 11 * size, 9 * size, 6 * size),
        ]
        c.fill(hair, k.deep.dark, inside=ellipse(x, y - 1.2 * size, 16 * size, 17.2 * size))
        c.fill(ribbon(arc(x, y + 4 * size, 5.5 * size, 35, 145), 1.5 * size), fade(k.red.dark, 0.8))
        for side in (-1, 1):
            c.fill(ellipse(x + side * 5.4 * size, y + 1.2 * size, 1.25 * size, 1.6 * size), fade(k.ink, 0.85))


def cosmetics(c: Canvas, k: Inks) -> None:
    """A dropper bottle and a jar of cream."""
    flask = box(22, 42, 34, 52, 8)
    c.solid(flask, *k.main, shadow=0.4)
    c.fill(box(42, 40, 16, 60), fade(k.ink, 0.14), inside=flask)
    c.fill(box(26, 47, 3.4, 40, 1.7), highlight(0.5))
    label = box(22, 60, 34, 20)
    c.fill(label, k.paper, inside=flask)
    c.fill(box(28, 66, 20, 2.2, 1.1), k.deep.light)
    c.fill(box(32, 71, 12, 1.8, 0.9), fade(k.deep.light, 0.6))
    c.solid(box(30, 30, 18, 13, 2), *k.gold)
    c.solid(curve((33, 31), (32, 12), (39, 3), (46, 12), (45, 31), closed=True, steps=6), *k.deep)
    jar = box(52, 66, 42, 28, 7)
    c.solid(jar, *k.second, shadow=0.4)
    c.fill(box(56, 74, 3, 15, 1.5), highlight(0.5))
    c.solid(box(50, 56, 46, 13, 4), *k.gold)
    c.fill(box(54, 58.4, 26, 2, 1), highlight(0.6))


def scissors(c: Canvas, k: Inks) -> None:
    """Scissors and a comb."""
    comb = [box(70, 10, 11, 82, 3), *(box(56, 14 + i * 6, 17, 2.6, 1.2) for i in range(13))]
    c.solid([turned(part, 10) for part in comb], *k.second)
    for tilt, side in ((-16, 1), (16, -1)):
        blade = turned(
            curve((40, 4), (45, 30), (46, 58), (39, 60), (37, 30), closed=True, steps=5), tilt, (41, 54)
        )
        c.solid(blade, *k.metal, shadow=0.3)
        x = 41 - side * 14
        c.fill(ribbon(curve((41, 54), (x + side * 4, 66), (x, 74)), 6), k.main.dark)
        c.shadow(ellipse(x - side * 2, 82, 12.5), dy=2.5, blur=2)
        c.fill(
            ellipse(x - side * 2, 82, 12.5),
            lit(ellipse(x, 82, 13), *k.main),
            holes=[ellipse(x - side * 2, 82, 6.8)],
        )
    c.solid(ellipse(41, 55, 3.4), *k.gold, shadow=0.1)


def pan(c: Canvas, k: Inks) -> None:
    """A frying pan with an egg."""
    c.solid(turned(box(60, 44, 46, 11, 5), 38, (44, 50)), *k.wood, shadow=0.3)
    c.solid(ellipse(42, 46, 38), *k.deep, shadow=0.4)
    c.fill(ellipse(42, 46, 32), around((34, 36), 48, mix(k.deep.light, k.ink, 0.4), k.ink))
    white = curve((22, 40), (34, 24), (52, 28), (66, 38), (60, 56), (48, 66), (30, 62), (20, 54), closed=True)
    c.solid(white, k.paper, k.body.dark, shadow=0.2)
    c.solid(ellipse(43, 44, 11), *k.gold, shadow=0.15)
    c.fill(ellipse(39.6, 40, 3), highlight(0.7))
