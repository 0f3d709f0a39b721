"""Who is acting: the person for whom this thread works right now.

A page sets the person it was opened by, the media routes the one of the request; what runs on the
machine itself (command line, jobs, tests) acts as its owner. What a role may do stands in
`core.studio.permissions`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum

from core.models import Value


class Role(StrEnum):
    """What somebody may do; each role may also do what the ones before it may."""

    NONE = "none"
    """Nothing at all: not signed in, or shut out."""
    VIEWER = "viewer"
    CREATOR = "creator"
    APPROVER = "approver"
    ADMIN = "admin"

    def includes(self, other: Role) -> bool:
        """Whether this role may do what the other may."""
        roles = list(Role)
        return roles.index(self) >= roles.index(other)


class Person(Value):
    """Somebody known. `person_id` is what a video's `owner` holds; `address` is where they come from."""

    person_id: str
    name: str = ""
    role: Role
    address: str = ""


OWNER_OF_THE_MACHINE = Person(person_id="local", role=Role.ADMIN)
NOBODY = Person(person_id="", role=Role.NONE)

_acting: ContextVar[Person] = ContextVar("acting_person", default=OWNER_OF_THE_MACHINE)


def acting_person() -> Person:
    """For whom this thread works."""
    return _acting.get()


def act_as(person: Person) -> None:
    """From now on this thread works for that person."""
    _acting.set(person)


@contextmanager
def acting_as(person: Person) -> Iterator[None]:
    """Work for that person until the end of the block."""
    token = _acting.set(person)
    try:
        yield
    finally:
        _acting.reset(token)
