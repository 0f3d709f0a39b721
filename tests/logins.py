"""Settings with a login, and the claims of people who signed in, for tests."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from core.settings import Settings

OIDC: dict[str, Any] = {
    "login": "oidc",
    "oidc_metadata_url": "https://login.example/.well-known/openid-configuration",
    "oidc_client_id": "id",
    "oidc_client_secret": "secret",
    "cookie_secret": "c" * 32,
    "public_url": "https://videos.example",
    "allowed_domains": "acme.com",
}


def with_login(folder: Path = Path("data"), **given: Any) -> Settings:
    """Settings that want OpenID Connect, unless other ones are given."""
    return Settings(data_dir=folder, _env_file=None, **(OIDC | given))  # type: ignore[call-arg]  # pydantic-settings' own


def claims_of(email: str, **more: Any) -> dict[str, Any]:
    """What Streamlit's login knows of somebody who signed in just now."""
    claims = {
        "is_logged_in": True,
        "email": email,
        "email_verified": True,
        "iat": time.time(),
        "name": "Somebody",
    }
    return claims | more
