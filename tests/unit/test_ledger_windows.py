"""The windows of limits, at the edges of days, months and summer time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.ledger.windows import window_of
from core.providers.limit import Limit, Measure, Period, Zone


def limit(period: Period, zone: Zone = "America/Los_Angeles") -> Limit:
    return Limit(id="x", title="x", measure=Measure.CLIPS, most=1, period=period, zone=zone)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "begins", "resets"),
    [
        ("2026-11-26 07:59:59", "2026-11-25 08:00", "2026-11-26 08:00"),
        ("2026-11-26 08:00:00", "2026-11-26 08:00", "2026-11-27 08:00"),
        ("2026-03-08 09:00:00", "2026-03-08 08:00", "2026-03-09 07:00"),  # spring forward: 23 hours
        ("2026-11-01 09:30:00", "2026-11-01 07:00", "2026-11-02 08:00"),  # fall back: 25 hours
        ("2026-12-31 23:00:00", "2026-12-31 08:00", "2027-01-01 08:00"),
    ],
)
def test_googles_day_begins_at_midnight_pacific_time(now: str, begins: str, resets: str) -> None:
    window = window_of(limit(Period.DAY), at(now))
    assert (window.begins_at, window.resets_at) == (at(begins), at(resets))


@pytest.mark.parametrize(
    ("now", "begins", "resets"),
    [
        ("2026-12-31 23:59:59", "2026-12-01", "2027-01-01"),
        ("2028-02-29 12:00:00", "2028-02-01", "2028-03-01"),
        ("2026-01-31 00:00:00", "2026-01-01", "2026-02-01"),
    ],
)
def test_a_month_begins_on_its_first_day(now: str, begins: str, resets: str) -> None:
    window = window_of(limit(Period.MONTH, "UTC"), at(now))
    assert (window.begins_at, window.resets_at) == (at(begins), at(resets))


def test_rolling_windows_follow_the_clock_and_an_endless_one_never_resets() -> None:
    now = at("2026-11-26 12:00:00")
    assert window_of(limit(Period.MINUTE), now).begins_at == now - timedelta(minutes=1)
    assert window_of(limit(Period.TEN_MINUTES), now).begins_at == now - timedelta(minutes=10)
    assert window_of(limit(Period.EVER), now).resets_at is None
    assert window_of(limit(Period.EVER), now).begins_at < at("2001-01-01")
