"""How a call to a service is made: through its breaker, and again when that may help.

What may help is the error's own word: QuotaExceeded and ProviderUnavailable are `retryable`,
and `retry_after_s` says when, if the service did. The waits grow, differ by chance so that
many callers do not come back at once, and are bounded in number, length and sum.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

import structlog
from pydantic import Field
from tenacity import RetryCallState, Retrying, retry_if_exception

from core.errors import AppError, QuotaExceeded
from core.models import Value
from core.providers.resilience.breaker import Breaker

T = TypeVar("T")
log = structlog.get_logger(__name__)


class Patience(Value):
    """How often and how long is tried again."""

    attempts: int = Field(default=4, ge=1)
    first_wait_s: float = Field(default=1.0, gt=0)
    longest_wait_s: float = Field(default=30.0, gt=0)
    """Of the waits that we choose; a service may ask for longer ones."""
    all_waits_s: float = Field(default=20.0, ge=0)
    """A wait that would exceed this sum is not begun: the error is raised at once. A job that has to wait
    longer waits where people see it, and lets others have its place."""


class Care:
    """Calls to one service."""

    def __init__(
        self,
        breaker: Breaker,
        patience: Patience | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`chance` gives 0..1."""
        self.breaker = breaker
        self._patience = patience or Patience()
        self._sleep = sleep
        self._chance = chance

    def repeat(self, work: Callable[[], T]) -> T:
        """Call, and call again after every retryable error; for what costs nothing or little to repeat."""
        return self._calls(work, lambda error: isinstance(error, AppError) and error.retryable)

    def pay(self, work: Callable[[], T]) -> T:
        """Call something that is billed: again only after a 429, which is certain not to have run."""
        return self._calls(work, lambda error: isinstance(error, QuotaExceeded))

    def _calls(self, work: Callable[[], T], may_help: Callable[[BaseException], bool]) -> T:
        retrying = Retrying(
            sleep=self._sleep,
            wait=self._wait_s,
            stop=self._is_enough,
            retry=retry_if_exception(may_help),
            before_sleep=self._tell,
            reraise=True,
        )
        result: T = retrying(self.breaker.call, work)
        return result

    def _wait_s(self, state: RetryCallState) -> float:
        error = _error(state)
        asked_s = error.retry_after_s if isinstance(error, AppError) else None
        if asked_s is not None:
            return asked_s * (1 + 0.1 * self._chance())
        grown_s = self._patience.first_wait_s * 2.0 ** min(state.attempt_number - 1, 30)
        return min(grown_s, self._patience.longest_wait_s) * (0.5 + 0.5 * self._chance())

    def _is_enough(self, state: RetryCallState) -> bool:
        waited_s = state.idle_for + state.upcoming_sleep
        return state.attempt_number >= self._patience.attempts or waited_s > self._patience.all_waits_s

    def _tell(self, state: RetryCallState) -> None:
        error = _error(state)
        log.info(
            "trying again",
            service=self.breaker.service,
            attempt=state.attempt_number,
            wait_s=round(state.upcoming_sleep, 2),
            kind=type(error).__name__,
        )


def _error(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None
