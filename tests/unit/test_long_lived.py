"""What lives long is left out of others' searches, and garbage is found all the same."""

from __future__ import annotations

import gc
import time
import weakref
from collections.abc import Callable

from components.long_lived import seldom_searched, settle


class _Ring:
    """Refers to itself, so only a search finds that nobody else does."""

    def __init__(self) -> None:
        self.me = self


def _until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + 10
    while not holds() and time.monotonic() < ends:
        time.sleep(0.01)


def test_what_is_there_is_left_out_while_the_block_runs() -> None:
    with seldom_searched():
        assert gc.get_freeze_count() > 1_000
    assert gc.get_freeze_count() == 0


def test_garbage_that_was_left_out_is_found_by_the_next_search_after_a_page_ran() -> None:
    ring = _Ring()
    seen = weakref.ref(ring)
    with seldom_searched(every_s=0.05):
        del ring
        gc.collect()  # as Streamlit does after a run
        _until(lambda: seen() is None)
        assert seen() is None


def test_nothing_is_searched_while_no_page_runs() -> None:
    with seldom_searched(every_s=0.01):
        before = gc.get_stats()[2]["collections"]
        time.sleep(0.2)
        assert gc.get_stats()[2]["collections"] == before


def test_settling_says_how_many_searches_there_were() -> None:
    first = settle()
    gc.unfreeze()
    assert settle() == first + 1
    gc.unfreeze()
