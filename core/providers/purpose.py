"""What is being asked for just now, and what to do at a limit: said by a stage around its work.

Adapters announce their calls to the ledger without knowing for which video they are made, and chains
of models meet limits without knowing what their user chose; their ports stay free of both. So the
purpose travels beside the calls, as the log's own facts do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from core.errors import AppError, BudgetExceeded
from core.models import Value
from core.settings import AtLimit

BY_HAND = "by-hand"
"""Stands for the video where there is none: a voice sample, a brief being estimated."""


class Purpose(Value):
    """For whom and for what; `operation_key` for a clip, whose charge is settled with its operation."""

    video_id: str = BY_HAND
    owner: str = "local"
    scene_id: str = ""
    operation_key: str | None = None
    at_budget: AtLimit = AtLimit.STOP
    at_quota: AtLimit = AtLimit.WAIT

    def at(self, limit: AppError) -> AtLimit:
        """What to do at the limit that raised this error."""
        return self.at_budget if isinstance(limit, BudgetExceeded) else self.at_quota


_purpose: ContextVar[Purpose | None] = ContextVar("purpose", default=None)


def current_purpose() -> Purpose:
    """What the calls made now are for."""
    return _purpose.get() or Purpose()


@contextmanager
def paying_for(purpose: Purpose) -> Iterator[None]:
    """Calls inside the block are made for this purpose."""
    token = _purpose.set(purpose)
    try:
        yield
    finally:
        _purpose.reset(token)
