"""The gate all steps of this process go through, so that it can stop between two of them.

Once it is closed no further step begins: whoever comes waits for the end of the process.
Those inside may finish, and what they finished is not made again elsewhere.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Gate:
    """Counts who is inside. Any thread may use it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._is_closed = False
        self._inside = 0

    @contextmanager
    def step(self) -> Iterator[None]:
        """Be inside for the length of the block; at a closed gate, wait until it opens."""
        with self._changed:
            self._changed.wait_for(lambda: not self._is_closed)
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    @property
    def is_closed(self) -> bool:
        return self._is_closed

    def close(self) -> None:
        """Let nobody in any more."""
        with self._changed:
            self._is_closed = True

    def open(self) -> None:
        """Let in who waits."""
        with self._changed:
            self._is_closed = False
            self._changed.notify_all()

    def is_empty_within(self, seconds: float) -> bool:
        """Wait until everybody has left, at most that long; whether they have."""
        with self._changed:
            return self._changed.wait_for(lambda: self._inside == 0, timeout=seconds)


STEPS = Gate()
"""The gate of this process."""
