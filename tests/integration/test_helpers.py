"""Helpers: answers and errors come back, crashes stay outside, one that is kept works again."""

from __future__ import annotations

import psutil
import pytest

from core.errors import Cancelled, ContentRefused, MediaError
from core.operations import helpers
from core.operations.children import NICENESS
from core.operations.helpers import call_module
from tests.waiting import wait_until

CHILD = "tests.fakes.children"


def alive() -> list[psutil.Process]:
    """The helpers that run."""
    return [c for c in psutil.Process().children() if CHILD in " ".join(c.cmdline())]


def test_a_helper_reports_progress_and_answers_at_low_priority() -> None:
    seen: list[float] = []
    answer = call_module(CHILD, {"do": "count", "text": "“{\\an8}” %{} 你好\n"}, on_fraction=seen.append)
    assert seen == [0.0, 0.5, 1.0]
    assert answer == {"nice": NICENESS, "echo": "“{\\an8}” %{} 你好\n"}


def test_an_error_for_people_travels_whole() -> None:
    with pytest.raises(ContentRefused) as caught:
        call_module(CHILD, {"do": "refuse"})
    assert (caught.value.message, caught.value.hint) == ("No.", "Say it differently.")


@pytest.mark.parametrize(("do", "words"), [("crash", "status"), ("bug", "ZeroDivisionError: planted")])
def test_a_crash_is_an_error_here_and_no_more(do: str, words: str) -> None:
    with pytest.raises(MediaError, match=words):
        call_module(CHILD, {"do": do})


def test_a_helper_that_says_very_much_does_not_block() -> None:
    assert call_module(CHILD, {"do": "chatter"}) == {}


def test_a_helper_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(MediaError):
        call_module(CHILD, {"do": "sleep"}, timeout_s=0.3)


def test_a_callback_that_cancels_ends_the_helper() -> None:
    def cancel(_: float) -> None:
        raise Cancelled("stop")

    with pytest.raises(Cancelled):
        call_module(CHILD, {"do": "count"}, on_fraction=cancel)
    assert not alive()


def pid(**order: object) -> int:
    return int(call_module(CHILD, {"do": "pid", **order}, keep=True)["pid"])


def test_a_helper_that_is_kept_takes_the_next_order_and_is_gone_a_moment_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(helpers, "KEPT_S", 0.5)
    assert pid() == pid()
    wait_until(lambda: not alive())


def test_an_error_for_people_does_not_end_a_helper_that_is_kept() -> None:
    first = pid()
    with pytest.raises(ContentRefused):
        call_module(CHILD, {"do": "refuse"}, keep=True)
    assert pid() == first


@pytest.mark.parametrize("do", ["crash", "bug"])
def test_one_that_crashed_is_not_used_again(do: str) -> None:
    first = pid()
    with pytest.raises(MediaError):
        call_module(CHILD, {"do": do}, keep=True)
    assert pid() != first


def test_one_that_died_while_it_waited_is_not_used_again() -> None:
    first = pid()
    helper = psutil.Process(first)
    helper.kill()
    wait_until(lambda: helper.status() == psutil.STATUS_ZOMBIE)
    assert pid() != first


def test_one_whose_order_was_given_up_is_not_used_again() -> None:
    def cancel(_: float) -> None:
        raise Cancelled("stop")

    first = pid()
    with pytest.raises(Cancelled):
        call_module(CHILD, {"do": "count"}, on_fraction=cancel, keep=True)
    assert pid() != first


def test_two_orders_at_once_have_a_helper_each() -> None:
    others: list[int] = []
    mine = call_module(CHILD, {"do": "pid"}, on_fraction=lambda _: others.append(pid()), keep=True)
    assert mine["pid"] not in others


def test_who_does_not_ask_for_it_gets_a_helper_of_its_own() -> None:
    kept = pid()
    assert call_module(CHILD, {"do": "pid"})["pid"] != kept
