"""What other machines are told: alive, ready, or not ready and because of which part."""

from __future__ import annotations

import json
from typing import Any

import anyio
import pytest

from components import house, probes
from core.errors import StorageError
from core.operations.once import forget
from core.settings import Settings
from core.storage.failures import DatabaseAway
from core.studio import Studio

SECRET = "postgresql://vvg:secret@10.0.0.7/vvg"


def ready() -> tuple[int, dict[str, Any]]:
    answer = anyio.run(probes.ready, None)
    return answer.status_code, json.loads(bytes(answer.body))


def test_the_process_is_alive_without_a_studio() -> None:
    answer = anyio.run(probes.live, None)
    assert (answer.status_code, answer.body) == (200, b"ok")


@pytest.mark.usefixtures("studio")
def test_a_studio_whose_parts_are_well_is_ready() -> None:
    parts = dict.fromkeys(("database", "storage", "queue", "disk"), "ok")
    assert ready() == (200, {"ready": True, "parts": parts})


def test_a_part_that_fails_is_named_and_nothing_else_is_said(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> int:
        raise DatabaseAway(f"The database {SECRET} cannot be reached.")

    monkeypatch.setattr(studio._parts.history, "count_videos", fail)
    status, answer = ready()
    assert (status, answer["ready"], answer["parts"]["database"]) == (503, False, "failing")
    assert answer["parts"]["disk"] == "ok"
    assert "secret" not in json.dumps(answer) and "/" not in json.dumps(answer)


def test_a_studio_that_does_not_open_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_settings: Settings) -> Studio:
        raise StorageError(f"The database {SECRET} cannot be reached.")

    forget(house.STUDIO)
    monkeypatch.setattr(house, "_open", fail)
    assert ready() == (503, {"ready": False, "parts": {"start": "failing"}})
