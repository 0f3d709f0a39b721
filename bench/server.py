"""A real server in a process of its own, a visitor that talks to it as a browser does, and its memory."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

ROOT = Path(__file__).parents[1]
STARTS_WITHIN_S = 60.0
PRODUCT = ("streamlit", "run", "app.py")


class Server:
    """`streamlit run app.py` over a data folder."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port, self._process = port, process

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def resident_mb(self) -> float:
        """What of the server itself lies in memory now; its children are no part of it."""
        return float(psutil.Process(self._process.pid).memory_info().rss / 1e6)

    @property
    def cpu_s(self) -> float:
        """Processor time of the server itself so far; unlike a clock it does not count others' work."""
        used = psutil.Process(self._process.pid).cpu_times()
        return float(used.user + used.system)


@contextmanager
def serving(
    data_dir: Path, words: Sequence[str] = PRODUCT, environment: Mapping[str, str] = os.environ
) -> Iterator[Server]:
    """A server that answers, of `python -m WORDS`; it ends with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", *words, f"--server.port={port}"]
    own = {"VVG_DATA_DIR": str(data_dir), "VVG_LOG_LEVEL": "error"}
    process = subprocess.Popen(command, cwd=ROOT, env={**environment, **own}, stdout=subprocess.DEVNULL)
    try:
        _wait_for(f"http://localhost:{port}/_stcore/health")
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(timeout=30)


class Visitor:
    """One session on a page. The address's fields are what a person chose there."""

    def __init__(self, server: Server) -> None:
        self._socket = connect(
            f"ws://localhost:{server.port}/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]  # a str of a special name
            max_size=None,
        )

    def run(self, page: str, query: str = "") -> float:
        """Have the page drawn, as a click would; seconds until the last element of it arrived here."""
        asked = BackMsg()
        asked.rerun_script.page_name = page
        asked.rerun_script.query_string = query
        asked.rerun_script.context_info.timezone = "Europe/Berlin"
        started = time.perf_counter()
        self._socket.send(asked.SerializeToString())
        while not self._is_over():
            pass
        return time.perf_counter() - started

    def close(self) -> None:
        self._socket.close()

    def _is_over(self) -> bool:
        said = ForwardMsg.FromString(bytes(self._socket.recv(timeout=60)))  # type: ignore[arg-type]  # always binary
        if said.WhichOneof("type") == "delta" and said.delta.new_element.WhichOneof("type") == "exception":
            raise RuntimeError(said.delta.new_element.exception.message)
        finished: bool = said.WhichOneof("type") == "script_finished"
        return finished and said.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY


def connections(url: str) -> int:
    """How many connections to a Postgres database there are, without this one that asks."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT count(*) - 1 FROM pg_stat_activity WHERE datname = current_database()"
        ).fetchone()
        return int(row[0]) if row else 0


def _wait_for(url: str) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except (urllib.error.URLError, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
