"""People: when they came in last, and the roles that admins gave them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from core.security.people import Role
from core.storage.records import PersonRecord
from core.storage.repository import Repository, insert_if_absent
from core.storage.tables import people


class People(Repository):
    """Somebody is here once they came in or got a role, whichever was first."""

    def person(self, person_id: str) -> PersonRecord | None:
        """What is known of somebody; None for a stranger."""
        query = sa.select(people).where(people.c.person_id == person_id)
        with self._reading() as connection:
            row = connection.execute(query).one_or_none()
            return None if row is None else _record(row)

    def people(self) -> tuple[PersonRecord, ...]:
        """Everybody, by address."""
        with self._reading() as connection:
            rows = connection.execute(sa.select(people).order_by(people.c.person_id))
            return tuple(_record(row) for row in rows)

    def person_came(self, person_id: str, name: str) -> None:
        """Somebody is here now, by that name."""
        self._set(person_id, {"name": name, "came_at": self._clock()})

    def give_role(self, person_id: str, role: Role | None, by: str) -> None:
        """An admin's word on somebody; None takes it back."""
        self._set(person_id, {"role": role, "changed_by": by, "changed_at": self._clock()})

    def _set(self, person_id: str, values: dict[str, Any]) -> None:
        with self._writing() as connection:
            insert_if_absent(connection, people, {"person_id": person_id, "name": ""})
            connection.execute(sa.update(people).where(people.c.person_id == person_id).values(**values))


def _record(row: sa.Row[Any]) -> PersonRecord:
    return PersonRecord.model_validate(dict(row._mapping))
