"""Work for a limited time: who hangs holds up nobody, and is not begun a second time."""

from __future__ import annotations

import threading

import pytest

from core.operations.limited import Limited, Piece


def test_each_piece_gives_its_answer() -> None:
    found = Limited[int]().run({"one": Piece(lambda: 1, 5), "two": Piece(lambda: 2, 5)})
    assert found == {"one": 1, "two": 2}


def test_who_hangs_gives_nothing_and_the_others_are_told() -> None:
    limited, let_go, begun = Limited[int](), threading.Event(), []

    def hang() -> int:
        begun.append(1)
        let_go.wait()
        return 7

    pieces = {"hangs": Piece(hang, 0.05), "answers": Piece(lambda: 2, 5)}
    for _ in range(3):
        assert limited.run(pieces) == {"hangs": None, "answers": 2}
    assert len(begun) == 1, "as long as it hangs it is not begun again"
    let_go.set()
    assert limited.run({"hangs": Piece(hang, 5)}) == {"hangs": 7}


def test_a_mistake_is_the_callers() -> None:
    def fail() -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Limited[int]().run({"fails": Piece(fail, 5)})
