"""How people sign in and who may: the part of the settings that keeps strangers out.

`none` is one person on their own machine. `oidc` signs in with any OpenID Connect provider; `iap` takes
the word of Google's Identity-Aware Proxy, after checking its signature.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings

LEAST_COOKIE_SECRET_CHARS = 32
EVERYBODY = "*"
IAP_KEYS_URL = "https://www.gstatic.com/iap/verify/public_key-jwk"
"""Where Google publishes the keys: https://cloud.google.com/iap/docs/signed-headers-howto."""
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


class Login(StrEnum):
    NONE = "none"
    OIDC = "oidc"
    IAP = "iap"


class LoginSettings(BaseSettings):
    """Lists are separated by commas; letters count the same in either case."""

    login: Login = Login.NONE
    without_login: bool = False
    public_url: str = Field(default="", pattern=r"^(https?://[^/?#]+/?)?$")
    oidc_metadata_url: str = Field(default="", pattern=r"^(https?://[^?#]+)?$")
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr | None = None
    cookie_secret: SecretStr | None = Field(default=None, min_length=LEAST_COOKIE_SECRET_CHARS)
    session_hours: float = Field(default=24.0, gt=0, le=720)
    unverified_email: bool = False
    iap_audience: str = ""
    iap_keys_url: str = Field(default=IAP_KEYS_URL, pattern=r"^https?://[^?#]+$")
    allowed_domains: str = ""
    allowed_emails: str = ""
    admins: str = ""
    approvers: str = ""
    creators: str = ""
    viewers: str = ""
    role_claim: str = ""
    default_role: Literal["none", "viewer", "creator", "approver", "admin"] = "creator"
    private: bool = False

    @field_validator("allowed_emails", "admins", "approvers", "creators", "viewers")
    @classmethod
    def _are_addresses(cls, text: str) -> str:
        for each in listed(text):
            if not re.fullmatch(r"[^@\s]+@[^@\s]+", each):
                raise ValueError(f"{each!r:.60} is no e-mail address")
        return text

    @model_validator(mode="after")
    def _refuse_half_a_login(self) -> LoginSettings:
        if self.login is not Login.NONE and self.without_login:
            raise ValueError(f"VVG_LOGIN={self.login} and VVG_WITHOUT_LOGIN contradict each other")
        if self.login is Login.IAP and not self.iap_audience:
            raise ValueError("VVG_LOGIN=iap needs VVG_IAP_AUDIENCE, for which IAP signs its header")
        if self.login is Login.OIDC:
            self._check_oidc()
        return self

    def _check_oidc(self) -> None:
        names = ("oidc_metadata_url", "oidc_client_id", "oidc_client_secret", "cookie_secret", "public_url")
        if missing := [f"VVG_{name.upper()}" for name in names if not getattr(self, name)]:
            raise ValueError(f"VVG_LOGIN=oidc needs {', '.join(missing)}")
        for name in ("oidc_metadata_url", "public_url"):
            address = urlsplit(getattr(self, name))
            if address.scheme != "https" and address.hostname not in _THIS_MACHINE:
                raise ValueError(f"VVG_{name.upper()} must begin with https:// outside this machine")
        if not (self.allowed_domains or self.allowed_emails):
            raise ValueError(
                "VVG_LOGIN=oidc needs VVG_ALLOWED_DOMAINS or VVG_ALLOWED_EMAILS; * as a domain lets in "
                "everybody whom the provider knows"
            )

    @property
    def redirect_uri(self) -> str:
        """Where the provider sends people back to; it must be registered there."""
        return f"{self.public_url.rstrip('/')}/oauth2callback"


def listed(text: str) -> frozenset[str]:
    """The entries of a list in a setting."""
    return frozenset(each.casefold() for each in re.split(r"[,\s]+", text) if each)
