"""Health with each part broken in turn: what is told, what to do about it, and that nothing hangs."""

from __future__ import annotations

import dataclasses
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.artifacts.shared_files import SharedFiles
from core.artifacts.vault import Vault
from core.bootstrap import make_parts
from core.health import NEEDED, QUICK_S, STUCK_S, Check, Checks, HealthCheck
from core.jobs.engine import QueueOutlook
from core.media.ffmpeg import Ffmpeg
from core.parts import Parts
from core.settings import Settings
from tests.postgres import PostgresServer
from tests.room import FakeMachine
from tests.studios import settings_in


class Queue:
    """A queue as it is told to be."""

    def __init__(self, *, waiting: int = 0, running: int = 0, longest_wait_s: float = 0.0) -> None:
        self.takes_jobs = True
        self.now = QueueOutlook(waiting=waiting, running=running, longest_wait_s=longest_wait_s)

    def outlook(self) -> QueueOutlook:
        return self.now


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    made = make_parts(settings_in(tmp_path), shared=SharedFiles(Vault(f"file://{tmp_path}/vault")))
    yield made
    made.history.close()


def bad(checks: tuple[HealthCheck, ...]) -> dict[str, str]:
    """The parts that need attention, and what is said of them."""
    assert all(check.ok or check.advice for check in checks), "whatever is bad says what to do"
    return {check.name: check.detail for check in checks if not check.ok}


def test_a_storage_that_is_gone(parts: Parts, tmp_path: Path) -> None:
    checks = Checks(parts, Queue())
    assert bad(checks.needed()) == {}
    shutil.rmtree(tmp_path / "vault")
    assert bad(checks.needed()) == {"storage": "The folder of the shared storage is gone."}


def test_a_disk_that_is_nearly_full(parts: Parts) -> None:
    settings, machine = parts.settings.model_copy(update={"min_free_disk_gb": 5.0}), FakeMachine()
    checks = Checks(dataclasses.replace(parts, settings=settings, machine=machine), Queue())
    machine.has(free_disk_gb=1.0)
    assert bad(checks.needed()) == {}, "jobs wait, pages work"
    assert bad(checks.all()) == {"disk": "1.0 GB free, 5.0 GB wanted before a job begins"}
    machine.has(free_disk_gb=0.4)
    assert bad(checks.needed()) == {"disk": "0.4 GB free, 0.5 GB wanted to serve anybody"}


@pytest.mark.parametrize(("running", "waits_s"), [(0, STUCK_S - 1), (1, 10 * STUCK_S)])
def test_a_queue_that_moves_is_well(parts: Parts, running: int, waits_s: float) -> None:
    assert bad(Checks(parts, Queue(waiting=3, running=running, longest_wait_s=waits_s)).needed()) == {}


def test_a_queue_that_nobody_takes_from(parts: Parts) -> None:
    queue = Queue(waiting=3, longest_wait_s=2 * STUCK_S)
    assert "3 waiting for up to 20 minutes" in bad(Checks(parts, queue).needed())["queue"]
    queue.takes_jobs = False
    assert bad(Checks(parts, queue).needed()) == {}, "a web process serves without its workers"
    assert "queue" in bad(Checks(parts, queue).all()), "and its Health page says so"


def test_a_missing_ffmpeg(parts: Parts) -> None:
    without = dataclasses.replace(parts, ffmpeg=Ffmpeg("/nowhere/ffmpeg"))
    assert bad(Checks(without, Queue()).all()).keys() == {"ffmpeg"}


def test_a_database_that_is_stopped_and_one_that_comes_back(
    postgres_server: PostgresServer, postgres_url: str, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path / "data", database_url=postgres_url, _env_file=None)
    parts = make_parts(settings)
    checks = Checks(parts, Queue())
    assert bad(checks.needed()) == {}
    postgres_server.stop()
    try:
        assert bad(checks.needed()) == {"database": "The database cannot be reached."}
    finally:
        postgres_server.start()
    assert bad(checks.needed()) == {}
    parts.history.close()


def test_a_part_that_hangs_is_told_in_time(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(_parts: Parts, _queue: object) -> HealthCheck:
        time.sleep(2)
        return HealthCheck(name="database", ok=True, detail="at last")

    hanging = Check("database", hang, 0.05)
    monkeypatch.setattr("core.health.NEEDED", (hanging, *NEEDED[1:]))
    assert bad(Checks(parts, Queue()).needed()) == {"database": "no answer within 0.05 s"}
    assert all(check.limit_s <= QUICK_S for check in NEEDED)
