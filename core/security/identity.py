"""What a login says of somebody, once it is known to be true: whose address, and since when.

An address counts only when the provider says that it was verified; otherwise anybody could call
themselves by a colleague's. It is the person's id from then on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from core.errors import NotAllowed
from core.models import JsonDict, Value, clean_text
from core.settings import Settings

_AGAIN = "Sign in again."
_LONGEST_ADDRESS_CHARS = 254
"""RFC 5321, section 4.5.3.1.3."""


class Identity(Value):
    """Somebody who signed in. `claims` are all that the provider said."""

    email: str
    name: str = ""
    claims: JsonDict = Field(default_factory=dict)


def identity_of(claims: Mapping[str, Any], settings: Settings, now_s: float) -> Identity:
    """Whom an OpenID Connect provider's claims mean. Raises NotAllowed, saying what is missing."""
    signed_in_s = claims.get("iat")
    if not isinstance(signed_in_s, (int, float)) or now_s - signed_in_s > settings.session_hours * 3600:
        raise NotAllowed("You signed in too long ago.", _AGAIN)
    if not (settings.unverified_email or claims.get("email_verified") in (True, "true")):
        raise NotAllowed(
            "Your provider does not say that your e-mail address is yours.",
            "Verify it there, then sign in again.",
        )
    return Identity(
        email=address_of(claims.get("email")),
        name=clean_text(str(claims.get("name") or ""))[:100],
        claims=dict(claims),
    )


def address_of(claim: object) -> str:
    """An e-mail address as it is compared. Raises NotAllowed for what is none."""
    email = clean_text(claim).casefold() if isinstance(claim, str) else ""
    local, _, domain = email.rpartition("@")
    is_one = local and domain and "@" not in local and " " not in email
    if not is_one or len(email) > _LONGEST_ADDRESS_CHARS:
        raise NotAllowed("Your login gives no e-mail address.", "Ask for the scope `email` at the provider.")
    return email
