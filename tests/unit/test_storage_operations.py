"""Paid operations: written down before they are made, never paid twice by accident."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.errors import NotFound
from core.storage.engine import open_engine
from core.storage.history import History
from core.storage.migrate import migrate
from core.storage.processes import process_is_alive, this_process
from core.storage.records import OperationRecord, OperationState


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    engine = open_engine(f"sqlite:///{tmp_path}/app.sqlite")
    migrate(engine)
    moments = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=n) for n in range(10_000))
    history = History(engine, clock=lambda: next(moments))
    yield history
    history.close()


def begin(history: History, key: str = "k", process: str | None = None) -> OperationRecord:
    return history.begin_operation(
        key, video_id="v", scene_id="s1", model="veo-3", estimated_usd=3.2, process=process
    )


def test_an_operation_goes_from_intent_to_submitted_to_collected(history: History) -> None:
    record = begin(history)
    assert (record.is_new, record.state, record.attempts) == (True, OperationState.INTENT, 1)
    assert (record.operation_name, record.spent_usd) == (None, 0), "the ledger reserves as the call is made"
    history.operation_submitted("k", "operations/123")
    assert history.operation("k").state is OperationState.SUBMITTED
    assert history.operation("k").operation_name == "operations/123"
    history.operation_collected("k", 2.8)
    record = history.operation("k")
    assert (record.state, record.spent_usd) == (OperationState.COLLECTED, 2.8)


def test_an_operation_that_began_before_is_not_new_and_keeps_its_name(history: History) -> None:
    begin(history)
    history.operation_submitted("k", "operations/123")
    again = begin(history)
    assert not again.is_new
    assert (again.state, again.operation_name) == (OperationState.SUBMITTED, "operations/123")


def test_every_step_may_be_repeated(history: History) -> None:
    begin(history)
    for _ in range(2):
        history.operation_submitted("k", "operations/123")
    for _ in range(2):
        history.operation_collected("k", 2.8)
    assert history.operation("k").spent_usd == 2.8


@pytest.mark.parametrize("end", [History.operation_refused, History.operation_failed])
def test_what_was_not_charged_may_be_asked_for_again(
    history: History, end: Callable[[History, str], None]
) -> None:
    begin(history)
    history.operation_submitted("k", "operations/123")
    end(history, "k")
    assert history.operation("k").spent_usd == 0
    again = begin(history)
    assert (again.is_new, again.attempts, again.operation_name) == (True, 2, None)
    assert again.state is OperationState.INTENT


def test_an_unknown_operation_is_paid_again_only_after_a_persons_decision(history: History) -> None:
    begin(history)
    history.operation_unknown("k")
    assert not begin(history).is_new
    assert [record.key for record in history.unknown_operations()] == ["k"]
    assert history.operation("k").spent_usd == 3.2
    for _ in range(2):
        history.retry_unknown("k")
    assert history.unknown_operations() == ()
    assert begin(history).is_new
    history.operation_submitted("k", "operations/456")
    history.operation_collected("k", 3.0)
    assert history.operation("k").spent_usd == pytest.approx(6.2), "both may have been charged"


def test_a_late_answer_resolves_an_unknown_operation(history: History) -> None:
    begin(history)
    history.operation_unknown("k")
    history.operation_submitted("k", "operations/123")
    assert history.operation("k").state is OperationState.SUBMITTED


def test_an_operation_that_is_over_stays_over(history: History) -> None:
    begin(history)
    history.operation_collected("k", 1.0)
    for late in (history.operation_refused, history.operation_failed, history.operation_unknown):
        with pytest.raises(ValueError, match="is over"):
            late("k")
    history.retry_unknown("k")
    assert history.operation("k").state is OperationState.COLLECTED


def test_what_never_began_is_not_found(history: History) -> None:
    for use in (
        history.operation,
        history.operation_refused,
        history.operation_failed,
        history.retry_unknown,
    ):
        with pytest.raises(NotFound, match="no such operation"):
            use("k")


def test_only_intents_of_dead_processes_become_unknown(history: History) -> None:
    begin(history, "dead", "host:1:1")
    begin(history, "alive", "host:2:2")
    begin(history, "submitted", "host:1:1")
    history.operation_submitted("submitted", "operations/1")
    marked = history.mark_unknown(is_alive=lambda process: process == "host:2:2")
    assert [(record.key, record.state) for record in marked] == [("dead", OperationState.UNKNOWN)]
    assert history.unknown_operations() == marked
    assert history.mark_unknown(is_alive=lambda _: True) == ()
    assert [record.key for record in history.operations("v")] == ["dead", "alive", "submitted"]


def test_an_operation_belongs_to_the_process_that_began_it(history: History) -> None:
    assert begin(history).process == this_process()
    assert history.mark_unknown() == ()


def test_a_process_is_alive_until_it_ends(tmp_path: Path) -> None:
    assert process_is_alive(this_process())
    code = "from core.storage.processes import this_process; import sys; sys.stdout.write(this_process())"
    root = Path(__file__).resolve().parents[2]
    name = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root)},
    ).stdout  # fmt: skip
    assert not process_is_alive(name)
    host, pid, start = this_process().rsplit(":", 2)
    assert not process_is_alive(f"{host}:{pid}:{int(start) - 100}"), "another process had this number before"
    assert process_is_alive("another-host:1:1"), "nobody here can tell"
