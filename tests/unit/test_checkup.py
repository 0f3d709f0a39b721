"""A checkup tells again what it just found, and never something older than was asked for."""

from __future__ import annotations

import threading

import pytest

from core.health import HealthCheck
from core.studio.checkup import FRESH_S, Checks, Checkup


class Watch:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


class Looks:
    """Checks that tell how often they were made, and take some time on the watch."""

    def __init__(self, watch: Watch, take_s: float = 0.0) -> None:
        self.watch, self.take_s, self.count = watch, take_s, 0

    def __call__(self) -> Checks:
        self.count += 1
        self.watch.now_s += self.take_s
        return (HealthCheck(name="disk", ok=self.count > 1, detail=f"look {self.count}"),)


def test_an_answer_is_told_again_with_its_age_until_it_is_too_old() -> None:
    watch = Watch()
    looks = Looks(watch)
    checkup = Checkup(looks, watch)
    first = checkup.report()
    watch.now_s = FRESH_S - 1
    again = checkup.report()
    assert (first.checks, first.age_s, again.age_s) == (again.checks, 0, FRESH_S - 1)
    watch.now_s = FRESH_S
    fresh = checkup.report()
    assert (fresh.checks[0].detail, fresh.age_s, looks.count) == ("look 2", 0, 2)


def test_an_answer_younger_than_nothing_is_always_a_new_one() -> None:
    watch = Watch()
    checkup = Checkup(Looks(watch), watch)
    assert [checkup.report(younger_than_s=0).checks[0].detail for _ in range(3)] == [
        "look 1",
        "look 2",
        "look 3",
    ]


def test_slow_checks_do_not_make_their_own_answer_old() -> None:
    watch = Watch()
    looks = Looks(watch, take_s=2 * FRESH_S)
    checkup = Checkup(looks, watch)
    checkup.report()
    assert (checkup.report().age_s, looks.count) == (0, 1)


def test_the_bad_parts_are_those_that_need_attention() -> None:
    watch = Watch()
    checkup = Checkup(Looks(watch), watch)
    assert [check.detail for check in checkup.report().bad] == ["look 1"]
    assert checkup.report(younger_than_s=0).bad == ()


def test_people_who_ask_at_the_same_time_get_one_answer() -> None:
    everyone, found = threading.Barrier(4), []
    checkup = Checkup(Looks(watch := Watch()), watch)

    def ask() -> None:
        everyone.wait()
        found.append(checkup.report().checks[0].detail)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["look 1"] * 4


def test_a_failed_checkup_keeps_nothing_and_the_next_one_tries_again() -> None:
    tries: list[str] = []

    def check() -> Checks:
        tries.append("try")
        if len(tries) == 1:
            raise ZeroDivisionError
        return ()

    checkup = Checkup(check)
    with pytest.raises(ZeroDivisionError):
        checkup.report()
    assert checkup.report().checks == ()
    assert len(tries) == 2
