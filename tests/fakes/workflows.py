"""Small workflows for the engine's tests. They note what they did in a folder."""

from __future__ import annotations

import time
from pathlib import Path

from dbos import DBOS

from core.errors import AppError, ContentRefused
from core.jobs.gate import STEPS
from core.jobs.queues import SCENES


def note_down(folder: str, line: str) -> None:
    with (Path(folder) / "steps").open("a") as file:
        file.write(f"{line}\n")


@DBOS.step()
def note(folder: str, line: str, pause_s: float = 0.0) -> str:
    note_down(folder, line)
    time.sleep(pause_s)
    return line


@DBOS.workflow()
def three_steps(folder: str) -> str:
    return "".join(note(folder, str(n)) for n in range(3))


@DBOS.workflow()
def slow_steps(folder: str) -> str:
    return "".join(note(folder, str(n), 1.0 if n else 0.0) for n in range(3))


@DBOS.step()
def waits_for(folder: str, line: str, file: str) -> str:
    note_down(folder, line)
    while not (Path(folder) / file).exists():
        time.sleep(0.02)
    return line


@DBOS.workflow()
def steps_around_a_wait(folder: str) -> str:
    """The middle one waits for the file `go`."""
    return note(folder, "0") + waits_for(folder, "1", "go") + note(folder, "2")


@DBOS.step()
def waits_for_the_gate(folder: str, line: str) -> str:
    with STEPS.step():
        note_down(folder, line)
        while not STEPS.is_closed:
            time.sleep(0.02)
    return line


@DBOS.workflow()
def steps_at_the_gate(folder: str) -> str:
    """Each waits inside until the gate is closed."""
    return note(folder, "0") + waits_for_the_gate(folder, "1") + waits_for_the_gate(folder, "2")


@DBOS.workflow()
def refuses() -> None:
    raise ContentRefused("No.", "Say it differently.")


@DBOS.workflow()
def asks_a_child_that_fails(folder: str) -> None:
    handle = DBOS.enqueue_workflow(SCENES, refuses)
    try:
        handle.get_result(polling_interval_sec=0.05)
    except AppError as error:
        (Path(folder) / "error").write_text(f"{error.kind}: {error.message} {error.hint}")
