"""A receiver of webhooks: a real HTTP server that hears posts and answers as a test queued."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer


class Ear(HTTPServer):
    """Hears posts; answers with the queued statuses, then 204."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.heard: list[tuple[bytes, dict[str, str]]] = []
        """Bodies with their headers, names in small letters."""
        self.statuses: list[int] = []

    @property
    def url(self) -> str:
        return f"http://hook.example:{self.server_port}/hook?token=PLANTED"


class _Handler(BaseHTTPRequestHandler):
    server: Ear

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.heard.append((body, {name.lower(): value for name, value in self.headers.items()}))
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 204)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@contextmanager
def listening_ear() -> Iterator[Ear]:
    """One that listens until the end of the block."""
    with Ear() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
