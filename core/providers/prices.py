"""Prices of models, and the arithmetic on them: every dollar the product counts comes from here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum

from pydantic import Field

from core.models import ShortText, Value


def utc_today() -> date:
    """Today where the catalogue's dates count."""
    return datetime.now(UTC).date()


class Unit(StrEnum):
    """What is paid for."""

    SECOND = "second"
    INPUT_TOKEN = "input_token"
    OUTPUT_TOKEN = "output_token"
    CHARACTER = "character"
    IMAGE = "image"


class Price(Value):
    """US dollars for `per` units."""

    unit: Unit
    usd: float = Field(ge=0)
    per: int = Field(default=1, gt=0)
    resolution: ShortText = ""
    """Empty: the same at every resolution."""
    audio: bool | None = None
    """None: the same with and without sound."""
    until: date | None = None
    """Its last day; None: no end is known."""
    source: ShortText
    is_confirmed: bool = True
    """Whether the provider's own figure was seen."""

    @property
    def usd_per_unit(self) -> float:
        return self.usd / self.per

    def applies(self, unit: Unit, on: date, *, resolution: str = "", audio: bool | None = None) -> bool:
        """Whether this is a price of such a unit on that day."""
        return (
            self.unit is unit
            and (self.until is None or on <= self.until)
            and self.resolution in ("", resolution)
            and self.audio in (None, audio)
        )


def price_in_force(
    prices: Iterable[Price], unit: Unit, on: date, *, resolution: str = "", audio: bool | None = None
) -> Price | None:
    """The price of a unit on a day: among those that apply, the one that ends first."""
    found = [p for p in prices if p.applies(unit, on, resolution=resolution, audio=audio)]
    return min(found, key=lambda price: price.until or date.max, default=None)
