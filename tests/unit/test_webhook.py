"""Webhooks: delivered to a real server, tried again, and never in the way."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import structlog

from core.errors import InvalidInput
from core.operations.webhook import Webhook


class Ear(HTTPServer):
    """Hears posts; answers with the queued statuses, then 204."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.heard: list[dict[str, object]] = []
        self.statuses: list[int] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook?token=secret"


class _Handler(BaseHTTPRequestHandler):
    server: Ear

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.heard.append(json.loads(body))
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def ear() -> Iterator[Ear]:
    with Ear() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_an_event_is_posted_as_json(ear: Ear) -> None:
    Webhook(ear.url).send("limit.alert", {"percent": 80}).join()
    assert ear.heard == [{"event": "limit.alert", "facts": {"percent": 80}}]


def test_a_failed_delivery_is_tried_again_and_then_given_up_with_a_line_in_the_log(ear: Ear) -> None:
    slept: list[float] = []
    ear.statuses = [500, 503]
    Webhook(ear.url, sleep=slept.append).send("x", {}).join()
    assert (len(ear.heard), slept) == (3, [1.0, 2.0])
    ear.statuses = [500, 302, 404]
    with structlog.testing.capture_logs() as logs:
        Webhook(ear.url, sleep=slept.append).send("x", {}).join()
    assert logs[0]["said"] == "status 404" and "secret" not in str(logs)


def test_nobody_listening_harms_nobody() -> None:
    with structlog.testing.capture_logs() as logs:
        Webhook("http://127.0.0.1:9/x?token=secret", sleep=lambda _: None).send("x", {}).join()
    assert logs[0]["said"] == "ConnectionError" and "secret" not in str(logs)


@pytest.mark.parametrize("url", ["", "ftp://host/x", "not an address", "http://", "file:///etc/passwd"])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match="VVG_ALERT_WEBHOOK"):
        Webhook(url)
