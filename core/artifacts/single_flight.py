"""One at a time for each key, over all threads and processes.

A lock is an flock on a file named after the key: the kernel frees it when its holder
dies, however it dies. Lock files are removed by `sweep`, never by a holder's end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from core.artifacts.failures import storage_failures
from core.errors import Cancelled

ShouldStop = Callable[[], bool]
_POLL_S = 0.05


def never() -> bool:
    """Nobody asks to stop."""
    return False


class SharedLocks(Protocol):
    """The same between machines."""

    def alone(self, name: str, should_stop: ShouldStop = never) -> AbstractContextManager[None]:
        """Hold the lock of this name; raises Cancelled if told to stop while waiting, StorageError."""
        ...

    def close(self) -> None:
        """Let go of everything."""
        ...


class Locks:
    """The locks in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(exist_ok=True)

    @contextmanager
    def alone(self, name: str, should_stop: ShouldStop = never) -> Iterator[None]:
        """Hold the lock of this name; raises Cancelled if told to stop while waiting.

        `should_stop` is asked every 0.05 s of waiting and may itself raise Cancelled.
        """
        lock = FileLock(self._folder / f"{name}.lock", poll_interval=_POLL_S)
        with storage_failures("Waiting for a file that is being made"):
            try:
                lock.acquire(cancel_check=should_stop)
            except Timeout as error:
                raise Cancelled("The job was stopped while it waited for another one.") from error
        try:
            yield
        finally:
            lock.release()

    def is_free(self, name: str) -> bool:
        """Nobody holds this lock; its file is removed on the way."""
        return remove_if_free(self._folder / f"{name}.lock")

    def sweep(self) -> None:
        """Remove the files of all locks that nobody holds."""
        for path in self._folder.glob("*.lock"):
            remove_if_free(path)


def remove_if_free(path: Path) -> bool:
    """Remove a lock's file unless somebody holds it; True if nobody does.

    It is unlinked while held, and filelock starts over when the file it locked has no
    name any more, so nobody can end up alone on a file that is gone.
    """
    lock = FileLock(path)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return False
    try:
        path.unlink(missing_ok=True)
    finally:
        lock.release()
    return True
