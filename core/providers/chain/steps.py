"""The steps of a chain, the wanted model first, and how one gives way to the next.

A step gives way when its service cannot or will not do the work: ProviderUnavailable,
ProviderRejected. A refusal for content does not (another model is no way around a safety
filter), nor does an unknown outcome (somebody must look), nor what is wrong with the request;
only a stand-in that cannot do what the wanted model could gives way, too. A step that is not
allowed is never taken; the error then names it.

At a limit (QuotaExceeded, BudgetExceeded) of the wanted model the purpose of the call decides: to
wait or to stop and ask means that nobody else is asked; to go cheaper or to draw means that only a
cheaper or a free model is, allowed as a fallback or not, for that is what was chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog

from core.errors import (
    AppError,
    BudgetExceeded,
    InvalidInput,
    ProviderRejected,
    ProviderUnavailable,
    QuotaExceeded,
)
from core.providers.named import Named, Provided
from core.providers.purpose import current_purpose
from core.settings import AtLimit

GIVES_WAY = (ProviderUnavailable, ProviderRejected)
LIMITS = (QuotaExceeded, BudgetExceeded)

log = structlog.get_logger(__name__)


M = TypeVar("M", bound=Named)
P = TypeVar("P", bound=Provided)
R = TypeVar("R")

Price = Callable[[M], float | None]
"""What a model would cost for the work in hand, in dollars; None: it cannot do it."""


@dataclass(frozen=True)
class Step(Generic[M]):
    """A model of a chain, and whether it may be used in the place of the one before.

    One that is `for_limits` is not allowed, and no setting allows it: only who goes cheaper gets it.
    """

    model: M
    is_allowed: bool = True
    for_limits: bool = False


class Steps(Generic[M]):
    """The wanted model, then those that may stand in for it, in their order."""

    def __init__(self, steps: Sequence[Step[M]]) -> None:
        """The first step counts as allowed whatever it says. Raises ValueError without steps."""
        if not steps:
            raise ValueError("a chain needs a model")
        self._steps = tuple(steps)

    @property
    def wanted(self) -> M:
        return self._steps[0].model

    @property
    def allowed(self) -> tuple[M, ...]:
        able = (step for step in self._steps[1:] if step.is_allowed and not step.for_limits)
        return (self.wanted, *(step.model for step in able))

    @property
    def all(self) -> tuple[M, ...]:
        return tuple(step.model for step in self._steps)

    def first_able(
        self, work: Callable[[M], R], price_usd: Price[M], models: Sequence[M] | None = None
    ) -> tuple[M, R]:
        """The first of the allowed models (or of those given) that does the work, and what it made.

        Raises the wanted model's error when none does.
        """
        failed: AppError | None = None
        left = list(self.allowed if models is None else models)
        while left:
            model = left.pop(0)
            try:
                return model, work(model)
            except (*GIVES_WAY, InvalidInput) as error:
                if failed is None and isinstance(error, InvalidInput):
                    raise
                self.tell(model, error)
                failed = failed or error
            except LIMITS as error:
                self.tell(model, error)
                left = left if failed else self._past_limit(model, error, price_usd)
                failed = failed or error
        raise self.with_advice(failed or ProviderUnavailable("There is no model for this."))

    def _past_limit(self, model: M, error: AppError, price_usd: Price[M]) -> list[M]:
        """Who may still be asked, the dearest of the cheaper ones first."""
        choice = current_purpose().at(error)
        if choice not in (AtLimit.CHEAPER, AtLimit.ANIMATIC):
            return []
        most_usd = (price_usd(model) or 0.0) if choice is AtLimit.CHEAPER else 0.0
        prices = [(price_usd(other), other) for other in self.all if other is not model]
        cheaper = [(usd, other) for usd, other in prices if usd is not None and (usd < most_usd or usd == 0)]
        return [other for _, other in sorted(cheaper, key=lambda pair: -pair[0])]

    def with_advice(self, error: AppError) -> AppError:
        """The error, whose hint names the steps that could have helped if they were allowed."""
        closed = (step.model.model_id.partition("/")[0] for step in self._steps[1:] if not step.is_allowed)
        names = ", ".join(dict.fromkeys(closed))
        if names and "as a fallback" not in error.hint:
            error.hint = f"{error.hint} Or allow {names} as a fallback.".strip()
        return error

    def tell(self, model: M, error: AppError) -> None:
        """Log that a model gives way."""
        log.warning("model gives way", model=model.model_id, kind=error.kind, message=error.message)


class Chain(Generic[M]):
    """What all chains share: the wanted model's id, so that allowing a fallback makes nothing anew."""

    def __init__(self, steps: Sequence[Step[M]]) -> None:
        """Raises ValueError without steps."""
        self._steps = Steps(steps)

    @property
    def model_id(self) -> str:
        return self._steps.wanted.model_id


class ProvidedChain(Chain[P]):
    """A chain of models that name who provides them."""

    @property
    def provider(self) -> str:
        return self._steps.wanted.provider
