"""A quote: what a call will cost and take, said before it is made and without making it."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from core.models import ShortText, Value


class Quote(Value):
    """US dollars at the least, probably, and at the most, and the seconds until the answer is there."""

    model: ShortText
    low_usd: float = Field(ge=0)
    likely_usd: float = Field(ge=0)
    high_usd: float = Field(ge=0)
    wait_s: float = Field(default=0.0, ge=0)

    @classmethod
    def exactly(cls, usd: float, model: str, wait_s: float = 0.0) -> Quote:
        """For what has a fixed price."""
        return cls(model=model, low_usd=usd, likely_usd=usd, high_usd=usd, wait_s=wait_s)

    @classmethod
    def free(cls, model: str) -> Quote:
        """For what is made on this machine."""
        return cls.exactly(0.0, model)

    @classmethod
    def of_all(cls, quotes: Sequence[Quote]) -> Quote:
        """Several calls, one after the other; at least one."""
        return cls(
            model=" + ".join(quote.model for quote in quotes)[:200],
            low_usd=sum(quote.low_usd for quote in quotes),
            likely_usd=sum(quote.likely_usd for quote in quotes),
            high_usd=sum(quote.high_usd for quote in quotes),
            wait_s=sum(quote.wait_s for quote in quotes),
        )

    def or_dearer(self, others: Sequence[Quote]) -> Quote:
        """The same, with what the dearest stand-in would cost at the most."""
        return self.model_copy(update={"high_usd": max([self, *others], key=lambda q: q.high_usd).high_usd})
