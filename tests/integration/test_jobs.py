"""The job engine: JSON in the database, work of the dead continued, work of the living left alone."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.errors import ContentRefused, InvalidInput, StorageError
from core.jobs.engine import Engine
from core.jobs.executors import LocalExecutors
from core.jobs.purge import purge_jobs
from core.jobs.queues import Limits, Takes
from core.jobs.serializer import JsonSerializer
from tests.fakes import workflows
from tests.waiting import wait_until


def engine_in(folder: Path, *, takes_jobs: bool = True) -> Engine:
    return Engine(
        f"sqlite:///{folder}/jobs.sqlite",
        LocalExecutors(folder / "executors"),
        Limits(videos=1, clips=2, pieces=1),
        takes=Takes.ALL if takes_jobs else Takes.OWN,
    )


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = engine_in(tmp_path)
    made.start()
    yield made
    made.stop()


def test_a_job_runs_its_steps_once_and_asking_twice_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    for _ in range(2):
        engine.start_job("v1.r1", workflows.three_steps, str(tmp_path))
    wait_until(lambda: engine.status("v1.r1") == "SUCCESS")
    assert (tmp_path / "steps").read_text() == "0\n1\n2\n"
    assert not engine.is_active("v1.r1")
    assert engine.status("nobody") is None


def test_an_error_of_a_child_is_the_same_error_for_its_parent(engine: Engine, tmp_path: Path) -> None:
    engine.start_job("v2.r1", workflows.asks_a_child_that_fails, str(tmp_path))
    wait_until(lambda: engine.status("v2.r1") == "SUCCESS")
    assert (tmp_path / "error").read_text() == "ContentRefused: No. Say it differently."


def test_the_database_holds_no_pickle(engine: Engine, tmp_path: Path) -> None:
    engine.start_job("v3.r1", workflows.asks_a_child_that_fails, str(tmp_path))
    wait_until(lambda: engine.status("v3.r1") == "SUCCESS")
    with sqlite3.connect(tmp_path / "jobs.sqlite") as database:
        kinds = database.execute("select distinct serialization from workflow_status").fetchall()
    database.close()
    assert kinds == [("vvg_json",)]


def test_a_killed_process_is_continued_by_the_next_at_the_step_where_it_stopped(tmp_path: Path) -> None:
    process = _in_another_process(tmp_path)
    wait_until(lambda: (tmp_path / "steps").exists() and "1" in (tmp_path / "steps").read_text())
    process.kill()
    process.wait()
    engine = engine_in(tmp_path)
    engine.start()
    try:
        wait_until(lambda: engine.status("v4.r1") == "SUCCESS")
    finally:
        engine.stop()
    steps = (tmp_path / "steps").read_text().split()
    assert steps[:2] == ["0", "1"]
    assert steps[-1] == "2"
    assert steps.count("0") == 1


def test_a_living_process_keeps_its_job(tmp_path: Path) -> None:
    process = _in_another_process(tmp_path)
    try:
        wait_until(lambda: (tmp_path / "steps").exists())
        engine = engine_in(tmp_path, takes_jobs=False)
        engine.start()
        assert engine.continue_dead("v4.r1") == 0
        engine.stop()
    finally:
        process.kill()
        process.wait()


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "executors").write_text("a file where the folder should be")
    with pytest.raises(StorageError, match="cannot be written"):
        engine_in(tmp_path).start()


def test_a_damaged_job_database_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "jobs.sqlite").write_bytes(b"this is no database" * 100)
    with pytest.raises(StorageError, match="job database"):
        engine_in(tmp_path).start()


def test_executors_of_the_living_cannot_be_taken(tmp_path: Path) -> None:
    one, other = LocalExecutors(tmp_path), LocalExecutors(tmp_path)
    one.hold()
    with other.taken_from_the_dead(one.own_id) as dead:
        assert not dead
    with one.taken_from_the_dead(one.own_id) as dead:
        assert not dead
    one.release()
    with other.taken_from_the_dead(one.own_id) as dead:
        assert dead


def test_an_executor_with_a_hostile_name_stays_in_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "inside"
    with LocalExecutors(folder).taken_from_the_dead("../../etc/passwd") as dead:
        assert not dead or list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize("error", [InvalidInput("a", "b"), ContentRefused("“ü” {\\an8}", "")])
def test_errors_survive_the_database(error: Exception) -> None:
    serializer = JsonSerializer()
    again = serializer.deserialize(serializer.serialize({"deep": [error]}))["deep"][0]
    assert (type(again), again.args) == (type(error), error.args)


def test_what_is_not_json_is_refused() -> None:
    with pytest.raises(TypeError):
        JsonSerializer().serialize({"a set": {1, 2}})


def _in_another_process(folder: Path) -> subprocess.Popen[bytes]:
    script = textwrap.dedent(
        f"""
        import time
        from pathlib import Path
        from tests.fakes import workflows
        from tests.integration.test_jobs import engine_in
        engine = engine_in(Path({str(folder)!r}), takes_jobs=False)
        engine.start()
        engine.start_job("v4.r1", workflows.slow_steps, {str(folder)!r})
        time.sleep(60)
        """
    )
    return subprocess.Popen([sys.executable, "-W", "ignore", "-c", script])


def test_finished_jobs_leave_the_database_with_their_parts_after_their_days(
    engine: Engine, tmp_path: Path
) -> None:
    engine.start_job("old.r1", workflows.asks_a_child_that_fails, str(tmp_path))
    wait_until(lambda: engine.status("old.r1") == "SUCCESS")
    engine.start_job("long.r1", workflows.steps_around_a_wait, str(tmp_path))
    wait_until(lambda: (tmp_path / "steps").exists() and "1" in (tmp_path / "steps").read_text())
    now, week = datetime.now(UTC), timedelta(days=7)
    assert purge_jobs(now + week - timedelta(minutes=1), week) == 0
    assert purge_jobs(now + week + timedelta(minutes=1), week) == 1
    assert engine.status("old.r1") is None
    with sqlite3.connect(tmp_path / "jobs.sqlite") as database:
        kept = database.execute("select workflow_uuid from workflow_status").fetchall()
    database.close()
    assert kept == [("long.r1",)], "neither its parts nor what still runs"
    (tmp_path / "go").touch()
    wait_until(lambda: engine.status("long.r1") == "SUCCESS")
