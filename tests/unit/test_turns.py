"""Turns: a few at a time, and whoever waits can be called off."""

from __future__ import annotations

import threading

import pytest

from core.operations import turns
from core.operations.turns import Turns


def test_no_more_than_allowed_are_at_work_at_once() -> None:
    desk, at_work, most = Turns(2), [0], [0]
    lock, start = threading.Lock(), threading.Barrier(6)

    def work() -> None:
        start.wait()
        for _ in range(20):
            with desk.mine():
                with lock:
                    at_work[0] += 1
                    most[0] = max(most[0], at_work[0])
                with lock:
                    at_work[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 <= most[0] <= 2
    assert at_work == [0]


def test_waiting_ends_when_the_job_is_called_off_and_takes_no_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LOOK_EVERY_S", 0.01)
    desk = Turns(1)

    def called_off() -> None:
        raise KeyboardInterrupt

    with desk.mine(), pytest.raises(KeyboardInterrupt), desk.mine(called_off):
        raise AssertionError("there was no free turn")
    with desk.mine():
        pass


def test_a_turn_is_given_back_after_a_failure() -> None:
    desk = Turns(1)
    with pytest.raises(ValueError, match="broken"), desk.mine():
        raise ValueError("broken")
    with desk.mine():
        pass
