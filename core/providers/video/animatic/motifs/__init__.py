"""Motifs: small illustrations drawn in code in one style, each in a box of 100 by 100 units."""

from __future__ import annotations

from collections.abc import Callable

from core.providers.video.animatic.canvas import Canvas
from core.providers.video.animatic.inks import Inks
from core.providers.video.animatic.motifs import home, leisure, living, trade, work

Draw = Callable[[Canvas, Inks], None]

MOTIFS: dict[str, Draw] = {
    function.__name__: function
    for function in (
        *(home.wrench, home.tap, home.house, home.bulb, home.key, home.brush, home.spray),
        *(work.phone, work.laptop, work.chart, work.coins, work.book, work.calendar, work.chat),
        *(work.shield, work.rocket, work.clock),
        *(leisure.moon, leisure.plane, leisure.suitcase, leisure.shoe, leisure.dumbbell, leisure.camera),
        *(leisure.car, leisure.headphones, leisure.tickets, leisure.trophy),
        *(living.cup, living.bottle, living.bowl, living.cake, living.plant, living.love, living.paw),
        *(living.people, living.cosmetics, living.scissors, living.pan),
        *(trade.bag, trade.gift, trade.tag, trade.stars, trade.megaphone, trade.dress),
        *(trade.button, trade.parcel, trade.badge),
    )
}
"""Every motif by its name."""
