"""The memory meter: shares are counted only where they could be a new peak."""

from __future__ import annotations

import pytest

from core.operations import memory
from core.operations.memory import MemoryMeter


def test_the_peak_is_this_process_and_its_children() -> None:
    meter = MemoryMeter(period_s=60)
    meter.start().stop()
    assert 1 < meter.peak_mb < 100_000


def test_shares_are_not_counted_below_the_peak(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[int] = []
    monkeypatch.setattr(memory, "_resident", lambda _: 5_000_000)
    monkeypatch.setattr(memory, "_share", lambda process: counted.append(process.pid) or 4_000_000)
    meter = MemoryMeter(period_s=60)
    meter.start().stop()
    peak, first = meter.peak_mb, len(counted)
    assert peak == 4.0 * first
    meter.peak_mb = 1_000.0
    meter._sample()
    assert (meter.peak_mb, len(counted)) == (1_000.0, first)
