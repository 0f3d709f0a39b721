"""What a database may say, as errors a person understands."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError
from sqlalchemy import exc

from core.errors import StorageError

_DAMAGED = (
    "The database is damaged.",
    "Move `app.sqlite` of the data folder away (videos stay in `outputs/`), or put a backup in its place.",
)
_READ_ONLY = (
    "The database cannot be written.",
    "Make the data folder writable for this user, or set VVG_DATA_DIR to one that is.",
)
_FULL = ("The disk is full.", "Free some space on the disk of the data folder, then try again.")
_BUSY = ("The database is busy.", "Try again in a minute.")
_OLD = ("The database is not up to date.", "Start the program again; it updates the database at its start.")
_AWAY = ("The database cannot be reached.", "Check VVG_DATABASE_URL and that the database runs.")

_SAID = {
    "not a database": _DAMAGED,
    "malformed": _DAMAGED,
    "readonly": _READ_ONLY,
    "unable to open": _READ_ONLY,
    "is full": _FULL,
    "locked": _BUSY,
    "no such table": _OLD,
    "no such column": _OLD,
    "does not exist": _OLD,
}


class DatabaseAway(StorageError):
    """The database server cannot be reached now; the same may be tried again."""

    @property
    def kind(self) -> str:
        return StorageError.__name__


@contextmanager
def database_failures() -> Iterator[None]:
    """Failures of the database inside the block become StorageError.

    Broken constraints and wrong SQL pass: they are for the caller, or mistakes in the program.
    """
    try:
        yield
    except (exc.IntegrityError, exc.DataError):
        raise
    except exc.DBAPIError as error:
        if _is_away(error):
            raise DatabaseAway(*_AWAY) from error
        raise _explained(str(error.orig)) from error
    except exc.TimeoutError as error:
        raise StorageError(*_BUSY) from error
    except ValidationError as error:
        raise StorageError("The database holds something this version cannot read.", _DAMAGED[1]) from error
    except OSError as error:
        raise StorageError(*_READ_ONLY) from error


def _is_away(error: exc.DBAPIError) -> bool:
    """A server that is down, full of clients, or had to end this transaction; never an SQLite file."""
    return isinstance(error, exc.OperationalError) and not isinstance(error.orig, sqlite3.Error)


def _explained(reason: str) -> StorageError:
    return StorageError(*next((words for said, words in _SAID.items() if said in reason), _AWAY))
