"""Seldom: of things that happen again and again, once in a while."""

from __future__ import annotations

import time
from collections.abc import Callable

_NOTED_AT_MOST = 10_000


class Seldom:
    """Says of each thing once in a while that it is new. Any thread may ask."""

    def __init__(self, period_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._period_s, self._clock = period_s, clock
        self._noted: dict[object, float] = {}

    def is_new(self, thing: object) -> bool:
        """Whether it was not asked for within the period."""
        now = self._clock()
        if now < self._noted.get(thing, float("-inf")):
            return False
        if len(self._noted) >= _NOTED_AT_MOST:
            self._noted = {}
        self._noted[thing] = now + self._period_s
        return True
