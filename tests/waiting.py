"""Waiting for what happens elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable


def wait_until(happened: Callable[[], bool], *, at_most_s: float = 60.0) -> None:
    """Come back when it has; fails when it takes too long."""
    until = time.monotonic() + at_most_s
    while not happened():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.03)
