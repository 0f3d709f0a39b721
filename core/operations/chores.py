"""Chores: work that is done again and again beside everything else, such as cleaning up.

`do_due` is called often and returns at once: what is due runs in a thread of its own, one chore after
the other. A chore that fails is logged and comes again when it is due the next time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import structlog

FIRST_AFTER_S = 600.0
"""A process that has just started has better things to do."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Chore:
    """`work` is done every `every_s` seconds; what it returns is logged as the facts of it."""

    name: str
    every_s: float
    work: Callable[[], dict[str, object]]


class Chores:
    """The chores of a process. Any thread may use it."""

    def __init__(self, chores: Iterable[Chore], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._chores = tuple(chores)
        self._clock = clock
        self._due_at = {chore.name: clock() + min(chore.every_s, FIRST_AFTER_S) for chore in self._chores}
        self._at_work: threading.Thread | None = None

    def do_due(self) -> threading.Thread | None:
        """Begin what is due, if nothing is being done; the thread that does it."""
        if self._at_work is not None and self._at_work.is_alive():
            return None
        now = self._clock()
        due = [chore for chore in self._chores if self._due_at[chore.name] <= now]
        if not due:
            return None
        self._due_at.update({chore.name: now + chore.every_s for chore in due})
        self._at_work = threading.Thread(target=self._do, args=(due,), name="chores", daemon=True)
        self._at_work.start()
        return self._at_work

    def _do(self, due: list[Chore]) -> None:
        for chore in due:
            try:
                log.info("chore done", chore=chore.name, **chore.work())
            except Exception:
                log.exception("chore failed", chore=chore.name)
