"""The error tree: every kind can be named, sent through JSON, and met again."""

from __future__ import annotations

import pytest

from core.errors import AppError, error_of_kind


@pytest.mark.parametrize("kind", AppError.__subclasses__())
def test_an_error_is_rebuilt_from_its_kind(kind: type[AppError]) -> None:
    again = error_of_kind(kind.__name__, "what happened", "what to do")
    assert type(again) is kind
    assert (again.kind, again.message, again.hint, str(again)) == (
        kind.__name__, "what happened", "what to do", "what happened",
    )  # fmt: skip


def test_an_unknown_kind_is_still_an_error_for_people() -> None:
    assert type(error_of_kind("ZeroDivisionError", "oops")) is AppError
