"""Alerts: a limit of a day or a month is half used, nearly used, used up. Each is raised once.

The row in the database decides who raises it, so several processes raise it once together.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.ledger.counting import Standing
from core.ledger.refusing import amount
from core.models import Value
from core.operations.events import LimitCrossed
from core.providers.limit import Period
from core.storage.repository import insert_if_absent
from core.storage.tables import alerts

PERCENTS = (50, 80, 100)
_ALERTED = (Period.DAY, Period.MONTH)


class Alert(Value):
    """A limit crossed this much of what it allows."""

    limit_id: str
    begins_at: datetime
    percent: int
    text: str
    raised_at: datetime


def raise_alerts(
    connection: sa.Connection, before: Standing, after: Standing, now: datetime, *, is_full: bool = False
) -> list[Alert]:
    """Write down the alerts that lie between two standings; those that nobody raised before.

    `is_full`: something was refused, so there is no room whatever the sum says.
    """
    if after.limit.period not in _ALERTED:
        return []
    crossed = [p for p in PERCENTS if before.share * 100 < p <= after.share * 100 or (is_full and p == 100)]
    found = [_alert(after, percent, now) for percent in crossed]
    return [alert for alert in found if insert_if_absent(connection, alerts, alert.model_dump())]


def alerts_since(connection: sa.Connection, moment: datetime) -> tuple[Alert, ...]:
    """What was raised after that moment, the first one first."""
    query = sa.select(alerts).where(alerts.c.raised_at > moment).order_by(alerts.c.raised_at)
    return tuple(Alert.model_validate(dict(row._mapping)) for row in connection.execute(query))


def limit_crossed(alert: Alert) -> LimitCrossed:
    """The alert as an event."""
    return LimitCrossed(
        event_id=f"{alert.limit_id}.{alert.begins_at:%Y%m%d}.{alert.percent}",
        moment=alert.raised_at,
        limit_id=alert.limit_id,
        percent=alert.percent,
        text=alert.text,
    )


def _alert(standing: Standing, percent: int, now: datetime) -> Alert:
    limit = standing.limit
    said = f"{amount(limit, standing.used)} of {amount(limit, limit.most)} {limit.title}"
    head = "used up" if percent == 100 else f"{percent} % used"
    return Alert(
        limit_id=limit.id,
        begins_at=standing.window.begins_at,
        percent=percent,
        text=f"{'Budget' if limit.is_budget else 'Quota'} {head}: {said}.",
        raised_at=now,
    )
