"""Who we are at Google, and where Google is.

Two routes lead there: `key` is the Gemini API with an API key, `cloud` is a Google Cloud
project with a service account or Application Default Credentials. Models differ in which
routes they take; the catalogue knows.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from pydantic import SecretStr

from core.models import Value


class Route(StrEnum):
    """How a model is reached."""

    KEY = "key"
    CLOUD = "cloud"


class GoogleAccess(Value):
    """Credentials and addresses; empty addresses are Google's own."""

    api_key: SecretStr | None = None
    project: str = ""
    location: str = "global"
    """Where Google Cloud answers when a model does not ask for a region of its own."""
    credentials_file: Path | None = None
    """A service account's JSON; without it, Application Default Credentials are looked for."""
    gemini_base_url: str = ""
    vertex_base_url: str = ""
    tts_endpoint: str = ""

    @property
    def routes(self) -> tuple[Route, ...]:
        """The routes that settings exist for, cloud first; Google itself has not been asked."""
        usable = {Route.CLOUD: bool(self.project.strip()), Route.KEY: bool(self.key)}
        return tuple(route for route, is_usable in usable.items() if is_usable)

    @property
    def key(self) -> str:
        """The API key without blanks around it; empty when there is none."""
        return self.api_key.get_secret_value().strip() if self.api_key else ""
