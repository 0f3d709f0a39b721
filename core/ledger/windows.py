"""The windows of limits: when the one in force began, and when it makes room.

Rolling windows are the last so many seconds; the others begin at midnight, of a day or of a
month's first day, where the limit says midnight is. So a day is 23, 24 or 25 hours long.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from core.models import Value
from core.providers.limit import Limit, Period

ROLLING = {Period.MINUTE: timedelta(minutes=1), Period.TEN_MINUTES: timedelta(minutes=10)}
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


class Window(Value):
    """From `begins_at` on; `resets_at` is None for one that never begins anew, or rolls."""

    begins_at: datetime
    resets_at: datetime | None


def window_of(limit: Limit, now: datetime) -> Window:
    """The window of a limit that holds now, in UTC."""
    if (length := ROLLING.get(limit.period)) is not None:
        return Window(begins_at=now - length, resets_at=None)
    if limit.period is Period.EVER:
        return Window(begins_at=_BEGINNING, resets_at=None)
    zone = ZoneInfo(limit.zone)
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if limit.period is Period.DAY:
        return Window(begins_at=today.astimezone(UTC), resets_at=_after(today, days=1).astimezone(UTC))
    first = today.replace(day=1)
    return Window(begins_at=first.astimezone(UTC), resets_at=_after(first, days=32).astimezone(UTC))


def _after(moment: datetime, days: int) -> datetime:
    """Midnight that many days later on the wall; more than 31 days mean the first of the next month."""
    later = moment + timedelta(days=days)
    return later.replace(day=1) if days > 31 else later
