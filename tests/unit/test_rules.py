"""Rules of roles: whose things a role reaches."""

from __future__ import annotations

import pytest

from core.security.people import NOBODY, Person, Role
from core.security.rules import Rule
from core.studio import Studio
from core.studio.permissions import RULES, guarded
from core.studio.room import Room


def person(role: Role) -> Person:
    return Person(person_id="me", role=role)


def test_each_role_may_do_what_the_ones_before_it_may() -> None:
    roles = list(Role)
    for place, role in enumerate(roles):
        assert [role.includes(other) for other in roles] == [n <= place for n in range(len(roles))]


def test_an_owner_reaches_further_into_their_own_things() -> None:
    rule = Rule(own=Role.CREATOR, others=Role.APPROVER)
    assert rule.allows(person(Role.CREATOR), "me", is_finished=False)
    assert not rule.allows(person(Role.CREATOR), "you", is_finished=True)
    assert rule.allows(person(Role.APPROVER), "you", is_finished=False)
    assert not rule.allows(person(Role.VIEWER), "me", is_finished=True), "no role, no rights of an owner"


def test_nobody_owns_nothing() -> None:
    rule = Rule(own=Role.VIEWER)
    assert not rule.allows(NOBODY, NOBODY.person_id, is_finished=True)


def test_a_public_method_without_a_rule_does_not_load() -> None:
    class Forgotten(Room):
        def dance(self) -> None:
            """Nobody thought of it."""

    with pytest.raises(TypeError, match="dance"):
        guarded(RULES)(Forgotten)


def test_every_rule_is_of_a_method_there_is_and_every_public_method_has_one() -> None:
    public = {name for name in dir(Studio) if not name.startswith("_")}
    assert public == set(RULES)
