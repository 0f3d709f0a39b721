"""The gate that steps go through."""

from __future__ import annotations

import threading

from core.jobs.gate import Gate


def test_those_inside_may_finish_and_nobody_else_comes_in() -> None:
    gate, entered, go_on, done = Gate(), threading.Event(), threading.Event(), []

    def work(name: str) -> None:
        with gate.step():
            entered.set()
            go_on.wait()
            done.append(name)

    first = threading.Thread(target=work, args=("first",))
    first.start()
    entered.wait()
    gate.close()
    second = threading.Thread(target=work, args=("second",))
    second.start()
    assert not gate.is_empty_within(0.05)
    go_on.set()
    assert gate.is_empty_within(10)
    assert done == ["first"]
    gate.open()
    second.join()
    assert done == ["first", "second"]
