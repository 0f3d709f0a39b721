"""What fits today, and when the rest will: told of several videos before the first one starts.

Only limits of a day, a month or for ever count here: what is full for a minute is waited for anyhow.
Videos are taken in their order; each begins when those before it have left room for all that it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from core.ledger.counting import most_of, needed
from core.ledger.windows import ROLLING, window_of
from core.models import Value
from core.providers.limit import Limit
from core.providers.meter import PaidCall

Need = Sequence[PaidCall]
"""All calls of one video."""

Used = Callable[[Limit], int]
"""What is used of a limit in its present window, in whole units."""

MOST_RESETS = 400


class Fit(Value):
    """When a video can begin. `limit` is what it waits for; `starts_at` None: it never fits into that."""

    starts_at: datetime | None
    limit: Limit | None = None

    def is_now(self, now: datetime) -> bool:
        return self.starts_at is not None and self.starts_at <= now


def predicted(limits: Sequence[Limit], used: Used, needs: Sequence[Need], now: datetime) -> tuple[Fit, ...]:
    """One answer for each need, in their order."""
    plan = _Plan([limit for limit in limits if limit.period not in ROLLING], used, now)
    return tuple(plan.fit(need) for need in needs)


class _Plan:
    """What is used and planned in each window, today's and those to come."""

    def __init__(self, limits: Sequence[Limit], used: Used, now: datetime) -> None:
        self._limits = limits
        self._moment = now
        self._taken = {(limit.id, window_of(limit, now).begins_at): used(limit) for limit in limits}

    def fit(self, need: Need) -> Fit:
        """Find the first moment that has room for the need and take the room."""
        moment, waits_for = self._moment, None
        for _ in range(MOST_RESETS):
            full = next((limit for limit in self._limits if not self._has_room(limit, need, moment)), None)
            if full is None:
                self._take(need, moment)
                return Fit(starts_at=moment, limit=waits_for)
            resets_at = window_of(full, moment).resets_at
            if resets_at is None or _amount(full, need) > most_of(full):
                return Fit(starts_at=None, limit=full)
            moment, waits_for = resets_at, full
        return Fit(starts_at=None, limit=waits_for)

    def _has_room(self, limit: Limit, need: Need, moment: datetime) -> bool:
        return self._used(limit, moment) + _amount(limit, need) <= most_of(limit)

    def _take(self, need: Need, moment: datetime) -> None:
        self._moment = moment
        for limit in self._limits:
            key = (limit.id, window_of(limit, moment).begins_at)
            self._taken[key] = self._used(limit, moment) + _amount(limit, need)

    def _used(self, limit: Limit, moment: datetime) -> int:
        return self._taken.get((limit.id, window_of(limit, moment).begins_at), 0)


def _amount(limit: Limit, need: Need) -> int:
    return sum(needed(limit, call) for call in need if limit.is_met_by(call.kind, call.model, call.route))
