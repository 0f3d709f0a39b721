"""People: who is let in and as what; the list of them that admins keep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from core.errors import InvalidInput, NotAllowed
from core.models import Value
from core.security.admission import fixed_role, role_of
from core.security.audit import Deed
from core.security.identity import Identity, address_of
from core.security.people import Person, Role, acting_as, acting_person
from core.storage.records import PersonRecord
from core.studio.auditing import Auditing, write
from core.studio.permissions import Permissions

NOTED_AGAIN_AFTER = timedelta(minutes=10)
"""How exactly it is known when somebody was here last."""


class Member(Value):
    """Somebody as the People page shows them.

    `role` is what the settings or an admin gave, None where a claim or the usual role decides; a `fixed`
    one stands in the settings.
    """

    record: PersonRecord
    role: Role | None
    fixed: bool


class People(Permissions, Auditing):
    """Who may come in."""

    def recognise(self, identity: Identity, address: str = "") -> Person:
        """The person of a verified login who comes from that address. Raises NotAllowed."""
        record = self._parts.history.person(identity.email)
        role = role_of(identity, self._parts.settings, record.role if record else None)
        name = identity.name or (record.name if record else "")
        person = Person(person_id=identity.email, name=name, role=role, address=address)
        if _is_news(record, name):
            self._parts.history.person_came(identity.email, name)
            self._note(person)
        return person

    def members(self) -> tuple[Member, ...]:
        """Everybody who came in or got a role, by address."""
        return tuple(self._member(record) for record in self._parts.history.people())

    def give_role(self, person_id: str, role: Role | None) -> None:
        """Make somebody a viewer, creator, approver or admin, or shut them out; None: as before any word.

        It holds within seconds, also for who is signed in. Raises InvalidInput for a role of the settings,
        and for one's own, so that no admin locks themselves out.
        """
        email = _checked(person_id)
        if fixed_role(email, self._parts.settings) is not None:
            raise InvalidInput("This role stands in the settings.", "Change it there and start again.")
        if email == acting_person().person_id:
            raise InvalidInput("Your own role is changed by another admin.")
        self._parts.history.give_role(email, role, acting_person().person_id)

    def _note(self, person: Person) -> None:
        """In the audit log: somebody came, or came back."""
        with acting_as(person):
            write(self, Deed(action="sign_in"))

    def _member(self, record: PersonRecord) -> Member:
        fixed = fixed_role(record.person_id, self._parts.settings)
        return Member(record=record, role=fixed or record.role, fixed=fixed is not None)


def _is_news(record: PersonRecord | None, name: str) -> bool:
    if record is None or record.came_at is None or record.name != name:
        return True
    return datetime.now(UTC) - record.came_at > NOTED_AGAIN_AFTER


def _checked(email: str) -> str:
    try:
        return address_of(email)
    except NotAllowed as error:
        raise InvalidInput(f"{email!r:.60} is no e-mail address.") from error
