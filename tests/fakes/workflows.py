"""Small workflows for the engine's tests. They note what they did in a folder."""

from __future__ import annotations

import time
from pathlib import Path

from dbos import DBOS

from core.errors import AppError, ContentRefused
from core.jobs.gate import STEPS
from core.jobs.queues import SCENES


@DBOS.step()
def note(folder: str, line: str, pause_s: float = 0.0) -> str:
    with (Path(folder) / "steps").open("a") as file:
        file.write(f"{line}\n")
    time.sleep(pause_s)
    return line


@DBOS.workflow()
def three_steps(folder: str) -> str:
    return "".join(note(folder, str(n)) for n in range(3))


@DBOS.workflow()
def slow_steps(folder: str) -> str:
    return "".join(note(folder, str(n), 1.0 if n else 0.0) for n in range(3))


@DBOS.step()
def gated_note(folder: str, line: str) -> str:
    with STEPS.step():
        with (Path(folder) / "steps").open("a") as file:
            file.write(f"{line}\n")
        time.sleep(1.0 if line != "0" else 0.0)
    return line


@DBOS.workflow()
def gated_steps(folder: str) -> str:
    return "".join(gated_note(folder, str(n)) for n in range(3))


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
