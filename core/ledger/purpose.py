"""What is being paid for just now: said by a stage around its work, read by the ledger.

Adapters announce their calls without knowing for which video they are made, and their ports stay
free of money; so the purpose travels beside the calls, as the log's own facts do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from core.models import Value

BY_HAND = "by-hand"
"""Stands for the video where there is none: a voice sample, a brief being estimated."""


class Purpose(Value):
    """For whom and for what; `operation_key` for a clip, whose charge is settled with its operation."""

    video_id: str = BY_HAND
    owner: str = "local"
    scene_id: str = ""
    operation_key: str | None = None


_purpose: ContextVar[Purpose | None] = ContextVar("purpose", default=None)


def current_purpose() -> Purpose:
    """What the ledger writes beside a charge made now."""
    return _purpose.get() or Purpose()


@contextmanager
def paying_for(purpose: Purpose) -> Iterator[None]:
    """Calls inside the block are made for this purpose."""
    token = _purpose.set(purpose)
    try:
        yield
    finally:
        _purpose.reset(token)
