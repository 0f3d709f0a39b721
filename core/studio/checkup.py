"""A checkup: what the parts' checks found last, and how long ago.

Checks take half a second and may ask services that cost something; so what was found a moment
ago is told again, and people who ask at the same time get one answer.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from core.health import HealthCheck
from core.models import Value

FRESH_S = 15.0
"""How long an answer is told again before the parts are checked anew."""

Checks = tuple[HealthCheck, ...]


class HealthReport(Value):
    """All checks and the seconds since they ended."""

    checks: Checks
    age_s: float

    @property
    def bad(self) -> Checks:
        """The parts that need attention."""
        return tuple(check for check in self.checks if not check.ok)


class Checkup:
    """The latest answer of `check`, for any thread."""

    def __init__(self, check: Callable[[], Checks], clock: Callable[[], float] = time.monotonic) -> None:
        self._check, self._clock = check, clock
        self._alone = threading.Lock()
        self._checks: Checks = ()
        self._ended = float("-inf")

    def report(self, younger_than_s: float = FRESH_S) -> HealthReport:
        """The latest answer if it is younger than that when asked for, else a new one.

        Whoever asks while the parts are being checked waits and gets that answer; with 0 it is
        never one from before the question. What `check` raises goes to who asked.
        """
        asked = self._clock()
        with self._alone:
            if asked - self._ended >= younger_than_s:
                self._checks = self._check()
                self._ended = self._clock()
            return HealthReport(checks=self._checks, age_s=self._clock() - self._ended)
