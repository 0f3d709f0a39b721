"""Days as the studio counts them: in UTC, whatever the clock on the wall says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def utc_midnight(days_ago: int = 0) -> datetime:
    """When today began, or a day before it."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=days_ago)
