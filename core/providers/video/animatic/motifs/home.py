"""Motifs of house and trade: wrench, tap, house, bulb, key, brush, cleaning."""

from __future__ import annotations

from core.providers.video.animatic.canvas import Canvas, across, around, down, highlight
from core.providers.video.animatic.colour import fade, mix
from core.providers.video.animatic.inks import Inks
from core.providers.video.animatic.paths import (
    Path,
    arc,
    box,
    curve,
    drop,
    ellipse,
    moved,
    polygon,
    ribbon,
    sparkle,
    turned,
)


def water_drop(c: Canvas, k: Inks, x: float, y: float, radius: float) -> None:
    """One glossy drop; other motifs use it too."""
    shape = drop(x, y, radius)
    c.solid(shape, *k.water, shadow=0.2)
    c.fill(ellipse(x - radius * 0.38, y + radius * 0.05, radius * 0.16, radius * 0.34), highlight(0.75))
    c.fill(arc(x, y, radius * 0.72, 20, 100), highlight(0.22), inside=shape)


def wrench(c: Canvas, k: Inks) -> None:
    """An open-ended wrench with a coloured grip, crossing a pipe elbow."""
    _pipe(c, k)
    head = ellipse(50, 21, 17)
    jaw = box(42.6, -4, 14.8, 25, 5)
    shaft = box(43, 30, 14, 56, 7)
    tool: list[Path] = [turned(part, 38) for part in (head, shaft, ellipse(50, 84, 9.5))]
    gap = [turned(jaw, 38)]
    c.shadow(tool, dx=2, dy=4, blur=3.2, depth=0.38)
    c.fill(tool, down(8, 92, k.metal.light, k.metal.dark), holes=gap)
    c.fill(turned(box(46, 34, 3, 26, 1.5), 38), highlight(0.55))
    grip = turned(box(42, 55, 16, 36, 8), 38)
    c.solid(grip, *k.main, shadow=0.15)
    for y in (62, 68, 74, 80):
        c.fill(turned(box(45, y, 10, 2, 1), 38), fade(k.ink, 0.22))
    c.fill(turned(box(44.4, 58, 2.4, 28, 1.2), 38), highlight(0.4))
    c.fill(turned(ellipse(50, 88.5, 2.6), 38), fade(k.ink, 0.45))


def _pipe(c: Canvas, k: Inks) -> None:
    bend = curve((8, 66), (30, 66), (44, 64), (54, 54), (57, 40), (57, 14), steps=14)
    tube = ribbon(bend, 15)
    c.shadow(tube, dx=1, dy=4, blur=3, depth=0.3)
    c.fill(tube, across(8, 66, mix(k.second.dark, k.ink, 0.1), k.second.dark, k.second.light))
    c.fill(ribbon(moved(bend, -2.2, -3.2), 2.6), highlight(0.4))
    for collar in (box(3, 55.5, 9, 21, 2.5), box(46.5, 8, 21, 9, 2.5)):
        c.solid(collar, *k.body)


def tap(c: Canvas, k: Inks) -> None:
    """A tap with a drop about to fall."""
    spout = ribbon(curve((24, 48), (48, 40), (66, 40), (75, 47), (76, 62), steps=12), 15)
    c.shadow(spout, dy=4, blur=3)
    c.fill(spout, down(34, 66, k.metal.light, k.metal.dark))
    c.solid(box(67, 58, 18, 7, 3), *k.metal)
    c.solid(box(40, 20, 8, 24, 3), *k.metal)
    c.solid(box(24, 12, 40, 11, 5.5), *k.main)
    c.fill(box(28, 14.2, 26, 2.4, 1.2), highlight(0.5))
    c.solid(box(9, 30, 15, 38, 5), *k.body)
    c.fill(ribbon(curve((27, 44.5), (46, 37), (64, 36), steps=10), 2.4), highlight(0.7))
    water_drop(c, k, 76, 84, 8.5)


def house(c: Canvas, k: Inks) -> None:
    """A small house with a lit window."""
    wall = box(19, 42, 62, 46, 3)
    c.solid(box(64, 17, 10, 24, 2), *k.deep)
    c.solid(wall, *k.body)
    c.fill(box(50, 42, 31, 46, 3), fade(k.ink, 0.1))
    c.fill(polygon((19, 42), (81, 42), (81, 50), (19, 50)), down(42, 50, fade(k.ink, 0.32), fade(k.ink, 0)))
    roof = curve((50, 12), (92, 45), (90, 49), (10, 49), (8, 45), closed=True, steps=2)
    c.solid(roof, *k.main)
    c.fill(polygon((50, 12), (91, 46), (90, 49), (50, 49)), fade(k.ink, 0.13), inside=roof)
    c.solid(box(29, 57, 17, 31, 2.5), *k.deep)
    c.fill(ellipse(42, 73, 1.5), k.main.light)
    pane = box(55, 57, 18, 16, 2)
    c.fill(pane, around((64, 65), 13, k.glow, k.gold.dark))
    c.glow((64, 65), 22, k.glow, 0.5)
    c.fill(box(63.2, 57, 1.6, 16), fade(k.ink, 0.4))
    c.fill(box(55, 64.2, 18, 1.6), fade(k.ink, 0.4))
    c.solid(box(52, 74, 24, 4, 1.5), *k.wood)
    for x, r in ((14, 8), (22, 6), (82, 7.5), (90, 5)):
        c.solid(ellipse(x, 90 - r, r), *k.leaf, shadow=0)


def bulb(c: Canvas, k: Inks) -> None:
    """A light bulb that is on."""
    c.glow((50, 42), 52, k.glow, 0.5)
    glass = curve(
        (50, 8), (73, 17), (80, 39), (71, 57), (63, 71), (37, 71), (29, 57), (20, 39), (27, 17), closed=True
    )
    c.solid(glass, k.gold.light, k.main.dark)
    c.fill(glass, around((50, 40), 34, fade(k.paper, 0.85), fade(k.paper, 0)), inside=glass)
    c.fill(
        ribbon(curve((42, 70), (38, 50), (44, 44), (50, 52), (56, 44), (62, 50), (58, 70)), 2),
        fade(k.red.dark, 0.75),
    )
    c.fill(ribbon(curve((29, 40), (31, 27), (40, 18)), 4), highlight(0.7))
    for y in (72, 78.5, 85):
        c.solid(box(37, y, 26, 6, 3), *k.metal, shadow=0.1)
    c.solid(box(43, 91, 14, 5, 2.5), *k.deep, shadow=0)


def key(c: Canvas, k: Inks) -> None:
    """A house key on a ring."""
    tilt = -38.0
    ring = turned(ellipse(27, 50, 21), tilt)
    hole = turned(ellipse(24, 50, 9.5), tilt)
    teeth = [box(42, 45, 52, 10, 3), box(74, 52, 8, 15, 2), box(86, 52, 8, 11, 2)]
    shape = [ring, *(turned(part, tilt) for part in teeth)]
    c.shadow(shape, dx=2, dy=4, blur=3)
    c.fill(shape, down(12, 92, k.gold.light, k.gold.dark), holes=[hole])
    c.fill(turned(arc(27, 50, 17, 190, 290), tilt), highlight(0.3), holes=[turned(ellipse(28, 51, 16), tilt)])
    c.fill(turned(box(46, 46.6, 46, 2.2, 1.1), tilt), highlight(0.6))
    tag = turned(box(2, 66, 24, 28, 6), 14, (14, 80))
    c.solid(tag, *k.main)
    c.fill(
        turned(polygon((14, 73), (22, 80), (20, 80), (20, 88), (8, 88), (8, 80), (6, 80)), 14, (14, 80)),
        k.paper,
    )


def brush(c: Canvas, k: Inks) -> None:
    """A broad paint brush and its stroke."""
    swash = curve(
        (8, 62), (30, 56), (34, 70), (46, 78), (90, 76), (95, 86), (80, 94), (30, 95), (12, 88), closed=True
    )
    c.solid(swash, *k.second, shadow=0.2)
    c.fill(ribbon(curve((20, 84), (40, 89), (78, 86)), 2.6), highlight(0.3))
    tilt = 34.0
    c.solid(turned(box(44.5, 2, 11, 40, 5.5), tilt), *k.wood)
    c.fill(turned(box(46.5, 6, 2.2, 30, 1.1), tilt), highlight(0.4))
    c.solid(turned(box(32, 38, 36, 15, 3), tilt), *k.metal)
    bristles = turned(
        curve((33, 53), (67, 53), (69, 70), (60, 78), (50, 74), (40, 80), (31, 70), closed=True, steps=6),
        tilt,
    )
    c.solid(bristles, *k.main, shadow=0.15)
    for x in (40, 47, 54, 61):
        c.fill(turned(box(x, 55, 1.3, 16, 0.6), tilt), fade(k.ink, 0.18))


def spray(c: Canvas, k: Inks) -> None:
    """A cleaning spray with glints."""
    flask = curve(
        (38, 36),
        (58, 36),
        (60, 46),
        (70, 58),
        (70, 90),
        (66, 94),
        (30, 94),
        (26, 90),
        (26, 58),
        (36, 46),
        closed=True,
        steps=6,
    )
    c.solid(flask, *k.main)
    c.fill(box(26, 64, 44, 20), k.paper, inside=flask)
    c.fill(sparkle(48, 74, 8), k.second.dark)
    c.solid(box(39, 25, 18, 12, 2), *k.deep)
    head = curve((24, 10), (62, 10), (70, 16), (70, 25), (36, 25), (30, 19), (22, 18), closed=True, steps=4)
    c.solid(head, *k.second)
    c.solid(ribbon(curve((62, 24), (70, 30), (68, 40)), 4), *k.second, shadow=0.1)
    c.fill(ribbon(curve((33, 56), (31, 70), (31, 88)), 3), highlight(0.5))
    for x, y, r in ((12, 14, 9), (6, 34, 5), (84, 62, 8), (88, 40, 5)):
        c.fill(sparkle(x, y, r), k.paper)
