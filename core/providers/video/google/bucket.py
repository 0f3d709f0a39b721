"""Clips that Google leaves in a bucket of ours (`gs://bucket/folder`) instead of sending them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from google.auth.transport.requests import AuthorizedSession

from core.errors import ProviderRejected
from core.providers.google.client import cloud_credentials
from core.providers.google.failures import google_failures

GOOGLE_STORAGE = "https://storage.googleapis.com"
_CALL_LIMIT_S = (10.0, 120.0)

_CHUNK_BYTES = 1 << 20


class Bucket(NamedTuple):
    """Where clips go, and whose account reads them (None: Application Default Credentials)."""

    uri: str
    credentials_file: Path | None = None
    endpoint: str = GOOGLE_STORAGE

    def fetch(self, uri: str, target: Path) -> None:
        """Download one object. Raises ProviderRejected, ProviderUnavailable."""
        bucket, _, name = uri.removeprefix("gs://").partition("/")
        if not uri.startswith(f"{self.uri.rstrip('/')}/") or not name:
            raise ProviderRejected(
                f"Google left the clip outside our bucket, at {uri[:100]}.",
                "Check the bucket in the settings.",
            )
        address = f"{self.endpoint}/storage/v1/b/{quote(bucket, safe='')}/o/{quote(name, safe='')}?alt=media"
        with google_failures("fetching the clip from the bucket"):
            session = AuthorizedSession(cloud_credentials(self.credentials_file))  # type: ignore[no-untyped-call]
            with session, session.get(address, stream=True, timeout=_CALL_LIMIT_S) as answer:
                answer.raise_for_status()
                with target.open("wb") as file:
                    file.writelines(answer.iter_content(_CHUNK_BYTES))
