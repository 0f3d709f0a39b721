"""A limit: how much of something may be used in a time.

A provider's quotas and our own budgets are limits alike, and counted alike.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from core.models import ShortText, Value
from core.providers.google.access import Route
from core.providers.model_card import ModelKind


class Measure(StrEnum):
    """What is counted."""

    CLIPS = "clips"
    REQUESTS = "requests"
    CHARACTERS = "characters"
    USD = "usd"


class Period(StrEnum):
    """In which time: the first two roll along with the clock, the next two begin at a midnight."""

    MINUTE = "minute"
    TEN_MINUTES = "ten minutes"
    DAY = "day"
    MONTH = "month"
    EVER = "ever"


class Scope(StrEnum):
    """Whose use is added up."""

    ALL = "all"
    OWNER = "owner"
    VIDEO = "video"


Zone = Literal["UTC", "America/Los_Angeles"]
"""Where midnight is: ours is UTC's, Google's quotas begin anew at midnight Pacific time."""


class Limit(Value):
    """At most `most` of a measure in a period. Empty fields: whatever the kind, model or route."""

    id: ShortText = Field(min_length=1)
    title: ShortText = Field(min_length=1)
    """Such as "clips a day"."""
    measure: Measure
    most: float = Field(ge=0)
    period: Period
    zone: Zone = "America/Los_Angeles"
    kind: ModelKind | None = None
    model: ShortText = ""
    route: Route | None = None
    scope: Scope = Scope.ALL
    is_budget: bool = False
    """Ours, in money; the others are a provider's."""
    source: ShortText = ""

    def is_met_by(self, kind: ModelKind, model: str, route: Route | None) -> bool:
        """Whether such a call falls under it."""
        return self.kind in (None, kind) and self.model in ("", model) and self.route in (None, route)
