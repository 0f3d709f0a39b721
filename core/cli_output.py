"""What the command line says: JSON on stdout, everything for people on stderr."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from core.models import ProgressUpdate, Stage
from core.studio import OnProgress


@contextlib.contextmanager
def progress_bar(as_json: bool) -> Iterator[Any]:
    """A bar on a terminal; elsewhere only why a job waits is told, once."""
    if as_json or not sys.stderr.isatty():
        yield _tell_of_waits()
        return
    columns = (TextColumn("{task.description:28}"), BarColumn(), TextColumn("{task.percentage:3.0f} %"))
    with Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task("Starting", total=1.0)

        def show_progress(update: ProgressUpdate) -> None:
            bar.update(task, completed=update.fraction, description=update.message or update.stage.value)

        yield show_progress


def _tell_of_waits() -> OnProgress:
    """A job that waits for long must not look as if it hung."""
    told = set[str]()

    def tell(update: ProgressUpdate) -> None:
        if update.stage is Stage.QUEUED and update.message and update.message not in told:
            told.add(update.message)
            complain(update.message, "It goes on by itself; Ctrl-C stops it.")

    return tell


def say(answer: Any, *, indent: int | None = 2) -> None:
    """The one place that writes to stdout."""
    sys.stdout.write(json.dumps(_plain(answer), ensure_ascii=False, indent=indent) + "\n")
    sys.stdout.flush()


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return value


def complain(message: str, hint: str = "") -> None:
    sys.stderr.write(f"{message} {hint}".strip() + "\n")
