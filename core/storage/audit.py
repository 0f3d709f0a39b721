"""The audit log in the database: added to by any process, and changed by none.

Who adds an entry holds the head's row until it is written, so entries of several processes stand one
after the other. Triggers refuse to change or remove entries and to move the head backwards. Who owns
the tables can drop the triggers; what is done then, the chain shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TypedDict, Unpack

import sqlalchemy as sa
import structlog

from core.security.audit import Anchor, Deed, Entry, Verdict, chained, examined
from core.storage.failures import database_failures
from core.storage.repository import Repository, at_one_moment, insert_if_absent
from core.storage.tables import audit, audit_head

_AT_ONCE = 1_000
_ONLY = 1
"""The head is one row, of this id."""

log = structlog.get_logger(__name__)


class AuditFilters(TypedDict, total=False):
    """Which entries: all given conditions hold. `since` counts in, `until` does not."""

    person: str
    action: str
    video_id: str
    since: datetime | None
    until: datetime | None


class AuditLog(Repository):
    """Any thread and any process may use it. Methods raise StorageError."""

    def record(self, deed: Deed, *, person: str, role: str = "", address: str = "") -> Entry:
        """Write down what a person did; the entry, which also gets its line in the program's log."""
        with self._writing() as connection:
            head = _held_head(connection)
            entry = Entry(
                **deed.model_dump(),
                number=head.number + 1,
                moment=self._clock(),
                person=person,
                role=role,
                address=address,
            )
            entry = entry.model_copy(update={"hash": chained(head.hash, entry)})
            connection.execute(sa.insert(audit).values(**entry.model_dump()))
            moved = {"number": entry.number, "hash": entry.hash}
            connection.execute(sa.update(audit_head).where(audit_head.c.head_id == _ONLY).values(**moved))
        log.info("audit", number=entry.number, anchor=entry.hash, action=entry.action, result=entry.result)
        return entry

    def entries(
        self, *, offset: int = 0, limit: int = 100, **filters: Unpack[AuditFilters]
    ) -> tuple[Entry, ...]:
        """A page of the entries that match, the latest first."""
        query = sa.select(audit).where(*_conditions(**filters)).order_by(audit.c.number.desc())
        with self._reading() as connection:
            return tuple(_entry(row) for row in connection.execute(query.offset(offset).limit(limit)))

    def count(self, **filters: Unpack[AuditFilters]) -> int:
        """How many entries match."""
        query = sa.select(sa.func.count()).select_from(audit).where(*_conditions(**filters))
        with self._reading() as connection:
            return connection.execute(query).scalar_one()

    def actions(self) -> tuple[str, ...]:
        """The actions that there are entries of."""
        with self._reading() as connection:
            found = connection.execute(sa.select(audit.c.action).distinct().order_by(audit.c.action))
            return tuple(found.scalars())

    def everything(self, **filters: Unpack[AuditFilters]) -> Iterator[Entry]:
        """All entries that match, the first one first, as they are at one moment."""
        query = sa.select(audit).where(*_conditions(**filters)).order_by(audit.c.number)
        with self._reading() as connection:
            for row in connection.execution_options(yield_per=_AT_ONCE).execute(query):
                yield _entry(row)

    def verify(self, anchors: Mapping[int, str] | None = None) -> Verdict:
        """Follow the whole chain as it is at one moment; `anchors` are hashes by number kept elsewhere."""
        with database_failures(), at_one_moment(self._engine) as connection:
            row = connection.execute(sa.select(audit_head)).one_or_none()
            head = Anchor() if row is None else Anchor(number=row.number, hash=row.hash)
            query = sa.select(audit).order_by(audit.c.number)
            rows = connection.execution_options(yield_per=_AT_ONCE).execute(query)
            return examined((_entry(row) for row in rows), head, anchors)


def _held_head(connection: sa.Connection) -> Anchor:
    """The head, held until the transaction ends; SQLite's writers take turns anyway."""
    insert_if_absent(connection, audit_head, {"head_id": _ONLY, **Anchor().model_dump()})
    row = connection.execute(sa.select(audit_head).with_for_update()).one()
    return Anchor(number=row.number, hash=row.hash)


def _conditions(
    person: str = "",
    action: str = "",
    video_id: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[sa.ColumnElement[bool]]:
    column = audit.c
    wanted = (("person", person), ("action", action), ("video_id", video_id))
    found: list[sa.ColumnElement[bool]] = [column[name] == value for name, value in wanted if value]
    if since is not None:
        found.append(column.moment >= since)
    if until is not None:
        found.append(column.moment < until)
    return found


def _entry(row: sa.Row[Any]) -> Entry:
    return Entry.model_validate(dict(row._mapping))
