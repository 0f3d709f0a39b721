"""Colours as plain tuples, and the few ways the animatic mixes them.

A colour is (red, green, blue, alpha), each 0..255, not premultiplied.
"""

from __future__ import annotations

import colorsys

Colour = tuple[int, int, int, int]
WHITE: Colour = (255, 255, 255, 255)
BLACK: Colour = (0, 0, 0, 255)


def from_hex(text: str) -> Colour:
    """`#rrggbb` as an opaque colour."""
    red, green, blue = bytes.fromhex(text.removeprefix("#"))
    return red, green, blue, 255


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """The first colour with a share (0..1) of the second."""
    red, green, blue, alpha = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue, alpha


def fade(colour: Colour, opacity: float) -> Colour:
    """The same colour at an opacity of 0..1."""
    return (*colour[:3], round(255 * opacity))


def luma(colour: Colour) -> float:
    """Perceived brightness 0..255 (BT.709 weights)."""
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def tuned(colour: Colour, *, saturation: float = 1.0, lightness: float = 1.0) -> Colour:
    """The colour with its saturation and lightness multiplied."""
    hue, light, satur = colorsys.rgb_to_hls(*(channel / 255 for channel in colour[:3]))
    rgb = colorsys.hls_to_rgb(hue, min(light * lightness, 1.0), min(satur * saturation, 1.0))
    red, green, blue = (round(255 * channel) for channel in rgb)
    return red, green, blue, colour[3]
