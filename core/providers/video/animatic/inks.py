"""Inks: the tones things are drawn in, all leaning towards the palette so that they belong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from core.providers.video.animatic.colour import WHITE, Colour, from_hex, mix, tuned
from core.providers.video.animatic.palette import Palette


class Tone(NamedTuple):
    """A surface: its colour in light and in shade."""

    light: Colour
    dark: Colour


@dataclass(frozen=True)
class Inks:
    """Everything a motif may be painted with."""

    main: Tone
    second: Tone
    body: Tone
    deep: Tone
    metal: Tone
    leaf: Tone
    water: Tone
    wood: Tone
    skin: Tone
    red: Tone
    gold: Tone
    ink: Colour
    paper: Colour
    glow: Colour


def inks_of(palette: Palette) -> Inks:
    """The inks of a palette."""

    def leaning(light: str, dark: str) -> Tone:
        return Tone(mix(from_hex(light), palette.paper, 0.08), mix(from_hex(dark), palette.air, 0.22))

    def surface(colour: Colour) -> Tone:
        return Tone(
            mix(colour, WHITE, 0.24), mix(tuned(colour, saturation=1.05, lightness=0.74), palette.air, 0.1)
        )

    return Inks(
        main=surface(palette.accent),
        second=surface(palette.second),
        body=Tone(palette.paper, mix(palette.paper, palette.air, 0.36)),
        deep=Tone(mix(palette.near, palette.horizon, 0.26), palette.ink),
        metal=leaning("#f2f6fa", "#76879c"),
        leaf=leaning("#8fdc84", "#1d7a5c"),
        water=leaning("#a8ecff", "#1f86d8"),
        wood=leaning("#e6b27c", "#8a5230"),
        skin=leaning("#ffd2b0", "#d98a66"),
        red=leaning("#ff8d78", "#d2383e"),
        gold=leaning("#ffe48a", "#e09a26"),
        ink=palette.ink,
        paper=palette.paper,
        glow=palette.glow,
    )
