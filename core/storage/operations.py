"""Paid calls: written down before they are made, so that money is never spent twice.

begin_operation → operation_submitted → operation_collected. Who finds an operation that
is not new goes on with the one there is. A call whose outcome nobody knows counts as
spent until a person decides to pay again. What it costs stands in its charges, which are
settled in the same transaction as the operation.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.errors import NotFound
from core.models import JsonDict
from core.storage.charges import (
    open_charge_of,
    settle_operation,
    spent_of_operation,
    to_micros,
)
from core.storage.outages import outlasting
from core.storage.processes import process_is_alive, this_process
from core.storage.records import MICROS, OperationRecord, OperationState, Outcome
from core.storage.repository import Repository, checked_video_id, insert_if_absent
from core.storage.tables import operations

_OPEN = (OperationState.INTENT, OperationState.SUBMITTED, OperationState.UNKNOWN)
_NOT_CHARGED = (OperationState.REFUSED, OperationState.FAILED)


class Operations(Repository):
    """Paid calls by the key of what they make."""

    def begin_operation(
        self,
        key: str,
        *,
        video_id: str,
        scene_id: str,
        model: str,
        estimated_usd: float,
        process: str | None = None,
    ) -> OperationRecord:
        """Write down the intent to pay; if it `is_new` the caller may pay, otherwise it must not.

        A call that was refused or failed was not charged, so it begins anew.
        """
        moment = self._clock()
        intent: JsonDict = {
            "video_id": checked_video_id(video_id),
            "scene_id": scene_id,
            "model": model,
            "state": OperationState.INTENT,
            "operation_name": None,
            "process": process or this_process(),
            "estimated_usd": estimated_usd,
            "updated_at": moment,
        }
        first = {"key": key, "attempts": 1, "created_at": moment, **intent}
        again = {"attempts": operations.c.attempts + 1, **intent}
        with self._writing() as connection:
            is_new = insert_if_absent(connection, operations, first)
            is_new = is_new or _change(connection, key, _NOT_CHARGED, again)
            return _find(connection, key).model_copy(update={"is_new": is_new})

    def operation_submitted(self, key: str, operation_name: str) -> None:
        """The provider took the call and named it. Raises NotFound."""
        self._move(key, OperationState.SUBMITTED, operation_name=operation_name)

    def operation_collected(self, key: str, actual_usd: float) -> None:
        """The result is here, and what it cost. Raises NotFound."""
        self._move(key, OperationState.COLLECTED, Outcome.USED, to_micros(actual_usd))

    def operation_refused(self, key: str) -> None:
        """The safety filter said no; not charged. Raises NotFound."""
        self._move(key, OperationState.REFUSED, Outcome.REFUSED, 0)

    def operation_failed(self, key: str) -> None:
        """The provider failed; not charged. Raises NotFound."""
        self._move(key, OperationState.FAILED, Outcome.FAILED, 0)

    def operation_unknown(self, key: str) -> None:
        """Nobody knows whether the call was made; it counts as spent. Raises NotFound."""
        self._move(key, OperationState.UNKNOWN, Outcome.UNKNOWN)

    def operation_spoilt(self, key: str) -> None:
        """What came was paid and is of no use; the next begin is new. Raises NotFound."""
        self._write_off(key, OperationState.SUBMITTED, Outcome.WASTED)

    def retry_unknown(self, key: str) -> None:
        """A person decided to pay again: the former attempt stays spent, the next begin is new.

        Changes nothing unless the outcome is unknown. Raises NotFound.
        """
        self._write_off(key, OperationState.UNKNOWN, Outcome.WASTED)

    def unknown_was_free(self, key: str) -> None:
        """A person saw at the provider that it was not charged; the next begin is new.

        Changes nothing unless the outcome is unknown. Raises NotFound.
        """
        self._write_off(key, OperationState.UNKNOWN, Outcome.FAILED)

    def _write_off(self, key: str, state: OperationState, outcome: Outcome) -> None:
        with self._writing() as connection:
            found, moment = _find(connection, key), self._clock()
            values = {"state": OperationState.FAILED, "updated_at": moment}
            if _change(connection, key, (state,), values):
                _settle(connection, found, outcome, moment, None)

    def mark_unknown(self, is_alive: Callable[[str], bool] = process_is_alive) -> tuple[OperationRecord, ...]:
        """Intents whose process died become unknown; those that did."""
        with self._writing() as connection:
            found, moment = _select(connection, operations.c.state == OperationState.INTENT), self._clock()
            dead = [record for record in found if not is_alive(record.process)]
            for record in dead:
                values = {"state": OperationState.UNKNOWN, "updated_at": moment}
                _change(connection, record.key, (OperationState.INTENT,), values)
                _settle(connection, record, Outcome.UNKNOWN, moment, None)
            return tuple(_find(connection, record.key) for record in dead)

    def operation(self, key: str) -> OperationRecord:
        """One paid call; raises NotFound."""
        with self._reading() as connection:
            return _find(connection, key)

    def operations(self, video_id: str) -> tuple[OperationRecord, ...]:
        """The paid calls of a video, purged or not, the first one first."""
        with self._reading() as connection:
            return _select(connection, operations.c.video_id == checked_video_id(video_id))

    def unknown_operations(self) -> tuple[OperationRecord, ...]:
        """The calls that wait for a person's decision, the first one first."""
        with self._reading() as connection:
            return _select(connection, operations.c.state == OperationState.UNKNOWN)

    @outlasting
    def _move(
        self,
        key: str,
        state: OperationState,
        outcome: Outcome | None = None,
        micros: int | None = None,
        **values: object,
    ) -> None:
        """Change the state of an open call and settle its charges; a state it already has is fine, an end
        is never undone."""
        with self._writing() as connection:
            moment = self._clock()
            changes = {"state": state, "updated_at": moment, **values}
            is_changed = _change(connection, key, _OPEN, changes)
            found = _find(connection, key)
            if is_changed and outcome is not None:
                _settle(connection, found, outcome, moment, micros)
            elif found.state != state:
                raise ValueError(f"the operation {key} is over; it cannot become {state}")


def _settle(
    connection: sa.Connection, found: OperationRecord, outcome: Outcome, moment: datetime, micros: int | None
) -> None:
    """Settle the operation's charges; money of a model that wrote none down is written down now."""
    if settle_operation(connection, found.key, outcome, moment, micros):
        return
    owed = to_micros(found.estimated_usd) if micros is None else micros
    if owed and outcome in _COUNTS:
        open_charge_of(connection, found.key, outcome, owed, moment)


_COUNTS = (Outcome.USED, Outcome.WASTED, Outcome.UNKNOWN)


def _change(
    connection: sa.Connection, key: str, states: tuple[OperationState, ...], values: JsonDict
) -> bool:
    this = sa.update(operations).where(operations.c.key == key, operations.c.state.in_(states))
    return connection.execute(this.values(**values)).rowcount == 1


def _find(connection: sa.Connection, key: str) -> OperationRecord:
    if found := _select(connection, operations.c.key == key):
        return found[0]
    raise NotFound("There is no such operation.")


def _select(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> tuple[OperationRecord, ...]:
    query = sa.select(operations, spent_of_operation().label("micros")).where(condition)
    rows: Any = connection.execute(query.order_by(operations.c.created_at, operations.c.key))
    return tuple(_record(dict(row._mapping)) for row in rows)


def _record(row: JsonDict) -> OperationRecord:
    return OperationRecord.model_validate(row | {"spent_usd": row.pop("micros") / MICROS})
