"""When a job that met a limit goes on by itself, and when it had better stop and ask."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.errors import AppError, BudgetExceeded, QuotaExceeded
from core.settings import AtLimit

FIRST_WAIT_S, LONGEST_WAIT_S = 60.0, 3600.0
"""Where a provider turns us away without saying for how long: twice as long each time."""
MOST_ATTEMPTS = 40
"""A job that was turned away this often stops and asks."""


def goes_on_at(error: AppError, at_limit: AtLimit, attempt: int, now: datetime) -> datetime | None:
    """The moment to try again; None when the job ends with the error."""
    is_limit = isinstance(error, (QuotaExceeded, BudgetExceeded))
    if not is_limit or at_limit is not AtLimit.WAIT or attempt >= MOST_ATTEMPTS:
        return None
    if error.retry_after_s is not None:
        return now + timedelta(seconds=max(1.0, error.retry_after_s))
    if isinstance(error, BudgetExceeded):
        return None
    return now + timedelta(seconds=min(FIRST_WAIT_S * 2.0 ** min(attempt - 1, 10), LONGEST_WAIT_S))
