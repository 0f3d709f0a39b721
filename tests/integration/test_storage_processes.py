"""The history between threads and processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from core.models import (
    GenerationRequest,
    Language,
    Mood,
    ProgressUpdate,
    SceneScript,
    ScriptMetadata,
    Stage,
    VideoScript,
)
from core.storage.engine import open_engine
from core.storage.history import History
from core.storage.migrate import migrate
from core.storage.records import OperationState

BRIEF = GenerationRequest(prompt="A calm spot")
_spawn = multiprocessing.get_context("spawn")


def open_history(folder: Path) -> History:
    engine = open_engine(f"sqlite:///{folder}/app.sqlite")
    migrate(engine)
    return History(engine)


def script(narration: str) -> VideoScript:
    scene = SceneScript(scene_id="s1", narration=narration, visual_prompt="A dark kitchen", duration_s=4)
    metadata = ScriptMetadata(
        language=Language.ENGLISH, mood=Mood.CALM, structure="story", subject="plumber", written_by="test"
    )
    return VideoScript(title="Night plumber", scenes=(scene,), metadata=metadata)


def start_up_and_work(folder: Path, name: str) -> None:
    history = open_history(folder)
    history.create_video("shared", BRIEF)
    history.create_video(name, BRIEF)
    for number in range(5):
        history.add_script("shared", script(f"{name} {number}"))
    history.close()


def begin_and_hang(folder: Path) -> None:
    history = open_history(folder)
    history.create_video("v", BRIEF)
    history.begin_operation("k", video_id="v", scene_id="s1", model="veo", estimated_usd=3.2)
    (folder / "begun").touch()
    time.sleep(600)


def test_processes_that_start_together_migrate_once_and_lose_nothing(tmp_path: Path) -> None:
    processes = [_spawn.Process(target=start_up_and_work, args=(tmp_path, f"p{n}")) for n in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=120)
        assert process.exitcode == 0
    history = open_history(tmp_path)
    assert {video.video_id for video in history.videos()} == {"shared", "p0", "p1", "p2", "p3"}
    versions = history.script_versions("shared")
    assert [record.version for record in versions] == list(range(20, 0, -1))
    assert len({record.script.scenes[0].narration for record in versions}) == 20
    history.close()


def test_the_intent_of_a_killed_process_is_unknown_and_not_paid_again(tmp_path: Path) -> None:
    doomed = _spawn.Process(target=begin_and_hang, args=(tmp_path,))
    doomed.start()
    while not (tmp_path / "begun").exists():
        assert doomed.is_alive()
        time.sleep(0.01)
    history = open_history(tmp_path)
    assert history.mark_unknown() == (), "its process lives"
    assert doomed.pid is not None
    os.kill(doomed.pid, signal.SIGKILL)
    doomed.join()
    (marked,) = history.mark_unknown()
    assert (marked.key, marked.state, marked.spent_usd) == ("k", OperationState.UNKNOWN, 3.2)
    again = history.begin_operation("k", video_id="v", scene_id="s1", model="veo", estimated_usd=3.2)
    assert not again.is_new
    history.close()


def test_many_threads_write_progress_and_read_beside_each_other(tmp_path: Path) -> None:
    history = open_history(tmp_path)
    history.create_video("v", BRIEF)
    failures: list[BaseException] = []

    def work(thread: int) -> None:
        try:
            for step in range(25):
                fraction = step / 25
                history.set_progress(
                    ProgressUpdate(video_id="v", stage=Stage.CLIPS, fraction=fraction, message=str(thread))
                )
                assert history.progress("v") is not None
                assert history.cancel_requested("v") is False
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    last = history.progress("v")
    assert last is not None and last.fraction == pytest.approx(24 / 25)
    history.close()


def test_only_one_of_many_threads_may_pay(tmp_path: Path) -> None:
    history = open_history(tmp_path)
    at_once, new = threading.Barrier(6), []

    def begin() -> None:
        at_once.wait()
        record = history.begin_operation("k", video_id="v", scene_id="s1", model="veo", estimated_usd=1)
        new.append(record.is_new)

    threads = [threading.Thread(target=begin) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(new) == [False] * 5 + [True]
    history.close()


def test_nothing_but_json_and_plain_values_lies_in_the_database(tmp_path: Path) -> None:
    start_up_and_work(tmp_path, "v")
    with sqlite3.connect(tmp_path / "app.sqlite") as database:
        kinds = set()
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in database.execute(f"SELECT * FROM {table}"):
                kinds |= {type(value) for value in row}
    database.close()
    assert bytes not in kinds and str in kinds
