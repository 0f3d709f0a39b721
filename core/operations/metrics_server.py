"""A worker's own port for Prometheus, since it has no pages; and who may read figures at all."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Callable, Iterable
from ipaddress import IPv6Address, ip_address
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import structlog
from prometheus_client.exposition import ThreadingWSGIServer
from pydantic import SecretStr

from core.errors import AppError, InvalidInput
from core.operations.metrics import CONTENT_TYPE

Expose = Callable[[], bytes]

log = structlog.get_logger(__name__)


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """A line for every scrape would say nothing."""


def may_read(key: SecretStr | None, authorization: str, address: str, *, is_forwarded: bool) -> bool:
    """Whoever brings the key; without it only who asks from this machine itself, and not through a proxy."""
    if key is not None and hmac.compare_digest(
        authorization.encode(), f"Bearer {key.get_secret_value()}".encode()
    ):
        return True
    return _is_this_machine(address) and not is_forwarded


def _is_this_machine(address: str) -> bool:
    """A loopback address, also of the old kind in the dress of the new, as sockets for both report it."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    return ip.is_loopback or bool(
        isinstance(ip, IPv6Address) and ip.ipv4_mapped and ip.ipv4_mapped.is_loopback
    )


def serve_metrics(port: int, key: SecretStr | None, expose: Expose) -> ThreadingWSGIServer:
    """Answer `GET /metrics` on that port from a thread of its own until `shutdown` is called.

    Raises InvalidInput for a port that is taken.
    """

    def answer(environ: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
        allowed = may_read(
            key,
            environ.get("HTTP_AUTHORIZATION", ""),
            environ.get("REMOTE_ADDR", ""),
            is_forwarded="HTTP_X_FORWARDED_FOR" in environ or "HTTP_FORWARDED" in environ,
        )
        if environ["PATH_INFO"] != "/metrics" or not allowed:
            start("404 Not Found", [])
            return [b""]
        try:
            body = expose()
        except AppError as error:
            log.warning("metrics cannot be read", kind=error.kind, message=error.message)
            start("503 Service Unavailable", [])
            return [b""]
        start("200 OK", [("Content-Type", CONTENT_TYPE)])
        return [body]

    try:
        server: Any = make_server("", port, answer, ThreadingWSGIServer, handler_class=_Silent)
    except OSError as error:
        raise InvalidInput(
            f"The port {port} for metrics cannot be opened: {error.strerror or error}.",
            "Give each process on a machine a VVG_METRICS_PORT of its own.",
        ) from error
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return server  # type: ignore[no-any-return]  # make_server loses the class it was given
