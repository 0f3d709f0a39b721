"""Kill -9 while clips are ordered: it is told, counted as spent, and paid again by decision alone."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from core.settings import Settings
from core.storage.engine import open_engine
from core.storage.history import History
from core.storage.records import OperationState
from tests.fakes.google.faults import slow
from tests.fakes.google.filming import submits
from tests.fakes.google.production import command
from tests.fakes.google.server import FakeGoogle

GENERATE = (
    "generate",
    "A calm spot for a plumber",
    "--duration",
    "8",
    "--music",
    "none",
    "--video-id",
    "spot",
)
SCENES = 2


def ended(process: subprocess.Popen[str]) -> tuple[int, dict[str, Any]]:
    """Its exit status, and what it said."""
    out, _ = process.communicate(timeout=240)
    return process.returncode, json.loads(out)


def spent_usd(data: Path) -> list[tuple[str, float]]:
    """What is known of each order and what it counts for."""
    history = History(open_engine(Settings(data_dir=data).database))
    try:
        return [(operation.state, operation.spent_usd) for operation in history.operations("spot")]
    finally:
        history.close()


def test_an_order_whose_answer_a_kill_swallowed_waits_for_a_decision(
    fake_google: FakeGoogle, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    fake_google.fail_next(":predictLongRunning", *[slow(60)] * SCENES)
    process = command(fake_google, data, *GENERATE)
    until = time.monotonic() + 120
    while submits(fake_google) < SCENES:
        assert time.monotonic() < until, "it did not order in time"
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    process.kill()
    process.communicate()

    status, told = ended(command(fake_google, data, *GENERATE))
    assert (status, told["error_details"]["kind"]) == (1, "OutcomeUnknown")
    assert "--retry-unknown" in told["error_details"]["hint"]
    assert submits(fake_google) == SCENES
    before = spent_usd(data)
    assert [state for state, _ in before] == [OperationState.UNKNOWN] * SCENES
    assert all(usd > 0 for _, usd in before)

    status, made = ended(command(fake_google, data, "resume", "spot", "--retry-unknown"))
    assert (status, made["success"]) == (0, True), made["error_details"]
    assert submits(fake_google) == 2 * SCENES
    assert sum(usd for _, usd in spent_usd(data)) == pytest.approx(2 * sum(usd for _, usd in before))
