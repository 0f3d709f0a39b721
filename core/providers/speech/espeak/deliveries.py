"""How a style is spoken: speed, pitch, melody and pauses as espeak-ng's parameters.

The speed is what the library calls words a minute; a language's factor brings the words a second of
real marketing sentences near the 2.5 that scripts are written for.
"""

from __future__ import annotations

from typing import NamedTuple

from core.models import Language, VoiceStyle

SLOWEST_WPM, FASTEST_WPM = 80, 450


class Delivery(NamedTuple):
    """Parameters of espeak-ng; pitch and melody 0 to 100, `gap_10ms` between words."""

    rate_wpm: int
    pitch: int
    melody: int
    gap_10ms: int


_STYLES = {
    VoiceStyle.NATURAL: Delivery(145, 48, 60, 0),
    VoiceStyle.CALM: Delivery(132, 42, 50, 1),
    VoiceStyle.ENERGETIC: Delivery(166, 54, 74, 0),
    VoiceStyle.WARM: Delivery(140, 44, 62, 0),
    VoiceStyle.AUTHORITATIVE: Delivery(138, 38, 54, 1),
}

_FACTORS = {
    Language.FRENCH: 0.92,
    Language.PORTUGUESE: 1.05,
    Language.ARABIC: 1.15,
    Language.CHINESE: 1.2,
}


def delivery_for(style: VoiceStyle, language: Language, speed: float) -> Delivery:
    """The style's delivery at the asked speed (1.0 = as the style has it), within what the library can do."""
    base = _STYLES[style]
    rate = round(base.rate_wpm * _FACTORS.get(language, 1.0) * speed)
    return base._replace(rate_wpm=min(max(rate, SLOWEST_WPM), FASTEST_WPM))
