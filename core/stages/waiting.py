"""When a job that met a limit or found no room on its machine goes on by itself, and when it stops."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.errors import AppError, BudgetExceeded, MachineShort, QuotaExceeded
from core.settings import AtLimit

FIRST_WAIT_S, LONGEST_WAIT_S = 60.0, 3600.0
"""Where a provider turns us away without saying for how long: twice as long each time."""
FIRST_LOOK_S, LONGEST_LOOK_S = 15.0, 120.0
"""The same where this machine has no room: to look costs nothing."""
MOST_ATTEMPTS = 40
"""A job that was turned away this often stops and asks."""


def goes_on_at(error: AppError, at_limit: AtLimit, attempt: int, now: datetime) -> datetime | None:
    """The moment to try again; None when the job ends with the error."""
    if isinstance(error, MachineShort):
        return _later(now, FIRST_LOOK_S, LONGEST_LOOK_S, attempt)  # others end, or a person chooses
    is_limit = isinstance(error, (QuotaExceeded, BudgetExceeded))
    if not is_limit or at_limit is not AtLimit.WAIT or attempt >= MOST_ATTEMPTS:
        return None
    if error.retry_after_s is not None:
        return now + timedelta(seconds=max(1.0, error.retry_after_s))
    if isinstance(error, BudgetExceeded):
        return None
    return _later(now, FIRST_WAIT_S, LONGEST_WAIT_S, attempt)


def _later(now: datetime, first_s: float, longest_s: float, attempt: int) -> datetime:
    return now + timedelta(seconds=min(first_s * 2.0 ** min(attempt - 1, 10), longest_s))
