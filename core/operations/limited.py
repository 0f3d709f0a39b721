"""Work done side by side, each piece for a limited time, so that none can hold up its caller.

A thread cannot be ended from outside: one that hangs is left behind, and as long as it does the same
work is not begun again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Piece(NamedTuple, Generic[T]):
    """What to do, and how long to wait for it."""

    do: Callable[[], T]
    limit_s: float


class Limited(Generic[T]):
    """Does named pieces. Any thread may use it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._hanging: dict[str, _Attempt[T]] = {}

    def run(self, pieces: Mapping[str, Piece[T]]) -> dict[str, T | None]:
        """What each gave; None for what did not answer in its time. Raises what a piece raises."""
        begun = {name: self._begun(name, piece) for name, piece in pieces.items()}
        started = self._clock()
        for name, attempt in begun.items():
            attempt.over.wait(max(0.0, started + pieces[name].limit_s - self._clock()))
        self._hanging |= {name: attempt for name, attempt in begun.items() if not attempt.over.is_set()}
        return {name: attempt.answer() for name, attempt in begun.items()}

    def _begun(self, name: str, piece: Piece[T]) -> _Attempt[T]:
        earlier = self._hanging.pop(name, None)
        return _Attempt(name, piece.do) if earlier is None or earlier.over.is_set() else earlier


class _Attempt(Generic[T]):
    def __init__(self, name: str, do: Callable[[], T]) -> None:
        self._do = do
        self._answer: T | None = None
        self._error: BaseException | None = None
        self.over = threading.Event()
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def answer(self) -> T | None:
        """Raises what the work raised."""
        if not self.over.is_set():
            return None
        if self._error is not None:
            raise self._error
        return self._answer

    def _run(self) -> None:
        try:
            self._answer = self._do()
        except BaseException as error:
            self._error = error
        finally:
            self.over.set()
