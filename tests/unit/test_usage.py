"""Usage: sums as people ask for them, and a table that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from core.ledger.usage import as_csv, usage_of
from core.storage.records import ChargeRecord, Outcome
from tests.unit.ledger_support import NOON


def charge(micros: int, **more: object) -> ChargeRecord:
    row: dict[str, object] = {
        "charge_id": "c", "kind": "video", "model": "veo", "route": "cloud", "video_id": "v",
        "scene_id": "s1", "owner": "local", "operation_key": None, "outcome": Outcome.USED,
        "reserved_micros": micros,
        "micros": micros, "requests": 1, "clips": 1, "characters": 0, "process": "p", "created_at": NOON,
        "settled_at": NOON,
    }  # fmt: skip
    return ChargeRecord.model_validate(row | more)


def test_charges_are_added_up_by_day_model_video_user_and_outcome() -> None:
    usage = usage_of(
        [
            charge(1_500_000),
            charge(250_000, kind="text", model="gemini", outcome=Outcome.WASTED),
            charge(500_000, created_at=NOON - timedelta(days=1), owner="ann", video_id="w"),
            charge(0, outcome=Outcome.REFUSED),
        ]
    )
    assert (usage.total_usd, usage.calls) == (2.25, 4)
    assert [(each.day.day, each.kind, each.usd) for each in usage.by_day] == [
        (25, "video", 0.5), (26, "text", 0.25), (26, "video", 1.5),
    ]  # fmt: skip
    assert [(each.name, each.usd, each.calls) for each in usage.by_model] == [
        ("veo", 2.0, 3),
        ("gemini", 0.25, 1),
    ]
    assert [(each.name, each.usd) for each in usage.by_owner] == [("local", 1.75), ("ann", 0.5)]
    assert [(each.name, each.usd) for each in usage.by_outcome] == [
        ("used", 2.0),
        ("wasted", 0.25),
        ("refused", 0),
    ]
    assert [each.name for each in usage.by_video] == ["v", "w"]


@pytest.mark.parametrize("hostile", ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", 'a"b', "a\nb,c"])
def test_no_cell_of_the_csv_is_a_formula_and_none_breaks_the_table(hostile: str) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv([charge(1, owner=hostile)]))))
    assert len(rows) == 1
    found = rows[0]["owner"]
    assert found.removeprefix("'") == hostile
    assert not found.startswith(("=", "+", "-", "@", "\t", "\r"))
