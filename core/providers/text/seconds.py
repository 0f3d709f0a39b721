"""Words to seconds and seconds to frames: the arithmetic that every writer shares.

A rate is in spoken words a second. A token that is read out as several words (a sum, a
percentage, a very long string, a sentence in a script without blanks) counts as several.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from core.models import FPS

LONGEST_WORD_CHARS = 14
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_AMOUNT = re.compile(r"[%$€£:/@]|\d{4,}|\d[.,]\d")


def spoken_words(text: str) -> float:
    """How many words a voice will speak; two signs of a script without blanks count as one."""
    return sum(_token_words(token) for token in text.split() if any(c.isalnum() for c in token))


def _token_words(token: str) -> float:
    if signs := len(_UNSPACED.findall(token)):
        return max(1.0, signs / 2)
    return 1.0 + len(_AMOUNT.findall(token)) + (len(token) - 1) // LONGEST_WORD_CHARS


def share_seconds(weights: Sequence[float], total_s: float, least_s: float = 1.0) -> tuple[float, ...]:
    """Split `total_s` in proportion to the weights, each part at least `least_s` and whole frames long.

    The last part takes what rounding leaves, so the parts add up to `total_s`.
    Raises ValueError when the parts cannot have their least length.
    """
    if not weights or total_s < least_s * len(weights):
        raise ValueError(f"{total_s} s cannot be split into {len(weights)} parts of {least_s} s")
    spare_s = total_s - least_s * len(weights)
    whole = sum(weights)
    parts = [weight / whole if whole else 1 / len(weights) for weight in weights]
    frames = [math.floor((least_s + spare_s * part) * FPS + 1e-6) / FPS for part in parts[:-1]]
    return (*frames, rest(frames, total_s))


def rest(parts: Sequence[float], total_s: float) -> float:
    """What is missing to the total, so that adding all parts in order gives the total itself.

    Where no last part can do that (the sum skips the total by a rounding), it is off by one bit.
    """
    last = total_s - sum(parts)
    for _ in range(4):
        error = sum([*parts, last]) - total_s
        if error == 0:
            break
        last = math.nextafter(last, -math.inf if error > 0 else math.inf)
    return last
