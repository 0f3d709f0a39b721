"""Curated palettes: each mood has three, and the scene's role and hour tune the chosen one.

Promises: one video keeps one palette (mood, seed and subject choose it, never the scene);
the sky's top is dark enough for light type and the ground dark enough for captions.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from core.models import Mood, SceneRole
from core.providers.video.animatic.colour import Colour, from_hex, luma, mix, tuned

_LUMA_UNDER_TYPE = 112.0
_LUMA_UNDER_CAPTIONS = 84.0


@dataclass(frozen=True)
class Palette:
    """The colours of a scene, far to near, then the inks of type and things."""

    name: str
    sky: Colour
    air: Colour
    horizon: Colour
    far: Colour
    mid: Colour
    near: Colour
    ink: Colour
    paper: Colour
    accent: Colour
    second: Colour
    glow: Colour
    night: bool = False


def _palette(name: str, colours: str, *, night: bool = False) -> Palette:
    sky, air, horizon, far, mid, near, ink, paper, accent, second, glow = map(from_hex, colours.split())
    return Palette(name, sky, air, horizon, far, mid, near, ink, paper, accent, second, glow, night)


# sky air horizon | far mid near | ink paper | accent second glow
_CURATED: dict[Mood, tuple[Palette, ...]] = {
    Mood.CALM: (
        _palette(
            "moonlit",
            "#0a1836 #1c3f6e #5b86a8 #2b557f #1b3d63 #0c2343 #071529 #f3f6fa #ffcf7a #74c7d8 #ffe7b0",
            night=True,
        ),
        _palette(
            "sage", "#123a3c #2c6a64 #9fc9a8 #4a8f80 #2d6a60 #143f3e #0a2526 #f7f4e6 #f6c878 #a9dcc4 #fdf0cc"
        ),
        _palette(
            "lilac dusk",
            "#251f4c #584b90 #d4a3b8 #6b5a9c #46397a #241d4e #130f2c #f8f2fa #ffb89c #a5a4f0 #ffdcc4",
        ),
    ),
    Mood.UPLIFTING: (
        _palette(
            "sunrise",
            "#35286e #b04c80 #ffae7a #8d4380 #5b2f74 #2d1c54 #170e30 #fff6ec #ffd060 #5cd3ca #ffe3ae",
        ),
        _palette(
            "azure", "#0b3c8c #2080d6 #a9defa #3b82c4 #1f5ea6 #0b3470 #061b3e #f5faff #ffcb45 #ff8168 #fff0c4"
        ),
        _palette(
            "meadow",
            "#0b5358 #1f9c86 #c6e894 #3a9a78 #1f7566 #0b464a #052628 #f9faec #ffd950 #ff9060 #f6f6bc",
        ),
    ),
    Mood.ENERGETIC: (
        _palette(
            "volt", "#170f3e #4b1fc0 #b06cff #5a2cc4 #381b90 #170e42 #0a0622 #f8f5ff #dcfa46 #ff5a94 #d8b4ff"
        ),
        _palette(
            "heat", "#3a0a2c #b81c44 #ff7d48 #a02348 #6a143c #320a2a #180414 #fff5ec #ffd442 #3fd6de #ffc48a"
        ),
        _palette(
            "electric",
            "#04174a #0b48d2 #48bcff #1a5ad8 #0c389c #06194e #030c28 #f3f8ff #ffe236 #ff4a8a #aee4ff",
        ),
    ),
    Mood.WARM: (
        _palette(
            "terracotta",
            "#451c26 #a04a38 #f2b478 #9a4f40 #6b3030 #3a1820 #1d0b10 #fff5e8 #ffd796 #78bcb0 #ffe2b4",
        ),
        _palette(
            "honey", "#43240f #aa6420 #f8cc74 #a8682a #754118 #3d210e #1f1006 #fff8e8 #fff0b4 #e0664a #ffeab4"
        ),
        _palette(
            "rose", "#431838 #a54866 #f8b49c #a05070 #703054 #3a1634 #1d0a1a #fff4f0 #ffcba0 #8cc8c8 #ffdcc8"
        ),
    ),
    Mood.SERIOUS: (
        _palette(
            "slate", "#0d1926 #24405a #6f93ac #38607e #24435c #10222f #07111a #f3f6f8 #ff9f52 #74cfe4 #d8ecf6"
        ),
        _palette(
            "navy", "#08142e #153463 #5484ba #2a5488 #193a68 #0a1d3e #050f22 #f4f6fb #f6c555 #84b4fa #dce8fa"
        ),
        _palette(
            "graphite",
            "#121316 #2f343c #79828e #4a515c #31363f #17191d #0a0b0d #f6f6f4 #ff6f4e #8fb2d0 #f0ece4",
        ),
    ),
    Mood.PLAYFUL: (
        _palette(
            "candy", "#531c86 #c0449e #ffa38e #a43ca0 #702a8e #3a1668 #1d0a38 #fff5fa #ffe052 #4ad8c8 #ffd0c8"
        ),
        _palette(
            "lagoon",
            "#0a5080 #14a2b6 #a6ecc8 #2494b0 #156f94 #0a3f66 #052238 #f6fdfa #ff7f6c #ffd947 #e8fad0",
        ),
        _palette(
            "grape", "#33208a #6c4ae4 #f09ad0 #6a48cc #47309f #221560 #110a34 #f9f5ff #ffc93e #58e0d0 #ffd0ec"
        ),
    ),
    Mood.DRAMATIC: (
        _palette(
            "ember",
            "#0b0914 #34142a #9c3a30 #5a2030 #351424 #140912 #080409 #fdf2ea #ff8344 #ffd392 #ffb07a",
            night=True,
        ),
        _palette(
            "storm", "#06111c #14384a #568490 #2a5866 #183d4a #091e28 #040e14 #f0f6f6 #f6e26a #5cc4c8 #cceaea"
        ),
        _palette(
            "crimson",
            "#14060c #58101f #c83a3c #7a1a28 #4a0f1c #1e070e #0d0306 #fff2ee #ffc86a #f08478 #ffb49a",
        ),
    ),
    Mood.LUXURIOUS: (
        _palette(
            "noir",
            "#0a0a0e #25222c #6a5c58 #3f3a40 #29262e #121116 #08080a #f8f1e4 #e8c684 #b48f66 #f6dfb0",
            night=True,
        ),
        _palette(
            "emerald",
            "#041e1b #0d4239 #4f947c #1d5c4e #11423a #06221e #03110f #f8f4e8 #ead095 #8cc8b0 #f4e6b8",
        ),
        _palette(
            "burgundy",
            "#1b060e #4b1226 #a85458 #6a2038 #471428 #21080f #100408 #fbf1ea #ecce94 #d8909a #f8dcb8",
        ),
    ),
}


def palette_for(
    mood: Mood, role: SceneRole, palette_seed: int, *, subject: str = "", night: bool = False
) -> Palette:
    """The palette of a scene: chosen for the video by its mood, seed and subject, tuned for the role."""
    family = _CURATED[mood]
    digest = hashlib.sha256(f"{mood} {palette_seed} {subject.casefold()}".encode()).digest()
    palette = family[digest[0] % len(family)]
    if night and not palette.night:
        palette = _at_night(palette)
    return _readable(_for_role(palette, role))


def _for_role(palette: Palette, role: SceneRole) -> Palette:
    if role is SceneRole.PROBLEM:
        return _scenery(palette, saturation=0.55, lightness=0.72, tint=from_hex("#1c2c48"), share=0.28)
    if role is SceneRole.SOLUTION:
        return _scenery(palette, saturation=1.06, lightness=1.1, tint=palette.glow, share=0.05)
    if role is SceneRole.PROOF:
        return replace(palette, accent=palette.second, second=palette.accent)
    if role is SceneRole.CALL_TO_ACTION:
        return _scenery(palette, saturation=1.1, lightness=0.92, tint=palette.ink, share=0.1)
    if role is SceneRole.HOOK:
        return _scenery(palette, saturation=1.12, lightness=1.0, tint=palette.ink, share=0.0)
    return palette


def _scenery(palette: Palette, *, saturation: float, lightness: float, tint: Colour, share: float) -> Palette:
    """The background tuned; things and type keep their colours."""

    def tune(colour: Colour) -> Colour:
        return mix(tuned(colour, saturation=saturation, lightness=lightness), tint, share)

    p = palette
    far = replace(p, sky=tune(p.sky), air=tune(p.air), horizon=tune(p.horizon))
    return replace(far, far=tune(p.far), mid=tune(p.mid), near=tune(p.near))


def _at_night(palette: Palette) -> Palette:
    moonlight = from_hex("#0d1c40")
    darker = _scenery(palette, saturation=0.8, lightness=0.55, tint=moonlight, share=0.35)
    return replace(darker, night=True, glow=mix(palette.glow, from_hex("#ffe9b8"), 0.5))


def _readable(palette: Palette) -> Palette:
    return replace(
        palette,
        sky=_no_brighter(palette.sky, _LUMA_UNDER_TYPE * 0.6),
        air=_no_brighter(palette.air, _LUMA_UNDER_TYPE),
        near=_no_brighter(palette.near, _LUMA_UNDER_CAPTIONS),
    )


def _no_brighter(colour: Colour, limit: float) -> Colour:
    bright = luma(colour)
    return colour if bright <= limit else mix(colour, (0, 0, 0, 255), 1 - limit / bright)
