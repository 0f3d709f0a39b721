"""The port of the ledger as adapters see it: announce a call before it is made, say what it cost after.

    with meter.paying(PaidCall(kind=ModelKind.TEXT, model=card.id, most_usd=0.02)) as bill:
        answer = client.models.generate_content(...)
        bill.settle(0.013)

Every call to a provider that may cost money or counts against a quota goes through it, one by one,
at the very place where it is made: so no retry, repair or stand-in is ever made unannounced.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from pydantic import Field

from core.models import ShortText, Value
from core.providers.google.access import Route
from core.providers.model_card import ModelKind


class PaidCall(Value):
    """One call: who is asked for what, and the most that it may cost."""

    kind: ModelKind
    model: ShortText
    route: Route | None = None
    most_usd: float = Field(ge=0)
    clips: int = Field(default=0, ge=0)
    characters: int = Field(default=0, ge=0)


class Bill(Protocol):
    """The charge of a call under way."""

    def settle(self, usd: float) -> None:
        """The call was answered and cost that much."""
        ...


class Meter(Protocol):
    """Allows a call or raises QuotaExceeded or BudgetExceeded before anything is sent."""

    def paying(self, call: PaidCall) -> AbstractContextManager[Bill]:
        """Reserve for the block; how the block ends decides what becomes of the reservation."""
        ...


class _Nobody:
    def settle(self, usd: float) -> None:
        """Nobody counts it."""


class Unmetered:
    """Allows everything and counts nothing."""

    @contextmanager
    def paying(self, call: PaidCall) -> Iterator[Bill]:  # noqa: ARG002 - the port's argument
        yield _Nobody()
