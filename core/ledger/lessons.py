"""What a provider's 429 teaches: until when a model's window is closed, for all processes.

The quota's own midnight counts where the answer names a quota of the day, else the seconds that it
asks to wait. A wait of a moment is not worth writing down.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from core.errors import QuotaExceeded
from core.ledger.windows import window_of
from core.models import Value
from core.providers.limit import Limit, Measure, Period
from core.storage.repository import upsert
from core.storage.tables import closed_windows

LEAST_WAIT_S = 5.0
_A_DAY = Limit(id="day", title="a day", measure=Measure.REQUESTS, most=0, period=Period.DAY)


def learn(connection: sa.Connection, model: str, error: QuotaExceeded, now: datetime) -> None:
    """Write down until when the provider takes nothing for the model, if it said so."""
    for quota_id in error.quota_ids or ("",):
        until = _until(quota_id, error.retry_after_s, now)
        if until is not None:
            row = {"model": model, "quota_id": quota_id[:200], "closed_until": until, "learned_at": now}
            upsert(connection, closed_windows, row)


class ClosedWindow(Value):
    """A quota of a model that the provider said is used up until a moment."""

    model: str
    quota_id: str
    closed_until: datetime
    learned_at: datetime


def closed_windows_at(connection: sa.Connection, now: datetime) -> tuple[ClosedWindow, ...]:
    """All that are closed, the one that opens first first."""
    query = sa.select(closed_windows).where(closed_windows.c.closed_until > now)
    rows = connection.execute(query.order_by(closed_windows.c.closed_until))
    return tuple(ClosedWindow.model_validate(dict(row._mapping)) for row in rows)


def reopen(connection: sa.Connection, model: str) -> None:
    """Forget what was learnt of a model: the next call asks the provider again."""
    connection.execute(sa.delete(closed_windows).where(closed_windows.c.model == model))


def closed_until(connection: sa.Connection, model: str, now: datetime) -> tuple[str, datetime] | None:
    """The quota that is closed longest for the model, and until when; None when all are open."""
    column = closed_windows.c
    query = sa.select(column.quota_id, column.closed_until).where(
        column.model == model, column.closed_until > now
    )
    row = connection.execute(query.order_by(column.closed_until.desc()).limit(1)).one_or_none()
    return None if row is None else (row.quota_id, row.closed_until)


def _until(quota_id: str, retry_after_s: float | None, now: datetime) -> datetime | None:
    if "perday" in quota_id.casefold():
        return window_of(_A_DAY, now).resets_at
    if retry_after_s is not None and retry_after_s >= LEAST_WAIT_S:
        return now + timedelta(seconds=min(retry_after_s, 86_400))
    return None
