"""Scrubbing: what was removed from a SQLite file is not in the file any more.

SQLite keeps removed rows in free pages and in its log until they are used again. On Postgres autovacuum
does that in its time.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)


def scrub(file: Path, timeout_s: float = 30.0) -> bool:
    """Write a database file anew without what was removed; False if others did not let it, or there is none.

    Beside writers of other processes it waits for its turn.
    """
    if not file.is_file():
        return False
    try:
        connection = sqlite3.connect(file, timeout=timeout_s, isolation_level=None)
        with contextlib.closing(connection):
            connection.execute("VACUUM")
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy
    except sqlite3.Error as error:
        log.warning("a database could not be scrubbed", file=file.name, reason=str(error))
        return False
