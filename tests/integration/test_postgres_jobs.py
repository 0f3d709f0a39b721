"""Jobs on a real Postgres: a web process that only asks, and workers that die or leave."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.jobs.engine import Engine
from core.jobs.postgres_executors import PostgresExecutors
from core.jobs.queues import Limits, Takes
from tests.fakes import workflows
from tests.postgres import query
from tests.waiting import wait_until

LIMITS = Limits(videos=2, clips=4, pieces=1, videos_in_all=3, clips_in_all=4, clips_per_minute=1000)


def engine_on(url: str, takes: Takes) -> Engine:
    return Engine(url, PostgresExecutors(url, None), LIMITS, takes=takes)


@pytest.fixture
def web(postgres_url: str) -> Iterator[Engine]:
    """The engine of a web process: this one."""
    engine = engine_on(postgres_url, Takes.NOTHING)
    engine.start()
    yield engine
    engine.stop()


@pytest.fixture
def start_worker(postgres_url: str) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    processes: list[subprocess.Popen[bytes]] = []
    script = textwrap.dedent(
        f"""
        import os, signal, threading
        from core.jobs.queues import Takes
        from tests.fakes import workflows
        from tests.integration.test_postgres_jobs import engine_on
        stop = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        engine = engine_on({postgres_url!r}, Takes.ALL)
        engine.start()
        stop.wait()
        engine.hand_over(5.0)
        os._exit(0)
        """
    )

    def start() -> subprocess.Popen[bytes]:
        processes.append(subprocess.Popen([sys.executable, "-W", "ignore", "-c", script]))
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.wait()


def steps(folder: Path) -> list[str]:
    file = folder / "steps"
    return file.read_text().split() if file.exists() else []


def test_what_a_killed_worker_left_is_finished_by_another(
    web: Engine, start_worker: Callable[[], subprocess.Popen[bytes]], postgres_url: str, tmp_path: Path
) -> None:
    web.start_job("v.r1", workflows.steps_around_a_wait, str(tmp_path), owner="ann")
    doomed = start_worker()
    wait_until(lambda: steps(tmp_path) == ["0", "1"], at_most_s=200)
    doomed.kill()
    doomed.wait()
    (tmp_path / "go").touch()
    start_worker()
    wait_until(lambda: web.status("v.r1") == "SUCCESS", at_most_s=200)
    assert steps(tmp_path) == ["0", "1", "1", "2"], "only the step in flight is run again"
    kinds = query(postgres_url, "SELECT DISTINCT serialization FROM dbos.workflow_status")
    assert kinds == [("vvg_json",)], "no pickle"


def test_a_worker_that_is_told_to_end_finishes_its_step_and_gives_back_the_rest(
    web: Engine, start_worker: Callable[[], subprocess.Popen[bytes]], postgres_url: str, tmp_path: Path
) -> None:
    web.start_job("v.r1", workflows.steps_at_the_gate, str(tmp_path))
    leaving = start_worker()
    wait_until(lambda: steps(tmp_path) == ["0", "1"], at_most_s=200)
    leaving.terminate()
    assert leaving.wait(timeout=100) == 0
    assert steps(tmp_path) == ["0", "1"], "no further step began"
    assert web.status("v.r1") == "ENQUEUED"
    kept = query(postgres_url, "SELECT count(*) FROM dbos.operation_outputs WHERE workflow_uuid = 'v.r1'")
    assert kept == [(2,)], "the step at work was finished and kept"


def test_a_web_process_asks_and_does_nothing_itself(web: Engine, postgres_url: str, tmp_path: Path) -> None:
    for number, owner in enumerate(["ann", "ann", "bob"]):
        web.start_job(f"v{number}.r1", workflows.three_steps, str(tmp_path), owner=owner)
    web.start_job("v9.r1", workflows.three_steps, str(tmp_path), owner="cid", is_batch=True)
    asked = query(
        postgres_url, "SELECT workflow_uuid FROM dbos.workflow_status ORDER BY priority, created_at"
    )
    assert [job for (job,) in asked] == ["v0.r1", "v2.r1", "v1.r1", "v9.r1"]
    time.sleep(1.0)
    assert steps(tmp_path) == [] and web.status("v0.r1") == "ENQUEUED"
