"""A client of Google's that is opened at the first call, once, and kept for all threads."""

from __future__ import annotations

import threading

from google import genai

from core.providers.google.access import GoogleAccess, Route
from core.providers.google.client import genai_client


class Connection:
    """Credentials are looked for when a clip is asked for, not when the program starts."""

    def __init__(self, access: GoogleAccess, route: Route, location: str = "") -> None:
        self.access = access
        self.route = route
        self._location = location
        self._lock = threading.Lock()
        self._client: genai.Client | None = None

    @property
    def client(self) -> genai.Client:
        """Raises InvalidInput when settings are missing, ProviderRejected without credentials."""
        with self._lock:
            if self._client is None:
                self._client = genai_client(self.access, self.route, location=self._location)
            return self._client
