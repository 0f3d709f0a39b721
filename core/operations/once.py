"""Things a process has one of, by name: opened at the first wish, the same for everybody after.

Streamlit runs its pages anew after each change of their code, with new modules, and people can
clear its caches. What must never be opened twice (the job engine) is therefore kept here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_opened: dict[str, object] = {}
_lock = threading.Lock()


def once(name: str, opening: Callable[[], T]) -> T:
    """What was kept under that name, else what `opening` makes; if it raises, nothing is kept."""
    with _lock:
        if name not in _opened:
            _opened[name] = opening()
        return _opened[name]  # type: ignore[return-value]  # a name always stands for one type


def keep(name: str, thing: object) -> None:
    """Keep something under a name, in the place of what was there."""
    with _lock:
        _opened[name] = thing


def forget(name: str) -> None:
    """Keep nothing under that name any more; whoever kept it closes it."""
    with _lock:
        _opened.pop(name, None)
