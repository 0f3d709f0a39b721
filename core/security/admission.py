"""Who may come in, and as what.

The first of these that knows the person decides: the lists of the settings, the People page, a claim
of the provider, the usual role. Somebody on none of them comes in only with an allowed address.
"""

from __future__ import annotations

from core.errors import NotAllowed
from core.login import EVERYBODY, Login, listed
from core.security.identity import Identity
from core.security.people import Role
from core.settings import Settings


def role_of(identity: Identity, settings: Settings, given: Role | None) -> Role:
    """The person's role; `given` is what an admin gave them. Raises NotAllowed."""
    role = _listed_role(identity, settings) or given
    if role is None:
        _check_allowed(identity.email, settings)
        role = _claimed_role(identity, settings) or Role(settings.default_role)
    if role is Role.NONE:
        raise NotAllowed(f"{identity.email} has no role here.", "Ask an admin to let you in.")
    return role


def fixed_role(email: str, settings: Settings) -> Role | None:
    """The role that the settings give to an address; nobody can change it on a page."""
    for role in (Role.ADMIN, Role.APPROVER, Role.CREATOR, Role.VIEWER):
        if email in listed(getattr(settings, f"{role}s")):
            return role
    return None


def _listed_role(identity: Identity, settings: Settings) -> Role | None:
    return fixed_role(identity.email, settings)


def _check_allowed(email: str, settings: Settings) -> None:
    domains = {domain.removeprefix("@") for domain in listed(settings.allowed_domains)}
    emails = listed(settings.allowed_emails)
    if settings.login is Login.IAP and not (domains or emails):
        return  # IAP asked already
    if email in emails or EVERYBODY in domains or email.rpartition("@")[2] in domains:
        return
    raise NotAllowed(f"{email} is not let in here.", "Sign in with another account, or ask an admin.")


def _claimed_role(identity: Identity, settings: Settings) -> Role | None:
    """The highest role among the values of the claim, which may be a word or a list of words."""
    claim = identity.claims.get(settings.role_claim) if settings.role_claim else None
    words = {claim} if isinstance(claim, str) else set(map(str, claim)) if isinstance(claim, list) else set()
    known = [role for role in Role if role in words]
    return known[-1] if known else None
