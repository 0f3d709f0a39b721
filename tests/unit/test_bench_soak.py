"""The soak's own arithmetic: a slope is told an hour, without the first third."""

from __future__ import annotations

from bench.soak import _course


def test_a_steady_course_after_a_rise_has_no_slope() -> None:
    minutes = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    said = _course(minutes, [100, 180, 200, 200, 200, 200, 200], "MB")
    assert said == "100, at most 200, 200 at rest MB; +0.0 an hour after the first third"


def test_a_leak_is_told_by_what_it_would_take_in_an_hour() -> None:
    said = _course([0.0, 1.0, 2.0, 3.0], [100, 101, 102, 103], "MB")
    assert said.endswith("+60.0 an hour after the first third")
