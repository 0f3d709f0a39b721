"""Real servers of Google's and Amazon's protocols on this machine, empty at the start."""

from __future__ import annotations

import logging
import socket
import urllib.request
from collections.abc import Iterator

import pytest


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def google_endpoint() -> Iterator[str]:
    """Where a bucket named `bucket` is."""
    from gcp_storage_emulator.server import create_server

    logging.getLogger("gcp_storage_emulator").setLevel(logging.CRITICAL)
    server = create_server("127.0.0.1", free_port(), in_memory=True, default_bucket="bucket")
    server.start()
    _forget_earlier_servers("gs")
    yield f"http://127.0.0.1:{server._api._httpd.server_port}"
    server.stop()


@pytest.fixture(scope="module")
def amazon_endpoint() -> Iterator[str]:
    """Where buckets can be made; it takes any key and looks at no signature."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    urllib.request.urlopen(f"http://{host}:{port}/moto-api/reset", data=b"").close()
    _forget_earlier_servers("s3")
    yield f"http://{host}:{port}"
    server.stop()


def _forget_earlier_servers(protocol: str) -> None:
    """fsspec gives whoever asks alike the same connections, though the environment changed meanwhile."""
    from fsspec.registry import registry

    if protocol in registry:
        registry[protocol].clear_instance_cache()
