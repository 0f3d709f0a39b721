"""A Postgres advisory lock on a connection of its own, for as long as that connection lives.

The server frees it with the connection: at once when its process dies, within seconds when its
machine is cut off, since both ends have the line watched. A line that is shared among sessions,
as pgbouncer shares it in transaction mode, cannot hold a lock and is refused.
"""

from __future__ import annotations

import contextlib
import hashlib
from typing import Any

import psycopg
from sqlalchemy import make_url

from core.errors import StorageError

_WATCHED: dict[str, Any] = {
    "connect_timeout": 3,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 3000,
}
"""The client's end: a silent server is given up after about 3 s."""

_SERVER_WATCHES = (
    "-c tcp_keepalives_idle=2 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3 "
    "-c tcp_user_timeout=5000 -c idle_session_timeout=0"
)
"""The server's end: a silent client loses its lock after about 5 s, not after Linux's two hours."""

_HELD = (
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1 "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
    "AND ((classid::bigint << 32) | objid::bigint) = %s"
)


def lock_key(name: str) -> int:
    """A signed 64-bit number of a name; two names share one with a chance of 1 in 2^64."""
    digest = hashlib.sha256(f"viral-video-generator executor {name}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def connect(database_url: str, name: str) -> psycopg.Connection:
    """A connection outside of any pool, without transactions. Raises psycopg.Error."""
    address = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(
        address, autocommit=True, application_name=name[:63], options=_SERVER_WATCHES, **_WATCHED
    )


class AdvisoryLock:
    """The lock of one name."""

    def __init__(self, database_url: str, name: str) -> None:
        self._database_url, self._name, self._key = database_url, name, lock_key(name)
        self._line: psycopg.Connection | None = None

    def taken(self) -> bool:
        """Try to take it on a new connection; False if somebody else has it.

        Raises psycopg.Error when the server cannot be reached, StorageError for a pooler.
        """
        self.free()
        line = connect(self._database_url, self._name)
        answer = line.execute("SELECT pg_try_advisory_lock(%s), pg_backend_pid()", [self._key]).fetchone()
        assert answer is not None
        if not answer[0]:
            line.close()
            return False
        self._line = line
        self._refuse_a_shared_line(backend=answer[1])
        return True

    def is_held(self) -> bool:
        """Ask the server whether this connection has the lock; a broken one has not."""
        try:
            return self._asked(f"{_HELD} AND pid = pg_backend_pid()", self._key)
        except psycopg.Error:
            self.free()
            return False

    def is_held_by_anybody(self, name: str) -> bool:
        """Ask on this lock's connection about another name's lock. Raises psycopg.Error."""
        return self._asked(_HELD, lock_key(name))

    def _asked(self, query: str, key: int) -> bool:
        if self._line is None:
            raise psycopg.OperationalError("there is no connection")
        answer = self._line.execute(query, [key]).fetchone()
        return answer is not None and answer[0] > 0

    def free(self) -> None:
        """Let go of it by closing the connection; doing so twice is fine."""
        if self._line is not None:
            with contextlib.suppress(psycopg.Error):
                self._line.close()
            self._line = None

    def _refuse_a_shared_line(self, *, backend: int) -> None:
        """Another session keeps a server process busy: ours must still answer from the same one."""
        assert self._line is not None
        with connect(self._database_url, self._name) as other, other.transaction():
            other.execute("SELECT 1")
            now = self._line.execute("SELECT pg_backend_pid()").fetchone()
        if now is None or now[0] != backend:
            self.free()
            raise StorageError(
                "The database's address is that of a pooler that shares connections between sessions.",
                "Give VVG_DATABASE_URL the server's own address, or that of a pool in session mode.",
            )
