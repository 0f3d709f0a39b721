"""IAP's signed header: what opens the door, and every forgery that must not."""

from __future__ import annotations

import base64
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from core.errors import NotAllowed, ProviderUnavailable
from core.security.iap import KEYS_LIVE_S, IapHeader, keys_at

AUDIENCE = "/projects/123/locations/europe-west1/services/videos"
NOW_S = 1_795_000_000
GOOD = {
    "iss": "https://cloud.google.com/iap",
    "aud": AUDIENCE,
    "iat": NOW_S - 10,
    "exp": NOW_S + 590,
    "sub": "accounts.google.com:117",
    "email": "Ana@Acme.com",
}
KEY = ECKey.generate_key("P-256", {"kid": "k1", "alg": "ES256", "use": "sig"})


class Publisher:
    """What Google publishes: keys, over HTTP. Counts who asks."""

    def __init__(self) -> None:
        self.keys, self.asked, self.is_down = [KEY], 0, False
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                publisher.asked += 1
                self.send_response(503 if publisher.is_down else 200)
                self.end_headers()
                self.wfile.write(json.dumps(KeySet(publisher.keys).as_dict(private=False)).encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/keys"


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    made = Publisher()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.05,))
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


@pytest.fixture
def clock() -> list[float]:
    return [float(NOW_S)]


@pytest.fixture
def door(publisher: Publisher, clock: list[float]) -> IapHeader:
    return IapHeader(AUDIENCE, keys_at(publisher.url), clock=lambda: clock[0])


def signed(key: Any = KEY, header: dict[str, Any] | None = None, **claims: Any) -> str:
    given = {name: value for name, value in (GOOD | claims).items() if value is not None}
    made = {"alg": "ES256", "kid": "k1"} | (header or {})
    return jwt.encode(made, given, key, algorithms=[made["alg"]])


def unsigned(header: dict[str, Any], signature: bytes = b"") -> str:
    parts = [json.dumps(header).encode(), json.dumps(GOOD).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def confused() -> str:
    """Signed with the public key as if it were a shared secret."""
    head = unsigned({"alg": "HS256", "kid": "k1"}).rpartition(".")[0]
    digest = hmac.digest(KEY.as_pem(private=False), head.encode(), "sha256")
    return f"{head}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def test_a_signed_header_says_who_it_is(door: IapHeader) -> None:
    assert door.identity(signed()).email == "ana@acme.com"
    assert door.identity(signed(email="accounts.google.com:bo@acme.com")).email == "bo@acme.com"


FORGED = {
    "missing": None,
    "empty": "",
    "no token": "nonsense",
    "huge": "x" * 100_000,
    "another key, same id": signed(ECKey.generate_key("P-256", {"kid": "k1"})),
    "another key, another id": signed(ECKey.generate_key("P-256", {"kid": "k2"}), {"kid": "k2"}),
    "its own key in the header": signed(
        other := ECKey.generate_key("P-256"), {"kid": "x", "jwk": other.as_dict(private=False)}
    ),
    "an address of keys in the header": signed(
        ECKey.generate_key("P-256"), {"kid": "x", "jku": "https://evil.example/keys"}
    ),
    "no algorithm": unsigned({"alg": "none", "kid": "k1"}),
    "no algorithm, with a signature": unsigned({"alg": "None", "kid": "k1"}, b"x" * 64),
    "the public key as a secret": confused(),
    "RSA": signed(RSAKey.generate_key(2048), {"alg": "RS256"}),
    "a zero signature": unsigned({"alg": "ES256", "kid": "k1"}, bytes(64)),
    "cut off": signed()[:-4],
    "another body": ".".join(
        [signed().split(".")[0], signed(email="eve@acme.com").split(".")[1], signed().split(".")[2]]
    ),
    "expired": signed(iat=NOW_S - 700, exp=NOW_S - 60),
    "without an end": signed(exp=None),
    "without a beginning": signed(iat=None),
    "from the future": signed(iat=NOW_S + 600, exp=NOW_S + 1200),
    "another audience": signed(aud="/projects/123/locations/europe-west1/services/other"),
    "no audience": signed(aud=None),
    "another issuer": signed(iss="https://accounts.google.com"),
    "no issuer": signed(iss=None),
    "nobody": signed(email=None),
    "no address": signed(email="root"),
    "two addresses": signed(email="eve@evil.example@acme.com"),
    "a list of addresses": signed(email=["eve@evil.example"]),
}


@pytest.mark.parametrize("header", FORGED.values(), ids=FORGED.keys())
def test_a_forged_header_is_refused(door: IapHeader, header: str | None) -> None:
    with pytest.raises(NotAllowed):
        door.identity(header)


def test_keys_are_fetched_once_an_hour(door: IapHeader, publisher: Publisher, clock: list[float]) -> None:
    for _ in range(5):
        door.identity(signed())
    assert publisher.asked == 1
    clock[0] += KEYS_LIVE_S
    door.identity(signed(iat=clock[0], exp=clock[0] + 600))
    assert publisher.asked == 2


def test_a_new_key_is_found_at_once_but_strangers_make_nobody_ask(
    door: IapHeader, publisher: Publisher, clock: list[float]
) -> None:
    door.identity(signed())
    clock[0] += 60
    new = ECKey.generate_key("P-256", {"kid": "k2", "alg": "ES256", "use": "sig"})
    publisher.keys = [KEY, new]
    assert door.identity(signed(new, {"kid": "k2"})).email == "ana@acme.com"
    for number in range(20):
        with pytest.raises(NotAllowed):
            door.identity(signed(ECKey.generate_key("P-256"), {"kid": f"made up {number}"}))
    assert publisher.asked == 2


def test_old_keys_serve_while_new_ones_cannot_be_had(
    door: IapHeader, publisher: Publisher, clock: list[float]
) -> None:
    door.identity(signed())
    publisher.is_down = True
    clock[0] += KEYS_LIVE_S
    assert door.identity(signed(iat=clock[0], exp=clock[0] + 600))


def test_without_any_keys_nobody_comes_in(publisher: Publisher) -> None:
    publisher.is_down = True
    with pytest.raises(ProviderUnavailable):
        IapHeader(AUDIENCE, keys_at(publisher.url), clock=lambda: NOW_S).identity(signed())
