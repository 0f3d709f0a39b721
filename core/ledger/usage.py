"""What was spent in a time, added up in the ways people ask for, and the ledger as a table to take away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date

from core.models import JsonDict, Value
from core.operations.sheet import sheet_of
from core.storage.records import MICROS, ChargeRecord

_COLUMNS = (
    "created_at", "settled_at", "outcome", "spent_usd", "reserved_usd", "kind", "model", "route",
    "video_id", "scene_id", "owner", "requests", "clips", "characters",
)  # fmt: skip


class Share(Value):
    """What was spent on something, and by how many calls."""

    name: str
    usd: float
    calls: int


class DaySpend(Value):
    """What was spent on one kind of thing on one UTC day."""

    day: date
    kind: str
    usd: float


class Usage(Value):
    """The sums of a time, the dearest first; days in their order."""

    charges: tuple[ChargeRecord, ...]
    """The ledger's rows, the latest first."""
    total_usd: float
    by_day: tuple[DaySpend, ...]
    by_model: tuple[Share, ...]
    by_owner: tuple[Share, ...]
    by_video: tuple[Share, ...]
    by_outcome: tuple[Share, ...]

    @property
    def calls(self) -> int:
        return len(self.charges)


def usage_of(charges: Sequence[ChargeRecord]) -> Usage:
    """Add up charges."""
    return Usage(
        charges=tuple(charges),
        total_usd=sum(charge.micros for charge in charges) / MICROS,
        by_day=_by_day(charges),
        by_model=_shares(charges, lambda charge: charge.model),
        by_owner=_shares(charges, lambda charge: charge.owner),
        by_video=_shares(charges, lambda charge: charge.video_id),
        by_outcome=_shares(charges, lambda charge: charge.outcome.value),
    )


def as_csv(charges: Sequence[ChargeRecord]) -> str:
    """The charges as a table for a spreadsheet."""
    return sheet_of(_COLUMNS, (_row(charge) for charge in charges))


def _row(charge: ChargeRecord) -> JsonDict:
    return charge.model_dump(mode="json") | {
        "spent_usd": f"{charge.spent_usd:.6f}",
        "reserved_usd": f"{charge.reserved_micros / MICROS:.6f}",
    }


def _by_day(charges: Sequence[ChargeRecord]) -> tuple[DaySpend, ...]:
    sums: dict[tuple[date, str], int] = defaultdict(int)
    for charge in charges:
        sums[charge.created_at.date(), charge.kind] += charge.micros
    return tuple(
        DaySpend(day=day, kind=kind, usd=micros / MICROS) for (day, kind), micros in sorted(sums.items())
    )


def _shares(charges: Sequence[ChargeRecord], name: Callable[[ChargeRecord], str]) -> tuple[Share, ...]:
    micros: dict[str, int] = defaultdict(int)
    calls: dict[str, int] = defaultdict(int)
    for charge in charges:
        micros[name(charge)] += charge.micros
        calls[name(charge)] += 1
    names = sorted(calls, key=lambda each: (-micros[each], each))
    return tuple(Share(name=each, usd=micros[each] / MICROS, calls=calls[each]) for each in names)
