"""Which processes are alive: each holds a lock named after itself for as long as it lives.

Whoever can take another executor's lock knows that its holder is gone, whatever killed
it, because the system lets go of the lock with the process.
"""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from core.errors import StorageError
from core.storage.processes import process_is_alive


class Executors(Protocol):
    """Names and life signs of the processes that run jobs."""

    @property
    def own_id(self) -> str:
        """This process's executor id."""
        ...

    def hold(self) -> None:
        """Show life until `release` or the end of the process."""
        ...

    def release(self) -> None: ...

    def taken_from_the_dead(self, executor_id: str) -> contextlib.AbstractContextManager[bool]:
        """True inside the block if that executor is dead; nobody else can claim it meanwhile."""
        ...

    def is_alive(self, process: str) -> bool:
        """The process of that name (`storage.processes`) runs, on whichever machine."""
        ...


class LocalExecutors:
    """Processes on one machine, by locked files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.own_id = f"local-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._lock = FileLock(self._path(self.own_id), thread_local=False)

    def hold(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
        except OSError as error:
            raise StorageError(
                f"The data folder cannot be written: {error.strerror or error}",
                "Set VVG_DATA_DIR to a folder that can be written, or free some disk space.",
            ) from error

    def release(self) -> None:
        self._lock.release()
        with contextlib.suppress(OSError):  # a left-over file is harmless: its lock is free
            self._path(self.own_id).unlink(missing_ok=True)

    @contextlib.contextmanager
    def taken_from_the_dead(self, executor_id: str) -> Iterator[bool]:
        if executor_id == self.own_id:
            yield False
            return
        lock = FileLock(self._path(executor_id), thread_local=False)
        try:
            lock.acquire(timeout=0)
        except (Timeout, OSError):
            yield False
            return
        try:
            yield True
        finally:
            self._path(executor_id).unlink(missing_ok=True)
            lock.release()

    def is_alive(self, process: str) -> bool:
        return process_is_alive(process)

    def _path(self, executor_id: str) -> Path:
        safe = "".join(c if c.isalnum() or c in "-_" else "_" for c in executor_id)
        return self._folder / f"{safe}.lock"
