"""diskcache over one connection that all threads of a process share.

diskcache keeps one for each thread and closes it for the asking thread alone; opening and
closing one for each look costs more than the look. Here threads take turns on a single
connection, which closes with its cache. It is opened anew after a failure, in a forked child,
and when another file took the place of the one it was opened on.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import diskcache
from diskcache.core import DBNAME

_NORMAL = 1
"""When to flush: diskcache's choice, safe with its write-ahead log."""
_Identity = tuple[int, int]


class SharedCache(diskcache.Cache):  # type: ignore[misc]  # diskcache carries no types
    """A cache to be used inside `alone` only."""

    def __init__(self, folder: Path, timeout_s: float, **settings: Any) -> None:
        self._file = folder / DBNAME
        self._connection: sqlite3.Connection | None = None
        self._opened_on: _Identity | None = None
        self._pid, self._turn = os.getpid(), threading.Lock()
        super().__init__(str(folder), timeout=timeout_s, **settings)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """A transaction of this thread; the other threads and processes wait for its end.

        Raises diskcache.Timeout when that takes too long, sqlite3.Error when the file is not well.
        """
        with self._my_turn():
            if self._opened_on != _identity(self._file):
                self.close()
            try:
                with self.transact():
                    yield
            except BaseException:
                self.close()
                raise

    def close(self) -> None:
        """Let go of the file; the next transaction opens it."""
        if self._connection is not None:
            self._closing()
            self._connection = None

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        if self._pid != os.getpid():  # a fork copies the lock as it was, and the thread that held it is gone
            self._pid, self._turn = os.getpid(), threading.Lock()
            self.close()  # as diskcache does: as long as the parent's is open here, no other gets a turn
        if not self._turn.acquire(timeout=self._timeout):
            raise diskcache.Timeout("locked by another thread")
        try:
            yield
        finally:
            self._turn.release()

    @property
    def _con(self) -> sqlite3.Connection:
        """What diskcache asks for before every statement."""
        if self._connection is None:
            self._connection = sqlite3.connect(
                self._file, timeout=self._timeout, isolation_level=None, check_same_thread=False
            )
            self._closing = weakref.finalize(self, self._connection.close)
            self._opened_on = _identity(self._file)
            self.reset("sqlite_synchronous", _NORMAL, update=False)  # a pragma that each connection needs
        return self._connection


def _identity(file: Path) -> _Identity | None:
    """The device and number of a file; None if it is not there."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
