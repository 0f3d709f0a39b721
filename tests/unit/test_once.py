"""Things a process has one of."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from core.operations.once import forget, keep, once

NAME = "test thing"


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    yield
    forget(NAME)


def test_many_threads_get_the_same_thing_made_once() -> None:
    made: list[object] = []
    got: list[object] = []

    def opening() -> object:
        made.append(object())
        return made[-1]

    threads = [threading.Thread(target=lambda: got.append(once(NAME, opening))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert got == made * 8


def test_a_failed_opening_is_tried_again() -> None:
    def failing() -> str:
        raise OSError("not now")

    with pytest.raises(OSError, match="not now"):
        once(NAME, failing)
    assert once(NAME, lambda: "opened") == "opened"


def test_what_is_kept_takes_the_place_of_what_was_and_can_be_forgotten() -> None:
    once(NAME, lambda: "first")
    keep(NAME, "second")
    assert once(NAME, lambda: "third") == "second"
    forget(NAME)
    forget(NAME)
    assert once(NAME, lambda: "third") == "third"
