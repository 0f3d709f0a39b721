"""Turns: heavy work of one kind, a few at a time in a process; the others wait, ready to begin.

Whoever is next has everything prepared when its turn comes, so the machine does not stand idle
between two pieces of work, and the memory of a whole one is not taken twice.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator

from core.operations.stopwatch import waiting

PAIRS_OF_CORES = max(1, (os.cpu_count() or 1) // 2)

LOOK_EVERY_S = 0.5
"""How often a waiting one asks whether it should go on waiting."""


class Turns:
    """At most `at_once` in the block of `mine` at a time, in any order."""

    def __init__(self, at_once: int) -> None:
        self._free = threading.BoundedSemaphore(at_once)

    @contextlib.contextmanager
    def mine(self, while_waiting: Callable[[], object] = lambda: None) -> Iterator[None]:
        """Wait for a turn. `while_waiting` is called now and then; what it raises ends the waiting."""
        with waiting():
            while not self._free.acquire(timeout=LOOK_EVERY_S):
                while_waiting()
        try:
            yield
        finally:
            self._free.release()


def one_for_each_core() -> Turns:
    """For work that fills a core."""
    return Turns(max(2, os.cpu_count() or 1))


def one_for_two_cores() -> Turns:
    """For work that fills two, and takes much memory."""
    return Turns(PAIRS_OF_CORES)
