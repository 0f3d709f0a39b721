"""The steps of a chain, the wanted model first, and how one gives way to the next.

A step gives way when its service cannot or will not do the work: ProviderUnavailable,
QuotaExceeded, ProviderRejected. A refusal for content does not (another model is no way
around a safety filter), nor does an unknown outcome (somebody must look), nor what is wrong
with the request; only a stand-in that cannot do what the wanted model could gives way, too.
A step that is not allowed is never taken; the error then names it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog

from core.errors import AppError, InvalidInput, ProviderRejected, ProviderUnavailable, QuotaExceeded
from core.providers.named import Named, Provided

GIVES_WAY = (ProviderUnavailable, QuotaExceeded, ProviderRejected)

log = structlog.get_logger(__name__)


M = TypeVar("M", bound=Named)
P = TypeVar("P", bound=Provided)
R = TypeVar("R")


@dataclass(frozen=True)
class Step(Generic[M]):
    """A model of a chain, and whether it may be used in the place of the one before."""

    model: M
    is_allowed: bool = True


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
        return (self.wanted, *(step.model for step in self._steps[1:] if step.is_allowed))

    @property
    def all(self) -> tuple[M, ...]:
        return tuple(step.model for step in self._steps)

    def first_able(self, work: Callable[[M], R], models: Sequence[M] | None = None) -> tuple[M, R]:
        """The first of the allowed models (or of those given) that does the work, and what it made.

        Raises the wanted model's error when none does.
        """
        failed: AppError | None = None
        for model in self.allowed if models is None else models:
            try:
                result = work(model)
            except (*GIVES_WAY, InvalidInput) as error:
                if failed is None and isinstance(error, InvalidInput):
                    raise
                self.tell(model, error)
                failed = failed or error
            else:
                return model, result
        raise self.with_advice(failed or ProviderUnavailable("There is no model for this."))

    def with_advice(self, error: AppError) -> AppError:
        """The error, whose hint names the steps that could have helped if they were allowed."""
        names = ", ".join(step.model.model_id for step in self._steps[1:] if not step.is_allowed)
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
