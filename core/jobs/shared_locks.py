"""One maker at a time for each key, over all machines: advisory locks in the database they share.

All locks of a process stand on one connection. When it breaks they are lost while their makers work;
then a second one may make the same file, which costs time and nothing else: files appear whole, and
a paid call is written down first.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from core.artifacts.single_flight import ShouldStop, never
from core.errors import Cancelled
from core.jobs.advisory_lock import connect, lock_key
from core.storage.failures import DatabaseAway

POLL_S = 0.5
_NAME = "artefacts"


class PostgresLocks:
    """Any thread may use it; no two of a process may ask for the same name at once."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self._turn = threading.Lock()
        self._line: psycopg.Connection | None = None

    @contextmanager
    def alone(self, name: str, should_stop: ShouldStop = never) -> Iterator[None]:
        """Raises Cancelled if told to stop while waiting, DatabaseAway."""
        key = lock_key(f"artefact {name}")
        while (line := self._taken(key)) is None:
            if should_stop():
                raise Cancelled("The job was stopped while it waited for another one.")
            time.sleep(POLL_S)
        try:
            yield
        finally:
            self._give_back(line, key)

    def close(self) -> None:
        """Let go of the connection and of every lock on it."""
        with self._turn:
            self._drop()

    def _taken(self, key: int) -> psycopg.Connection | None:
        """The connection that holds the lock now; None if another process has it."""
        with self._turn:
            try:
                return self._tried(key)
            except psycopg.Error:  # the connection may have broken long ago: once more on a new one
                self._drop()
            try:
                return self._tried(key)
            except psycopg.Error as error:
                self._drop()
                raise DatabaseAway(
                    "The database cannot be reached.", "Check VVG_DATABASE_URL and that the database runs."
                ) from error

    def _tried(self, key: int) -> psycopg.Connection | None:
        if self._line is None:
            self._line = connect(self._database_url, _NAME)
        answer = self._line.execute("SELECT pg_try_advisory_lock(%s)", [key]).fetchone()
        return self._line if answer is not None and answer[0] else None

    def _give_back(self, line: psycopg.Connection, key: int) -> None:
        with self._turn:
            if line is not self._line:  # it broke meanwhile, and its locks went with it
                return
            try:
                line.execute("SELECT pg_advisory_unlock(%s)", [key])
            except psycopg.Error:
                self._drop()

    def _drop(self) -> None:
        if self._line is not None:
            with contextlib.suppress(psycopg.Error):
                self._line.close()
            self._line = None
