"""What a person is told when a limit allows no more."""

from __future__ import annotations

from datetime import datetime

from core.errors import AppError, BudgetExceeded, QuotaExceeded
from core.ledger.budgets import DAY, MONTH, OWNER, VIDEO
from core.providers.limit import Limit, Measure
from core.providers.meter import PaidCall
from core.storage.records import MICROS

_OURS = {
    DAY: "VVG_DAILY_BUDGET_USD",
    MONTH: "VVG_MONTHLY_BUDGET_USD",
    OWNER: "VVG_USER_BUDGET_USD",
    VIDEO: "VVG_VIDEO_BUDGET_USD",
}


def refusal(limit: Limit, call: PaidCall, spent: int, now: datetime, room_at: datetime | None) -> AppError:
    """The error for a call that a limit has no room for; `retry_after_s` says when it has, if ever."""
    after_s = None if room_at is None else max(0.0, (room_at - now).total_seconds())
    when = _when(room_at, now)
    if limit.is_budget:
        return BudgetExceeded(
            f"The budget of {amount(limit, limit.most)} {limit.title} does not cover this: "
            f"{amount(limit, spent / MICROS)} are spent or reserved, and {call.model} costs up to "
            f"${call.most_usd:.2f}.",
            f"{when}{'Or raise' if when else 'Raise'} {_OURS[limit.id]}, or go on without paying.",
            retry_after_s=after_s,
        )
    return QuotaExceeded(
        f"The quota of {amount(limit, limit.most)} {limit.title} is used up.",
        f"{when}A larger quota is set in a catalogue of your own."
        if when
        else "It is smaller than this need.",
        retry_after_s=after_s,
    )


def closed(call: PaidCall, quota_id: str, now: datetime, until: datetime) -> QuotaExceeded:
    """The error for a model whose provider said that it takes nothing before a moment."""
    window = f" ({quota_id})" if quota_id else ""
    return QuotaExceeded(
        f"Google's quota for {call.model} is used up{window}.",
        _when(until, now).strip(),
        retry_after_s=max(0.0, (until - now).total_seconds()),
    )


def amount(limit: Limit, number: float) -> str:
    """A number of the limit's measure as people write it: $25.00, 100 clips."""
    if limit.measure is Measure.USD:
        return f"${number:,.2f}"
    return f"{number:,.0f} {limit.measure}"


def _when(room_at: datetime | None, now: datetime) -> str:
    if room_at is None:
        return ""
    after_s = (room_at - now).total_seconds()
    if after_s < 120:
        return f"There is room again in {max(1, round(after_s))} s. "
    day = "" if room_at.date() == now.date() else f"on {room_at.day} {room_at:%b} "
    return f"There is room again {day}at {room_at:%H:%M} UTC. "
