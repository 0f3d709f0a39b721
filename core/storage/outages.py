"""Steps outlast a database that is away for a while: they are run again, since each may be.

A step finds what it made before by its key, and a paid call by what was written down, so running
it again makes and pays nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_exponential_jitter

from core.storage.failures import DatabaseAway

OUTAGE_S = 120.0
"""A database that is away longer fails the step, and with it the job."""

P = ParamSpec("P")
T = TypeVar("T")


def outlasting(step: Callable[P, T]) -> Callable[P, T]:
    """The step, run again while the database cannot be reached."""
    again: Callable[[Callable[P, T]], Callable[P, T]] = retry(
        retry=retry_if_exception_type(DatabaseAway),
        wait=wait_exponential_jitter(initial=0.5, max=5.0),
        stop=stop_after_delay(OUTAGE_S),
        reraise=True,
    )
    return again(step)
