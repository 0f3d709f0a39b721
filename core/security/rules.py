"""What an action takes: the least role that may do it, on one's own things and on another's."""

from __future__ import annotations

from core.models import Value
from core.security.people import Person, Role


class Rule(Value):
    """The least role for what is one's own or nobody's, for another's, for another's finished video.

    What is not given is as what stands before it.
    """

    own: Role
    others: Role | None = None
    finished: Role | None = None

    @property
    def for_others(self) -> Role:
        return self.others or self.own

    @property
    def for_finished(self) -> Role:
        return self.finished or self.for_others

    def allows_all(self, person: Person) -> bool:
        """Whether the person may do it to everything there is."""
        return person.role.includes(self.own) and person.role.includes(self.for_others)

    def allows_some(self, person: Person) -> bool:
        """Whether the person may do it to anything, at least to what is their own."""
        return person.role.includes(self.own)

    def allows(self, person: Person, owner: str, *, is_finished: bool) -> bool:
        """Whether the person may do it to something of that owner."""
        if not self.allows_some(person):
            return False
        least = self.for_finished if is_finished else self.for_others
        return owner == person.person_id or person.role.includes(least)
