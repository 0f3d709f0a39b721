"""How long a piece of work took, without the time in which it only waited for its turn."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar

_running: ContextVar[Stopwatch | None] = ContextVar("stopwatch", default=None)


class Stopwatch:
    """Runs from the moment it is made."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._started = clock()
        self._waited_s = 0.0

    @property
    def worked_s(self) -> float:
        """Seconds since the start, less what was waited."""
        return self._clock() - self._started - self._waited_s

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        """Does not run in this block."""
        since = self._clock()
        try:
            yield
        finally:
            self._waited_s += self._clock() - since


@contextlib.contextmanager
def timed(clock: Callable[[], float] = time.monotonic) -> Iterator[Stopwatch]:
    """Time the block; `waiting` inside, in the same thread, stops the watch."""
    watch = Stopwatch(clock)
    token = _running.set(watch)
    try:
        yield watch
    finally:
        _running.reset(token)


@contextlib.contextmanager
def waiting() -> Iterator[None]:
    """This block is no work; without a watch it is just a block."""
    watch = _running.get()
    with watch.stopped() if watch else contextlib.nullcontext():
        yield
