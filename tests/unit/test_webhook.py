"""Webhooks: signed so that only the holder of the secret can send, and sent to public addresses only."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.errors import InvalidInput
from core.operations.public_address import is_public
from core.operations.webhook import Webhook
from tests.fakes.ear import Ear, listening_ear

SECRET = "d2hpc3BlciB0aGlzIHRvIG5vYm9keSBwbGVhc2U="

Receive = Callable[[bytes, dict[str, str], str, set[str]], int]


@pytest.fixture
def ear() -> Iterator[Ear]:
    with listening_ear() as server:
        yield server


def now() -> datetime:
    return datetime.now(UTC)


def to(ear: Ear, secret: str = SECRET) -> Webhook:
    return Webhook(ear.url, secret, allow_private=True, resolve=lambda *_: ["127.0.0.1"])


@pytest.fixture(scope="module")
def receive() -> Receive:
    """The receiver that docs/webhooks.md shows."""
    page = Path(__file__).parents[2] / "docs" / "webhooks.md"
    [code] = re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    names: dict[str, Receive] = {}
    exec(code, names)
    return names["receive"]


def test_the_documented_receiver_takes_a_message_once(
    ear: Ear, receive: Receive, capsys: pytest.CaptureFixture[str]
) -> None:
    assert to(ear).post("m1", '{"text":"Schön"}', now()) == ""
    [(body, headers)] = ear.heard
    seen: set[str] = set()
    assert receive(body, headers, SECRET, seen) == 204
    assert receive(body, headers, SECRET, seen) == 204
    assert capsys.readouterr().out == "Schön\n"
    assert headers["host"].startswith("hook.example:")


@pytest.mark.parametrize(
    "changed", ["body", "webhook-id", "webhook-timestamp", "webhook-signature", "secret"]
)
def test_whatever_is_changed_on_the_way_is_refused(ear: Ear, receive: Receive, changed: str) -> None:
    to(ear).post("m1", '{"text":"pay 1"}', now())
    [(body, headers)] = ear.heard
    others = {
        "webhook-id": "m2",
        "webhook-timestamp": str(int(time.time()) + 1),
        "webhook-signature": "v1,AAAA",
    }
    if changed in others:
        headers[changed] = others[changed]
    body = body.replace(b"1", b"9") if changed == "body" else body
    secret = "b3RoZXIgc2VjcmV0IG9mIHRoZSBzYW1lIGxlbmd0aCEh" if changed == "secret" else SECRET
    assert receive(body, headers, secret, set()) == 400


def test_an_old_message_is_refused_even_with_its_own_signature(ear: Ear, receive: Receive) -> None:
    to(ear).post("m1", "{}", now() - timedelta(minutes=6))
    [(body, headers)] = ear.heard
    assert receive(body, headers, SECRET, set()) == 400


@pytest.mark.parametrize("status", [302, 307, 400, 410, 500])
def test_only_a_good_answer_is_a_delivery_and_no_redirect_is_followed(ear: Ear, status: int) -> None:
    ear.statuses = [status]
    assert to(ear).post("m1", "{}", now()) == f"status {status}"
    assert len(ear.heard) == 1


def test_nobody_listening_is_said_without_the_address() -> None:
    hook = Webhook("http://127.0.0.1:9/x?token=PLANTED", SECRET, allow_private=True)
    said = hook.post("m1", "{}", now())
    assert said and "PLANTED" not in said and "127.0.0.1" not in said


PRIVATE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::",
    "2001:0:7f00:1::",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_never_connected_to(address: str) -> None:
    assert not is_public(address)
    hook = Webhook("https://hook.example/x", SECRET, resolve=lambda *_: ["93.184.215.14", address])
    assert hook.post("m1", "{}", now()) == "The address leads to a private network."


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_a_public_address_is_public(address: str) -> None:
    assert is_public(address)


def test_the_name_is_resolved_at_every_try_and_the_checked_address_is_used(ear: Ear) -> None:
    answers = [["127.0.0.1"], ["192.0.2.1"]]
    hook = Webhook(ear.url, SECRET, allow_private=True, resolve=lambda *_: answers.pop(0))
    assert hook.post("m1", "{}", now()) == ""
    assert len(answers) == 1, "asked once, and never again for the connection"


def test_what_nobody_knows_is_said() -> None:
    def unknown(*_: object) -> list[str]:
        raise OSError("no such name")

    assert "not known" in Webhook("https://hook.example/", SECRET, resolve=unknown).post("m", "{}", now())


@pytest.mark.parametrize(
    "literal", ["127.0.0.1", "2130706433", "0x7f.1", "017700000001", "[::1]", "localhost"]
)
def test_no_spelling_of_this_machine_gets_through(literal: str) -> None:
    said = Webhook(f"https://{literal}/x", SECRET).post("m1", "{}", now())
    assert "private network" in said or "not known" in said


BAD_URLS = [
    "", "ftp://host/x", "not an address", "http://", "file:///etc/passwd", "https://host:99999/", "https://[::1",
    "https://host/a b", "https://host/\r\nX-Injected: 1", "http://hook.example/",
]  # fmt: skip


@pytest.mark.parametrize("url", BAD_URLS)
def test_what_is_no_safe_web_address_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match="VVG_WEBHOOK_URL"):
        Webhook(url, SECRET)


@pytest.mark.parametrize("secret", ["", "whsec_", "not base64 at all!", "ünïcode", "dG9vIHNob3J0"])
def test_what_is_no_secret_is_refused(secret: str) -> None:
    with pytest.raises(InvalidInput, match="VVG_WEBHOOK_SECRET"):
        Webhook("https://hook.example/", secret)
