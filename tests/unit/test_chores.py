"""Chores: done when due, one at a time, and a failing one never stops the others."""

from __future__ import annotations

import threading

from core.operations.chores import FIRST_AFTER_S, Chore, Chores


def test_a_chore_is_done_some_time_after_the_start_and_then_again_and_again() -> None:
    now, done = [0.0], list[float]()
    chores = Chores([Chore("sweep", 3600, lambda: done.append(now[0]) or {})], clock=lambda: now[0])
    for moment in (0, FIRST_AFTER_S - 1, FIRST_AFTER_S, FIRST_AFTER_S + 3599, FIRST_AFTER_S + 3600):
        now[0] = moment
        if (thread := chores.do_due()) is not None:
            thread.join()
    assert done == [FIRST_AFTER_S, FIRST_AFTER_S + 3600]


def test_a_chore_that_fails_stops_no_other() -> None:
    def fail() -> dict[str, object]:
        raise OSError("no disk")

    now, done = [0.0], list[str]()
    work = [Chore("fails", 1, fail), Chore("works", 1, lambda: done.append("it") or {})]
    chores = Chores(work, clock=lambda: now[0])
    now[0] = 2.0
    thread = chores.do_due()
    assert thread is not None
    thread.join()
    assert done == ["it"]


def test_nothing_is_begun_while_something_is_being_done() -> None:
    now, go = [0.0], threading.Event()
    chores = Chores([Chore("slow", 1, lambda: {"went": go.wait(10)})], clock=lambda: now[0])
    now[0] = 2.0
    thread = chores.do_due()
    now[0] = 4.0
    assert thread is not None and chores.do_due() is None
    go.set()
    thread.join()
