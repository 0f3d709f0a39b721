"""A pretended Identity-Aware Proxy: it puts its signed header into every request, and publishes its key.

It works on bytes, one request a connection, so that websockets pass as they are.
"""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from core.security.iap import HEADER, ISSUER

AUDIENCE = "/projects/123/locations/europe-west1/services/videos"
KEYS_PATH = "/iap/keys"
_END_OF_HEAD = b"\r\n\r\n"


class Iap:
    """Lets everybody through to a port of this machine as `email`; with an empty one, without its header."""

    def __init__(self, to_port: int) -> None:
        self.email = ""
        self._to_port = to_port
        self._key = ECKey.generate_key("P-256", {"kid": "i1", "alg": "ES256", "use": "sig"})
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self._listener.getsockname()[1]}"
        self.keys_url = f"{self.url}{KEYS_PATH}"

    @contextlib.contextmanager
    def running(self) -> Iterator[Iap]:
        threading.Thread(target=self._serve, daemon=True).start()
        try:
            yield self
        finally:
            self._listener.close()

    def header(self, email: str, lives_s: float = 600) -> str:
        """What it signs for somebody."""
        now = time.time()
        claims = {"iss": ISSUER, "aud": AUDIENCE, "iat": int(now), "exp": int(now + lives_s), "email": email}
        return jwt.encode({"alg": "ES256", "kid": "i1"}, claims, self._key)

    def _serve(self) -> None:
        with contextlib.suppress(OSError):  # closed: the end
            while True:
                visitor, _ = self._listener.accept()
                threading.Thread(target=self._pass_on, args=(visitor,), daemon=True).start()

    def _pass_on(self, visitor: socket.socket) -> None:
        with visitor, contextlib.suppress(OSError):
            received = b""
            while _END_OF_HEAD not in received:
                if not (piece := visitor.recv(65_536)):
                    return
                received += piece
            if received.startswith(f"GET {KEYS_PATH} ".encode()):
                keys = json.dumps(KeySet([self._key]).as_dict(private=False)).encode()
                visitor.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + keys)
                return
            with socket.create_connection(("127.0.0.1", self._to_port)) as server:
                server.sendall(self._with_header(received))
                threading.Thread(target=_pump, args=(visitor, server), daemon=True).start()
                _pump(server, visitor)

    def _with_header(self, received: bytes) -> bytes:
        first, _, rest = received.partition(b"\r\n")
        if b"upgrade: websocket" not in rest.lower():
            rest = rest.replace(b"Connection: keep-alive", b"Connection: close")
        ours = f"{HEADER}: {self.header(self.email)}\r\n".encode() if self.email else b""
        return first + b"\r\n" + ours + rest


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65_536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
