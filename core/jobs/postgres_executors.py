"""Processes on many machines, by advisory locks in the database that they share.

Who loses its lock is cut off: it takes it again within `GIVE_UP_S`, or ends itself, because
somebody else may be about to do its work. Who finds a lock free waits `GRACE_S` before it
believes in a death, which is longer; so no job is ever run by two at once. For a process of the
same machine the table of processes tells at once.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

import psycopg
import structlog

from core.errors import StorageError
from core.jobs.advisory_lock import AdvisoryLock
from core.storage.processes import process_is_dead, this_process

BEAT_S = 0.5
"""How often the own lock is confirmed, and taken again when it is lost."""
GIVE_UP_S = 4.0
"""After that long without a confirmation this process counts itself out, within another second."""
GRACE_S = 6.0
"""How long a lock must be free before its holder counts as dead; longer than anyone takes to give up."""

Clock = Callable[[], float]
log = structlog.get_logger(__name__)


class PostgresExecutors:
    """Any thread may use it. `on_lost` is called once, when the own lock could not be kept."""

    def __init__(
        self, database_url: str, on_lost: Callable[[], object] | None, *, clock: Clock = time.monotonic
    ) -> None:
        self.own_id = this_process()
        self._database_url = database_url
        self._on_lost = on_lost
        self._clock = clock
        self._lock = AdvisoryLock(database_url, self.own_id)
        self._confirmed_at = clock()
        self._free_since: dict[str, float] = {}
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def hold(self) -> None:
        """Raises StorageError."""
        try:
            if not self._lock.taken():
                raise StorageError("Another process runs under this one's name.", "Start the program again.")
        except psycopg.Error as error:
            raise StorageError(
                f"The database cannot be reached: {str(error).strip().splitlines()[0]}",
                "Check VVG_DATABASE_URL and that the database runs.",
            ) from error
        self._confirmed_at = self._clock()
        self._begin(self._beat)
        if self._on_lost is not None:
            self._begin(self._watch)

    def release(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=GIVE_UP_S)
        self._lock.free()

    @contextlib.contextmanager
    def taken_from_the_dead(self, executor_id: str) -> Iterator[bool]:
        """Raises psycopg.Error when the database cannot be reached."""
        if executor_id == self.own_id:
            yield False
            return
        if not self._looks_dead(executor_id):
            yield False
            return
        lock = AdvisoryLock(self._database_url, executor_id)
        try:
            yield lock.taken()
        finally:
            lock.free()

    def is_alive(self, process: str) -> bool:
        """Its lock is held by somebody. Raises psycopg.Error when the database cannot be reached."""
        if process == self.own_id:
            return True
        return not process_is_dead(process) and self._lock.is_held_by_anybody(process)

    def _looks_dead(self, executor_id: str) -> bool:
        """It died on this machine, or its lock has been free for long enough."""
        if process_is_dead(executor_id):
            return True
        if self._lock.is_held_by_anybody(executor_id):
            self._free_since.pop(executor_id, None)
            return False
        since = self._free_since.setdefault(executor_id, self._clock())
        return self._clock() - since >= GRACE_S

    def _begin(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, name=work.__name__.strip("_"), daemon=True)
        self._threads.append(thread)
        thread.start()

    def _beat(self) -> None:
        while not self._stop.wait(BEAT_S):
            try:
                if self._lock.is_held() or self._taken_again():
                    self._confirmed_at = self._clock()
            except (psycopg.Error, StorageError) as error:
                log.warning("the own lock cannot be confirmed", reason=str(error).strip()[:200])

    def _taken_again(self) -> bool:
        if self._on_lost is not None and self._is_late():
            return False
        log.warning("the own lock was lost; taking it again")
        return self._lock.taken()

    def _watch(self) -> None:
        """Twice late in a row, since a process that was merely paused confirms at once."""
        late = 0
        while not self._stop.wait(BEAT_S):
            late = late + 1 if self._is_late() else 0
            if late == 2:
                log.error("cut off from the database: other processes may take over this one's jobs")
                assert self._on_lost is not None
                self._on_lost()
                return

    def _is_late(self) -> bool:
        return self._clock() - self._confirmed_at > GIVE_UP_S
