"""How often somebody may do something within a time.

Counts live in the memory of this process: they are exact on one machine, and where several web
processes run each counts what it saw, so that together they let through that many times more.
What must hold over all processes (budgets, quotas, jobs at once) is counted in the database.
"""

from __future__ import annotations

import math
import time

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter


class Rate:
    """At most so many in a sliding minute or hour, for each who; 0 for no limit."""

    def __init__(self, *, per_minute: int = 0, per_hour: int = 0) -> None:
        self.most = per_minute or per_hour
        self._item: RateLimitItem = (RateLimitItemPerMinute if per_minute else RateLimitItemPerHour)(
            self.most or 1
        )
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def take(self, *who: str) -> int:
        """Count one more for them; 0, or the seconds after which there is room again, at least 1."""
        if not self.most or self._limiter.hit(self._item, *who):
            return 0
        return max(1, math.ceil(self._limiter.get_window_stats(self._item, *who).reset_time - time.time()))
