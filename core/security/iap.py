"""The header that Google's Identity-Aware Proxy signs: who is asking, in words that nobody can forge.

Checked as https://cloud.google.com/iap/docs/signed-headers-howto says: signature (ES256 alone), issuer,
audience, expiry. Keys are fetched once an hour, and once more when a header names one that is not
among them. Anything wrong raises NotAllowed, and says no more than that.
"""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections.abc import Callable

import structlog
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from core.errors import NotAllowed, ProviderUnavailable
from core.security.identity import Identity, address_of

HEADER = "x-goog-iap-jwt-assertion"
ISSUER = "https://cloud.google.com/iap"
SIGN_OUT = "/_gcp_iap/clear_login_cookie"
"""Ends IAP's own session: https://cloud.google.com/iap/docs/special-urls."""
LEEWAY_S = 30
KEYS_LIVE_S = 3600.0
_LEAST_BETWEEN_FETCHES_S = 30.0
"""A stranger's made-up key ids must not make us ask Google for every request."""
_MOST_HEADER_CHARS = 16_000

FetchKeys = Callable[[], str]
"""Gives the keys as a JSON Web Key Set. Raises OSError."""

log = structlog.get_logger(__name__)


class IapHeader:
    """Tells who sent a signed header. Any thread may ask."""

    def __init__(self, audience: str, fetch_keys: FetchKeys, clock: Callable[[], float] = time.time) -> None:
        self._fetch, self._clock = fetch_keys, clock
        self._claims = jwt.JWTClaimsRegistry(
            now=lambda: int(clock()),
            leeway=LEEWAY_S,
            iss={"essential": True, "value": ISSUER},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            iat={"essential": True},
            email={"essential": True},
        )
        self._alone = threading.Lock()
        self._keys = KeySet([])
        self._fetched_s = float("-inf")

    def identity(self, header: str | None) -> Identity:
        """Whom IAP let in. Raises NotAllowed, ProviderUnavailable where the keys cannot be had."""
        if not header or len(header) > _MOST_HEADER_CHARS:
            raise NotAllowed("This request did not come through the sign-in.", "Open the app's own address.")
        try:
            claims = self._read(header)
            self._claims.validate(claims)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            log.warning("iap header refused", reason=type(error).__name__)
            raise NotAllowed("Your sign-in cannot be verified.", "Reload the page.") from error
        return Identity(email=_without_namespace(claims["email"]), claims=claims)

    def _read(self, header: str) -> dict[str, object]:
        keys = self._fresh_keys(KEYS_LIVE_S)
        try:
            return dict(jwt.decode(header, keys, algorithms=["ES256"]).claims)
        except (JoseError, ValueError):
            newer = self._fresh_keys(_LEAST_BETWEEN_FETCHES_S)
            if newer is keys:
                raise
            return dict(jwt.decode(header, newer, algorithms=["ES256"]).claims)

    def _fresh_keys(self, younger_than_s: float) -> KeySet:
        with self._alone:
            if self._clock() - self._fetched_s >= younger_than_s:
                try:
                    self._keys = KeySet.import_key_set(json.loads(self._fetch()))
                except (OSError, ValueError, TypeError, KeyError, JoseError) as error:
                    log.warning("iap keys cannot be fetched", reason=str(error))
                    if not self._keys.keys:
                        raise ProviderUnavailable(
                            "The keys of the sign-in cannot be fetched.", "Try again in a minute."
                        ) from error
                self._fetched_s = self._clock()
            return self._keys


def _without_namespace(claim: object) -> str:
    """The address; some identity sources put their name and a colon before it."""
    return address_of(claim.rpartition(":")[2] if isinstance(claim, str) else claim)


def keys_at(url: str, timeout_s: float = 5.0) -> FetchKeys:
    """Fetches the keys over HTTP from an address of the settings."""

    def fetch() -> str:
        with urllib.request.urlopen(url, timeout=timeout_s) as answer:
            return str(answer.read(1_000_000), "utf-8")

    return fetch
