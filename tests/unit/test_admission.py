"""Who comes in, and as what: provider's claims, lists of the settings, an admin's word."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import NotAllowed
from core.security.admission import role_of
from core.security.identity import Identity, identity_of
from core.security.people import Role
from tests.logins import with_login

NOW_S = 1_795_000_000
CLAIMS = {"iat": NOW_S, "email": "Ana@Acme.com", "email_verified": True, "name": "Ana"}


def role(email: str = "ana@acme.com", given: Role | None = None, claims: Any = None, **more: Any) -> Role:
    return role_of(Identity(email=email, claims=claims or {}), with_login(**more), given)


def test_a_verified_address_is_who_somebody_is() -> None:
    who = identity_of(CLAIMS, with_login(), NOW_S + 60)
    assert (who.email, who.name) == ("ana@acme.com", "Ana")
    assert identity_of(CLAIMS | {"email_verified": "true"}, with_login(), NOW_S)


@pytest.mark.parametrize(
    "wrong",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "no"},
        {"email_verified": 1.5},
        {"email": None},
        {"email": ["ana@acme.com"]},
        {"email": "ana"},
        {"email": "@acme.com"},
        {"email": "ana@"},
        {"email": "eve@evil.example@acme.com"},
        {"email": f"{'a' * 300}@acme.com"},
        {"iat": None},
        {"iat": "yesterday"},
        {"iat": NOW_S - 25 * 3600},
    ],
)
def test_what_does_not_prove_an_address_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed):
        identity_of(CLAIMS | wrong, with_login(), NOW_S)


def test_a_provider_that_says_nothing_of_addresses_can_be_trusted_in_the_with_login() -> None:
    claims = {"iat": NOW_S, "email": "ana@acme.com"}
    assert identity_of(claims, with_login(unverified_email=True), NOW_S)


@pytest.mark.parametrize(
    "email", ["eve@evil.example", "eve@notacme.com", "eve@acme.com.evil.example", "eve@sub.acme.com"]
)
def test_an_address_outside_the_allowed_domains_stays_outside(email: str) -> None:
    with pytest.raises(NotAllowed, match="is not let in"):
        role(email)


def test_domains_and_addresses_are_compared_without_case_and_in_any_list() -> None:
    assert role("ana@acme.com", allowed_domains="@ACME.com, other.org") == "creator"
    assert role("bo@gmail.com", allowed_domains="", allowed_emails="Bo@gmail.com,cy@gmail.com") == "creator"
    assert role("who@ever.example", allowed_domains="*", default_role="viewer") == "viewer"


def test_lists_come_before_an_admins_word_and_that_before_a_claim() -> None:
    more: dict[str, Any] = {"admins": "ana@acme.com", "role_claim": "groups"}
    claims = {"groups": ["staff", "approver", "viewer"]}
    assert role(given=Role.NONE, claims=claims, **more) == "admin"
    assert role("bo@acme.com", given=Role.VIEWER, claims=claims, **more) == "viewer"
    assert role("bo@acme.com", claims=claims, **more) == "approver", "the highest of the claim"
    assert role("bo@acme.com", claims={"groups": "admin"}, **more) == "admin"
    assert role("bo@acme.com", claims={"groups": {"admin": 1}}, **more) == "creator", "no list of words"
    assert role("bo@acme.com", claims={"roles": "admin"}, **more) == "creator", "another claim"


def test_who_is_shut_out_stays_out() -> None:
    with pytest.raises(NotAllowed, match="no role"):
        role(given=Role.NONE)
    with pytest.raises(NotAllowed, match="no role"):
        role(default_role="none")


def test_an_admins_word_lets_in_from_any_domain() -> None:
    assert role("guest@partner.example", given=Role.VIEWER) == "viewer"
    assert role("guest@partner.example", viewers="guest@partner.example") == "viewer"


def test_behind_iap_whom_google_let_in_is_in_unless_a_list_says_otherwise() -> None:
    iap: dict[str, Any] = {"login": "iap", "iap_audience": "/projects/1/x", "allowed_domains": ""}
    assert role("who@ever.example", **iap) == "creator"
    with pytest.raises(NotAllowed):
        role("who@ever.example", **(iap | {"allowed_domains": "acme.com"}))
