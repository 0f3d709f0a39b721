"""A stopwatch counts work, and not the waiting for a turn."""

from __future__ import annotations

from core.operations.stopwatch import timed, waiting


class Clock:
    """Says what it is told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_waiting_is_no_work() -> None:
    clock = Clock()
    with timed(clock) as watch:
        clock.now += 2
        with waiting():
            clock.now += 30
        clock.now += 1
    assert watch.worked_s == 3


def test_waiting_without_a_watch_is_just_a_block() -> None:
    with waiting():
        pass


def test_after_a_timed_block_waiting_stops_its_watch_no_more() -> None:
    clock = Clock()
    with timed(clock) as watch:
        pass
    with waiting():
        clock.now += 5
    assert watch.worked_s == 5
