"""Charges: the rows of the ledger, one for each call that may cost money.

A row is written before the call is made and settled when its outcome is known, so the sum of
`micros` is at every moment the most that can have been spent. Functions here work inside the
caller's transaction; what a limit allows is decided in `core.ledger`.
"""

from __future__ import annotations

import math
import uuid
from datetime import datetime
from statistics import median
from typing import Any

import sqlalchemy as sa

from core.storage.records import MICROS, ChargeRecord, Outcome
from core.storage.repository import Repository, checked_video_id
from core.storage.tables import charges, operations

OPEN = (Outcome.RESERVED, Outcome.UNKNOWN)
_NOT_CHARGED = (Outcome.REFUSED, Outcome.FAILED, Outcome.RELEASED)
_NOTHING_TAKEN = {"requests": 0, "clips": 0, "characters": 0}


class Charges(Repository):
    """What was paid, read."""

    def spent_usd(self, video_id: str, since: datetime | None = None) -> float:
        """What counts as spent for a video."""
        with self._reading() as connection:
            return spent_micros(connection, checked_video_id(video_id), since) / MICROS

    def charges(
        self, since: datetime, until: datetime | None = None, *, limit: int | None = None
    ) -> tuple[ChargeRecord, ...]:
        """The charges of a time, the latest first; `until` does not count in."""
        query = sa.select(charges).where(charges.c.created_at >= since)
        if until is not None:
            query = query.where(charges.c.created_at < until)
        latest = query.order_by(charges.c.created_at.desc(), charges.c.charge_id).limit(limit)
        with self._reading() as connection:
            rows: Any = connection.execute(latest)
            return tuple(ChargeRecord.model_validate(dict(row._mapping)) for row in rows)

    def usual_wait_s(self, model: str, latest: int = 20) -> float | None:
        """Seconds from order to result: the median of a model's latest useful calls; None without any."""
        query = sa.select(charges.c.created_at, charges.c.settled_at).where(
            charges.c.model == model, charges.c.outcome == Outcome.USED, charges.c.settled_at.is_not(None)
        )
        with self._reading() as connection:
            rows = connection.execute(query.order_by(charges.c.created_at.desc()).limit(latest)).all()
        return median((ended - began).total_seconds() for began, ended in rows) if rows else None


def spent_micros(connection: sa.Connection, video_id: str, since: datetime | None = None) -> int:
    """What counts as spent for a video, in millionths of a dollar."""
    total = sa.func.coalesce(sa.func.sum(charges.c.micros), 0)
    query = sa.select(total).where(charges.c.video_id == video_id)
    if since is not None:
        query = query.where(charges.c.created_at >= since)
    return int(connection.execute(query).scalar_one())


def to_micros(usd: float) -> int:
    """Millionths of a dollar, rounded up; what floats add beyond the ninth digit does not count."""
    return math.ceil(round(usd * MICROS, 3))


def insert_charge(connection: sa.Connection, charge: ChargeRecord) -> None:
    """Write a row."""
    connection.execute(sa.insert(charges).values(**charge.model_dump()))


def settle_charge(
    connection: sa.Connection, charge_id: str, outcome: Outcome, moment: datetime, micros: int | None = None
) -> None:
    """The charge has this outcome and cost that much (None: what was reserved). One that is settled stays."""
    _settle(connection, charges.c.charge_id == charge_id, outcome, moment, micros)


def settle_operation(
    connection: sa.Connection, key: str, outcome: Outcome, moment: datetime, micros: int | None = None
) -> bool:
    """The same for the open charges of an operation; False if it has none."""
    return _settle(connection, charges.c.operation_key == key, outcome, moment, micros)


def open_charge_of(
    connection: sa.Connection, key: str, outcome: Outcome, micros: int, moment: datetime
) -> None:
    """Write down what an operation cost whose model does not use the ledger itself."""
    row = connection.execute(sa.select(operations).where(operations.c.key == key)).one()
    insert_charge(
        connection,
        ChargeRecord(
            charge_id=uuid.uuid4().hex,
            kind="video",
            model=row.model,
            route="",
            video_id=row.video_id,
            scene_id=row.scene_id,
            owner="local",
            operation_key=key,
            outcome=outcome,
            reserved_micros=micros,
            micros=micros,
            requests=1,
            clips=1,
            characters=0,
            process=row.process,
            created_at=moment,
            settled_at=None if outcome in OPEN else moment,
        ),
    )


def spent_of_operation() -> sa.ScalarSelect[int]:
    """What counts as spent for the operation of the enclosing query, in millionths."""
    total = sa.func.coalesce(sa.func.sum(charges.c.micros), 0)
    return sa.select(total).where(charges.c.operation_key == operations.c.key).scalar_subquery()


def _settle(
    connection: sa.Connection,
    which: sa.ColumnElement[bool],
    outcome: Outcome,
    moment: datetime,
    micros: int | None,
) -> bool:
    values: dict[str, object] = {"outcome": outcome, "settled_at": None if outcome in OPEN else moment}
    if outcome in _NOT_CHARGED:
        values["micros"] = 0
    elif micros is not None:
        values["micros"] = micros
    if outcome is Outcome.RELEASED:
        values |= _NOTHING_TAKEN
    this = sa.update(charges).where(which, charges.c.outcome.in_(OPEN)).values(**values)
    return connection.execute(this).rowcount > 0
