"""Paid calls: written down before they are made, so that money is never spent twice.

begin_operation → operation_submitted → operation_collected. Who finds an operation that
is not new goes on with the one there is. A call whose outcome nobody knows counts as
spent until a person decides to pay again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.errors import NotFound
from core.models import JsonDict
from core.storage.processes import process_is_alive, this_process
from core.storage.records import OperationRecord, OperationState
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
            "actual_usd": None,
            "updated_at": moment,
        }
        first = {"key": key, "attempts": 1, "written_off_usd": 0.0, "created_at": moment, **intent}
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
        self._move(key, OperationState.COLLECTED, actual_usd=actual_usd)

    def operation_refused(self, key: str) -> None:
        """The safety filter said no; not charged. Raises NotFound."""
        self._move(key, OperationState.REFUSED)

    def operation_failed(self, key: str) -> None:
        """The provider failed; not charged. Raises NotFound."""
        self._move(key, OperationState.FAILED)

    def operation_unknown(self, key: str) -> None:
        """Nobody knows whether the call was made. Raises NotFound."""
        self._move(key, OperationState.UNKNOWN)

    def operation_spoilt(self, key: str) -> None:
        """What came was paid and is of no use: its price is written off, the next begin is new.

        Raises NotFound.
        """
        self._write_off(key, OperationState.SUBMITTED)

    def retry_unknown(self, key: str) -> None:
        """A person decided to pay again: the former estimate is written off, the next begin is new.

        Changes nothing unless the outcome is unknown. Raises NotFound.
        """
        self._write_off(key, OperationState.UNKNOWN)

    def _write_off(self, key: str, state: OperationState) -> None:
        written_off = operations.c.written_off_usd + operations.c.estimated_usd
        with self._writing() as connection:
            _find(connection, key)
            values = {
                "state": OperationState.FAILED,
                "written_off_usd": written_off,
                "updated_at": self._clock(),
            }
            _change(connection, key, (state,), values)

    def mark_unknown(self, is_alive: Callable[[str], bool] = process_is_alive) -> tuple[OperationRecord, ...]:
        """Intents whose process died become unknown; those that did."""
        with self._writing() as connection:
            found = _select(connection, operations.c.state == OperationState.INTENT)
            dead = [record for record in found if not is_alive(record.process)]
            for record in dead:
                values = {"state": OperationState.UNKNOWN, "updated_at": self._clock()}
                _change(connection, record.key, (OperationState.INTENT,), values)
            return tuple(_find(connection, record.key) for record in dead)

    def operation(self, key: str) -> OperationRecord:
        """One paid call; raises NotFound."""
        with self._reading() as connection:
            return _find(connection, key)

    def operations(self, video_id: str) -> tuple[OperationRecord, ...]:
        """The paid calls of a video, purged or not, the first one first."""
        with self._reading() as connection:
            return _select(connection, operations.c.video_id == checked_video_id(video_id))

    def operations_since(self, moment: datetime) -> tuple[OperationRecord, ...]:
        """The paid calls of all videos that were begun since then, the first one first."""
        with self._reading() as connection:
            return _select(connection, operations.c.created_at >= moment)

    def unknown_operations(self) -> tuple[OperationRecord, ...]:
        """The calls that wait for a person's decision, the first one first."""
        with self._reading() as connection:
            return _select(connection, operations.c.state == OperationState.UNKNOWN)

    def _move(self, key: str, state: OperationState, **values: object) -> None:
        """Change the state of an open call; a state it already has is fine, an end is never undone."""
        with self._writing() as connection:
            changes = {"state": state, "updated_at": self._clock(), **values}
            if not _change(connection, key, _OPEN, changes) and _find(connection, key).state != state:
                raise ValueError(f"the operation {key} is over; it cannot become {state}")


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
    query = sa.select(operations).where(condition).order_by(operations.c.created_at, operations.c.key)
    rows: Any = connection.execute(query)
    return tuple(OperationRecord.model_validate(dict(row._mapping)) for row in rows)
