"""A circuit breaker a service: after several failures in a row it is left in peace for a while.

pybreaker keeps the count and the state. It would hold its lock for as long as a call runs,
and calls to a video service run side by side, so it is only told how each one ended.
"""

from __future__ import annotations

import contextlib
import math
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from pybreaker import CircuitBreaker, CircuitMemoryStorage

from core.errors import ContentRefused, ProviderRejected, ProviderUnavailable, QuotaExceeded

T = TypeVar("T")

_TRIAL_S = 5.0
"""How long a call may wait for the one that tries whether a service works again."""

_ANSWERED = (ContentRefused, ProviderRejected, QuotaExceeded)
"""The service said no, so it is alive."""


class BreakerState(StrEnum):
    """What a breaker does with calls; Health shows it."""

    CLOSED = "closed"
    """The service works, calls go through."""
    OPEN = "open"
    """The service failed again and again; calls are turned away for now."""
    HALF_OPEN = "half open"
    """The rest is over; one call is let through and decides, the others wait for it."""


class Breaker:
    """Counts a service's failures; safe to share between threads."""

    def __init__(
        self,
        service: str,
        *,
        failures: int = 5,
        rest_s: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.service = service
        self._rest_s = rest_s
        self._trial = threading.Lock()
        self._storage = _Storage(clock)
        self._circuit = CircuitBreaker(
            fail_max=failures,
            reset_timeout=rest_s,
            exclude=[*_ANSWERED],
            state_storage=self._storage,
            throw_new_error_on_trip=False,
        )

    @property
    def state(self) -> BreakerState:
        if self._circuit.current_state == "closed":
            return BreakerState.CLOSED
        return BreakerState.OPEN if self.rest_left_s > 0 else BreakerState.HALF_OPEN

    @property
    def rest_left_s(self) -> float:
        """Seconds until calls are let through again; 0 when they are."""
        if self._circuit.current_state != "open":
            return 0.0
        return max(0.0, self._rest_s - self._storage.open_for_s)

    def call(self, work: Callable[[], T]) -> T:
        """Do the work unless the service rests: then ProviderUnavailable, and when to come again."""
        match self.state:
            case BreakerState.CLOSED:
                return self._called(work)
            case BreakerState.OPEN:
                raise self._resting(self.rest_left_s)
        if not self._trial.acquire(blocking=False):
            raise self._resting(_TRIAL_S)
        try:
            return self._called(work)
        finally:
            self._trial.release()

    def _resting(self, left_s: float) -> ProviderUnavailable:
        return ProviderUnavailable(
            f"{self.service} failed several times in a row and is left in peace for a moment.",
            f"Try again in {math.ceil(left_s)} s.",
            retry_after_s=left_s,
        )

    def _called(self, work: Callable[[], T]) -> T:
        """Do the work and tell the circuit how it ended."""
        try:
            result = work()
        except (ProviderUnavailable, *_ANSWERED) as error:
            self._note(error)
            raise
        self._note(None)
        return result

    def _note(self, error: Exception | None) -> None:
        def ending() -> None:
            if error is not None:
                raise error

        with contextlib.suppress(Exception):  # what pybreaker says about it is in the state
            self._circuit.call(ending)


class _Storage(CircuitMemoryStorage):
    """Counts time by a clock of ours; pybreaker itself only compares with the wall clock."""

    def __init__(self, clock: Callable[[], float]) -> None:
        super().__init__("closed")
        self._clock = clock
        self._opened_s = -math.inf

    @property
    def open_for_s(self) -> float:
        return self._clock() - self._opened_s

    @property
    def opened_at(self) -> datetime | None:
        if math.isinf(self._opened_s):
            return None
        return datetime.now(UTC) - timedelta(seconds=self.open_for_s)

    @opened_at.setter
    def opened_at(self, datetime: datetime) -> None:  # noqa: ARG002 - pybreaker's name and moment
        self._opened_s = self._clock()
