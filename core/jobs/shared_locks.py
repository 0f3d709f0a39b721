"""One maker at a time for each key, over all machines: advisory locks in the database they share.

A maker whose connection breaks loses its lock while it works; then a second one may make the same
file, which costs time and nothing else: files appear whole, and a paid call is written down first.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from core.artifacts.single_flight import ShouldStop, never
from core.errors import Cancelled
from core.jobs.advisory_lock import AdvisoryLock
from core.storage.failures import DatabaseAway

POLL_S = 0.5


class PostgresLocks:
    """Any thread may use it; a lock that is held is one connection."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url

    @contextmanager
    def alone(self, name: str, should_stop: ShouldStop = never) -> Iterator[None]:
        """Raises Cancelled if told to stop while waiting, DatabaseAway."""
        lock = AdvisoryLock(self._database_url, f"artefact {name}")
        try:
            self._take(lock, should_stop)
            yield
        finally:
            lock.free()

    def _take(self, lock: AdvisoryLock, should_stop: ShouldStop) -> None:
        try:
            while not lock.taken():
                if should_stop():
                    raise Cancelled("The job was stopped while it waited for another one.")
                time.sleep(POLL_S)
        except psycopg.Error as error:
            raise DatabaseAway(
                "The database cannot be reached.", "Check VVG_DATABASE_URL and that the database runs."
            ) from error
