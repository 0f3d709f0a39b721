"""What a step says it did: kept by the job engine, added up in the result."""

from __future__ import annotations

from core.models import Stage, Value


class Receipt(Value):
    """One artefact, made or found, and how long that took."""

    stage: Stage
    kind: str
    key: str
    part: str
    reused: bool
    seconds: float
    """Of work: the time until its turn came is not in it."""
