"""Who sent a request: by a signed cookie, by the header of IAP, or nobody; what the gate lets through."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message, Scope
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from components.gate import Gate
from components.house import SETTINGS, STUDIO
from components.visitors import _recent, sender
from core import bootstrap
from core.errors import NotAllowed
from core.operations.once import forget, keep
from core.security.iap import HEADER, ISSUER, IapHeader
from core.security.people import NOBODY, Role
from core.settings import Settings
from core.studio import Studio
from tests.logins import claims_of, with_login
from tests.studios import settings_in

ANA = "ana@acme.com"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    folder = tmp_path_factory.mktemp("studio")
    opened = bootstrap.open_studio(with_login(folder / "data", default_role="viewer"), takes_jobs=False)
    keep(STUDIO, opened)
    yield opened
    forget(STUDIO)
    opened.close()


@pytest.fixture
def oidc(studio: Studio) -> Iterator[Settings]:
    yield from _in_force(studio._parts.settings)


@pytest.fixture
def iap(studio: Studio) -> Iterator[ECKey]:
    """The key that the pretended IAP signs with."""
    key = ECKey.generate_key("P-256", {"kid": "k", "alg": "ES256"})
    keep("iap", IapHeader("/here", lambda: json.dumps(KeySet([key]).as_dict(private=False))))
    settings = studio._parts.settings.model_copy(update={"login": "iap"})
    for _ in _in_force(settings):
        yield key
    forget("iap")


def _in_force(settings: Settings) -> Iterator[Settings]:
    keep(SETTINGS, settings)
    _recent._kept.clear()
    yield settings
    forget(SETTINGS)


def asking(path: str = "/", kind: str = "http", **headers: str) -> Scope:
    given = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return {"type": kind, "path": path, "headers": given, "client": ("10.0.0.7", 1), "method": "GET"}


def cookie(claims: dict[str, Any] | str, secret: str | None = None) -> str:
    text = claims if isinstance(claims, str) else json.dumps(claims)
    signed = create_signed_value(secret or get_cookie_secret(), USER_COOKIE_NAME, text)
    return f"{USER_COOKIE_NAME}={signed.decode()}"


@pytest.mark.usefixtures("oidc")
def test_a_signed_cookie_says_who_it_is_and_from_where() -> None:
    person = sender(asking(cookie=cookie(claims_of(ANA))))
    assert (person.person_id, person.role, person.address) == (ANA, Role.VIEWER, "10.0.0.7")


@pytest.mark.usefixtures("oidc")
@pytest.mark.parametrize(
    "forged",
    [
        "",
        f"{USER_COOKIE_NAME}=",
        f"{USER_COOKIE_NAME}=nonsense",
        f"{USER_COOKIE_NAME}={json.dumps(claims_of(ANA))}",
        cookie(claims_of(ANA), "another secret"),
        f"{USER_COOKIE_NAME}=\xe9\xff",
    ],
)
def test_a_forged_cookie_is_nobody(forged: str) -> None:
    assert sender(asking(cookie=forged)) == NOBODY


@pytest.mark.usefixtures("oidc")
@pytest.mark.parametrize("claims", ["[]", "null", "chunks-3", "chunks-999999999", "{", '{"is_logged_in": 1}'])
def test_a_cookie_that_says_nothing_is_nobody(claims: str) -> None:
    assert sender(asking(cookie=cookie(claims))) == NOBODY


@pytest.mark.usefixtures("oidc")
@pytest.mark.parametrize("wrong", [{"email": "eve@evil.example"}, {"email_verified": False}, {"iat": 5}])
def test_who_is_not_let_in_sends_in_vain(wrong: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed):
        sender(asking(cookie=cookie(claims_of(ANA) | wrong)))


@pytest.mark.usefixtures("oidc")
def test_behind_openid_connect_iaps_header_counts_for_nothing() -> None:
    headers = {HEADER: "x", "x_goog_authenticated_user_email": f"accounts.google.com:{ANA}"}
    assert sender(asking(**headers)) == NOBODY


def test_behind_iap_a_cookie_counts_for_nothing(iap: ECKey) -> None:
    assert iap
    with pytest.raises(NotAllowed):
        sender(asking(cookie=cookie(claims_of(ANA)), x_goog_authenticated_user_email=ANA))


def test_without_a_login_everybody_is_the_owner(tmp_path: Path) -> None:
    for _ in _in_force(settings_in(tmp_path)):
        assert (sender(asking()).person_id, sender(asking()).role) == ("local", Role.ADMIN)


def through_the_gate(scope: Scope) -> int:
    """The status that the sender gets; 101 for a websocket that opens."""
    return anyio.run(_through_the_gate, scope)


async def _through_the_gate(scope: Scope) -> int:
    app = Starlette(
        routes=[Route("/{path:path}", lambda _: PlainTextResponse("inside"))], middleware=[Middleware(Gate)]
    )

    async def opens(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
        else:
            await app(scope, receive, send)

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect" if scope["type"] == "websocket" else "http.request"}

    await Gate(opens)(scope | {"query_string": b""}, receive, send)
    match sent[0]["type"]:
        case "websocket.accept":
            return 101
        case "websocket.close":
            return 403
    return int(sent[0]["status"])


@pytest.mark.usefixtures("oidc")
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/_stcore/health", 200),
        ("/health", 200),
        ("/_stcore/upload_file/a/b", 403),
        ("/_stcore/upload_file", 403),
    ],
)
def test_strangers_get_the_sign_in_page_and_leave_nothing_here(path: str, status: int) -> None:
    assert through_the_gate(asking(path)) == status
    assert through_the_gate(asking(path, cookie=cookie(claims_of(ANA)))) == 200


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_behind_iap_everything_but_health_needs_the_header(iap: ECKey, kind: str) -> None:
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": "/here", "iat": now, "exp": now + 60, "email": ANA}
    header = jwt.encode({"alg": "ES256", "kid": "k"}, claims, iap)
    opens = 101 if kind == "websocket" else 200
    for path in ("/", "/_stcore/stream", "/healthy", "/static/x.js", "/auth/login", "/health/../x"):
        assert through_the_gate(asking(path, kind)) == 403
        assert through_the_gate(asking(path, kind, **{HEADER: header})) == opens
        assert through_the_gate(asking(path, kind, **{HEADER: header[:-2]})) == 403
    assert through_the_gate(asking("/health", kind)) == opens
