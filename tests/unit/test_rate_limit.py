"""Too many requests: who is counted, who is not, and what they are told."""

from __future__ import annotations

from typing import Any

import anyio
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from components.headers import SecurityHeaders
from components.rate_limit import RateLimit
from core.security.people import Person, Role, acting_as
from core.security.rates import Rate
from core.settings import Settings, load_settings

ANNA = Person(person_id="anna@example.org", role=Role.CREATOR)


async def welcome(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
    else:
        answer = PlainTextResponse("ok")
        answer.set_cookie("theirs", "1")
        answer.headers.append("set-cookie", "_streamlit_xsrf=2; Path=/")
        await answer(scope, receive, send)


def ask(app: Any, path: str = "/app/static/x", kind: str = "http", **other: Any) -> list[Message]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(n.replace("_", "-").encode(), v.encode()) for n, v in other.pop("headers", {}).items()]
    scope = {"type": kind, "method": "GET", "path": path, "headers": headers, "client": ("9.9.9.9", 1)}
    anyio.run(app, scope | other, receive, send)
    return sent


def status(*args: Any, **other: Any) -> int:
    return int(ask(*args, **other)[0]["status"])


def settings(**given: Any) -> Settings:
    return load_settings(**{"requests_per_minute": 2, "proxies": 1, **given})


def test_one_address_gets_its_share_and_is_told_when_to_come_back() -> None:
    app = RateLimit(welcome, settings())
    assert [status(app) for _ in range(3)] == [200, 200, 429]
    refused = ask(app)[0]
    assert 1 <= int(dict(refused["headers"])[b"retry-after"]) <= 60
    assert status(app, headers={"x_forwarded_for": "9.9.9.9, 1.2.3.4"}) == 200


def test_addresses_that_a_client_makes_up_do_not_help() -> None:
    app = RateLimit(welcome, settings())
    asked = [status(app, headers={"x_forwarded_for": f"10.0.0.{n}, 1.2.3.4"}) for n in range(3)]
    assert asked == [200, 200, 429]


def test_one_person_gets_one_share_from_many_addresses() -> None:
    app = RateLimit(welcome, settings())
    with acting_as(ANNA):
        asked = [status(app, headers={"x_forwarded_for": f"10.0.0.{n}"}) for n in range(3)]
    assert asked == [200, 200, 429]
    assert status(app, headers={"x_forwarded_for": "10.0.0.9"}) == 200


def test_a_websocket_is_closed_before_it_opens() -> None:
    app = RateLimit(welcome, settings(requests_per_minute=1))
    first, second = (ask(app, "/_stcore/stream", "websocket")[0] for _ in range(2))
    assert (first["type"], second["type"], second["code"]) == ("websocket.accept", "websocket.close", 1013)


@pytest.mark.parametrize("path", ["/static/js/index.js", "/health", "/_stcore/health"])
def test_what_a_page_needs_to_appear_is_not_counted(path: str) -> None:
    app = RateLimit(welcome, settings(requests_per_minute=1))
    assert {status(app, path) for _ in range(5)} == {200}


def test_there_is_no_limit_in_development_and_a_generous_one_elsewhere() -> None:
    assert load_settings().requests_at_most == load_settings().actions_at_most == 0
    production = load_settings(environment="staging", google_api_key="x")
    assert (production.requests_at_most, production.actions_at_most, production.jobs_at_most) == (
        1200,
        120,
        10,
    )
    assert load_settings(requests_per_minute=5).requests_at_most == 5
    app = RateLimit(welcome, load_settings())
    assert {status(app) for _ in range(50)} == {200}


def test_a_rate_counts_each_for_itself() -> None:
    rate = Rate(per_hour=1)
    assert rate.take("a") == rate.take("b") == 0
    assert 0 < rate.take("a") <= 3_600


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/interact", "/_stcore/agent"])
def test_streamlits_internal_endpoints_are_not_there(path: str) -> None:
    assert status(SecurityHeaders(welcome, settings()), path) == 404


@pytest.mark.parametrize(("proto", "is_safe"), [("http", False), ("https", True)])
def test_behind_https_cookies_and_the_browser_stay_with_https(proto: str, is_safe: bool) -> None:
    message = ask(SecurityHeaders(welcome, settings()), headers={"x_forwarded_proto": proto})[0]
    pairs = [(name.decode(), value.decode()) for name, value in message["headers"]]
    cookies = [value for name, value in pairs if name == "set-cookie"]
    assert [("Secure" in cookie) for cookie in cookies] == [is_safe, is_safe]
    assert [("HttpOnly" in cookie) for cookie in cookies] == [True, False]
    assert all("samesite=lax" in cookie.lower() for cookie in cookies)
    assert ("strict-transport-security" in dict(pairs)) is is_safe
    assert dict(pairs)["cache-control"] == "private"


def test_the_page_of_streamlit_may_run_its_own_inline_script_only() -> None:
    message = ask(SecurityHeaders(welcome, settings()))[0]
    policy = dict(message["headers"])[b"content-security-policy"].decode()
    assert policy.count("'sha256-") == 1
