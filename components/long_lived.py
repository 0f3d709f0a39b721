"""What lives long is seldom searched for garbage.

Streamlit searches everything after every run of a page, also of a part that only shows progress: with
libraries, the engine and a hundred open pages that took two thirds of a processor. What was there at
the last search of ours is left out of Streamlit's; ours comes now and then, so that what was thrown away is
found all the same.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

EVERY_S = 10.0
_OLDEST = 2


@contextmanager
def seldom_searched(every_s: float = EVERY_S) -> Iterator[None]:
    """Leave out what is there, and while the block runs have a thread search all whenever pages ran."""
    gc.freeze()
    done = threading.Event()

    def run() -> None:
        searches = _searches()
        while not done.wait(every_s):
            if _searches() > searches:
                searches = settle()

    thread = threading.Thread(target=run, name="seldom-searched", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        gc.unfreeze()


def settle() -> int:
    """Search everything, and leave what remains out of others' searches; how many there were so far."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    return _searches()


def _searches() -> int:
    return int(gc.get_stats()[_OLDEST]["collections"])
