"""Counting what is used of a limit, inside the caller's transaction.

Everything is counted from the charges themselves: there is no counter beside them that could differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa

from core.ledger.windows import ROLLING, Window, window_of
from core.models import Value
from core.providers.limit import Limit, Measure, Scope
from core.providers.meter import PaidCall
from core.providers.purpose import Purpose
from core.storage.charges import to_micros
from core.storage.records import MICROS
from core.storage.tables import charges

_COLUMNS = {
    Measure.CLIPS: charges.c.clips,
    Measure.REQUESTS: charges.c.requests,
    Measure.CHARACTERS: charges.c.characters,
    Measure.USD: charges.c.micros,
}


class Standing(Value):
    """How much of a limit is used in its present window; `units` are whole ones, money in millionths."""

    limit: Limit
    units: int
    window: Window

    @property
    def used(self) -> float:
        """In the limit's own measure."""
        return self.units / (MICROS if self.limit.measure is Measure.USD else 1)

    @property
    def share(self) -> float:
        """0..1, or more where a limit was lowered below what was used already."""
        return self.used / self.limit.most if self.limit.most else 1.0

    @property
    def left(self) -> float:
        return max(0.0, self.limit.most - self.used)

    def has_room(self, need: int) -> bool:
        """Whether so many units more stay within the limit."""
        return self.units + need <= most_of(self.limit)

    def with_more(self, need: int) -> Standing:
        """The same once so many units more are used."""
        return self.model_copy(update={"units": self.units + need})


def applying(limits: Sequence[Limit], call: PaidCall) -> Iterator[Limit]:
    """The limits under which a call falls and of which it needs something."""
    for limit in limits:
        if limit.is_met_by(call.kind, call.model, call.route) and needed(limit, call):
            yield limit


def needed(limit: Limit, call: PaidCall) -> int:
    """What the call needs of the limit, in whole units (money in millionths)."""
    return {
        Measure.CLIPS: call.clips,
        Measure.REQUESTS: 1,
        Measure.CHARACTERS: call.characters,
        Measure.USD: to_micros(call.most_usd),
    }[limit.measure]


def most_of(limit: Limit) -> int:
    """The limit in whole units."""
    return round(limit.most * MICROS) if limit.measure is Measure.USD else int(limit.most)


def used(connection: sa.Connection, limit: Limit, purpose: Purpose, now: datetime) -> int:
    """What is used of the limit in its present window, in whole units."""
    column = _COLUMNS[limit.measure]
    query = sa.select(sa.func.coalesce(sa.func.sum(column), 0)).where(*_counted(limit, purpose, now))
    return int(connection.execute(query).scalar_one())


def makes_room_at(
    connection: sa.Connection, limit: Limit, purpose: Purpose, now: datetime, need: int
) -> datetime | None:
    """When the limit has room for the need, as things stand; None: never."""
    most = most_of(limit)
    if need > most:
        return None
    if (length := ROLLING.get(limit.period)) is None:
        return window_of(limit, now).resets_at
    column = _COLUMNS[limit.measure]
    query = sa.select(charges.c.created_at, column).where(*_counted(limit, purpose, now), column > 0)
    rows = connection.execute(query.order_by(charges.c.created_at)).all()
    left = sum(amount for _, amount in rows)
    for created_at, amount in rows:
        left -= amount
        if left + need <= most:
            return created_at + length  # type: ignore[no-any-return]  # a UtcTime
    return now


def standing(connection: sa.Connection, limit: Limit, purpose: Purpose, now: datetime) -> Standing:
    """How much of a limit is used now."""
    return Standing(limit=limit, units=used(connection, limit, purpose, now), window=window_of(limit, now))


def _counted(limit: Limit, purpose: Purpose, now: datetime) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [charges.c.created_at > window_of(limit, now).begins_at]
    if limit.period not in ROLLING:
        found = [charges.c.created_at >= window_of(limit, now).begins_at]
    for column, wanted in (
        (charges.c.kind, limit.kind),
        (charges.c.model, limit.model),
        (charges.c.route, limit.route),
    ):
        if wanted:
            found.append(column == str(wanted))
    if limit.scope is Scope.OWNER:
        found.append(charges.c.owner == purpose.owner)
    if limit.scope is Scope.VIDEO:
        found.append(charges.c.video_id == purpose.video_id)
    return found
