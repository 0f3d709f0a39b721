"""A webhook: messages posted to an address of the operator's, signed as Standard Webhooks are.

    webhook-id: <the same at every try>          webhook-timestamp: <seconds, of this try>
    webhook-signature: v1,<base64 of HMAC-SHA256 over "id.timestamp.body">

See docs/webhooks.md for a receiver. The address must be public and is connected to as it was checked;
redirects are not followed.
"""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import SplitResult, urlsplit

import certifi
import urllib3
from standardwebhooks import webhooks

from core.errors import AppError, InvalidInput
from core.operations.public_address import Resolve, public_address, resolved

_LIMIT = urllib3.Timeout(connect=5.0, read=10.0)
_TYPE = "application/json; charset=utf-8"


class Webhook:
    """One address and the secret shared with it. Any thread may use it."""

    def __init__(
        self, url: str, secret: str, *, allow_private: bool = False, resolve: Resolve = resolved
    ) -> None:
        """Raises InvalidInput for what is no address, or no secret."""
        self._to = _checked(url.strip(), allow_http=allow_private)
        self._signer = _signer(secret.strip())
        self._allow_private, self._resolve = allow_private, resolve

    def post(self, message_id: str, body: str, moment: datetime) -> str:
        """Deliver a message; empty, or why it was not taken, in words that hold no secret."""
        headers = {
            "Host": self._to.netloc.rpartition("@")[2],
            "Content-Type": _TYPE,
            "User-Agent": "viral-video-generator",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": self._signer.sign(message_id, moment, body),
        }
        try:
            with self._connected() as pool:
                answer = pool.request(
                    "POST", self._path, body=body.encode(), headers=headers, redirect=False, retries=False,
                    preload_content=False,
                )  # fmt: skip
                answer.close()
        except AppError as error:
            return error.message
        except (urllib3.exceptions.HTTPError, OSError) as error:
            return type(error).__name__  # its words may hold the address, which may hold a secret
        return "" if 200 <= answer.status < 300 else f"status {answer.status}"

    @property
    def _path(self) -> str:
        return (self._to.path or "/") + (f"?{self._to.query}" if self._to.query else "")

    @contextlib.contextmanager
    def _connected(self) -> Iterator[urllib3.HTTPConnectionPool]:
        """To an address that was checked; the certificate must be that of the name."""
        host, port = str(self._to.hostname), self._to.port or _PORTS[self._to.scheme]
        address = public_address(host, port, allow_private=self._allow_private, resolve=self._resolve)
        if self._to.scheme == "http":
            pool = urllib3.HTTPConnectionPool(address, port, timeout=_LIMIT)
        else:
            pool = urllib3.HTTPSConnectionPool(
                address, port, timeout=_LIMIT, cert_reqs="CERT_REQUIRED", ca_certs=certifi.where(),
                server_hostname=host, assert_hostname=host,
            )  # fmt: skip
        with contextlib.closing(pool):
            yield pool


_PORTS = {"http": 80, "https": 443}


def _checked(url: str, *, allow_http: bool) -> SplitResult:
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0 and url.isascii()
    except ValueError:
        is_address = False
    if not is_address or any(c.isspace() for c in url):
        raise InvalidInput("VVG_WEBHOOK_URL is no web address.", "Give one such as https://host/path.")
    if parts.scheme == "http" and not allow_http:
        raise InvalidInput(
            "VVG_WEBHOOK_URL must begin with https://.",
            "For a receiver in your own network set VVG_WEBHOOK_ALLOW_PRIVATE=1.",
        )
    return parts


def _signer(secret: str) -> webhooks.Webhook:
    """Signs with 24 to 64 random bytes, as the scheme asks for; they are given in base64."""
    text = secret.removeprefix("whsec_")
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        key = b""
    if not 24 <= len(key) <= 64:
        raise InvalidInput(
            "VVG_WEBHOOK_SECRET is not 24 to 64 bytes in base64.", "Make one with: openssl rand -base64 32"
        )
    return webhooks.Webhook(key)
