"""Child processes: work that may crash, hog a core or eat memory runs outside the app.

All are started by `spawn`, ffmpeg as well as Python (see `helpers`), so that they run at lower
priority and none outlives a dead parent for long: each is written down in a folder that
`sweep_orphans` reads at the next start. None is given our settings: what decodes a stranger's file
has no secret to lose.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import psutil

NICENESS = 10
_PRIVATE = re.compile(
    r"^(VVG|GOOGLE|GCLOUD|CLOUDSDK|AWS|AZURE|STREAMLIT|PG)_|KEY|TOKEN|SECRET|PASSW|CREDENTIAL|DATABASE_URL",
    re.IGNORECASE,
)
OnFraction = Callable[[float], None]
"""Called with 0..1 as work goes on; whatever it raises, such as Cancelled, stops the work."""

_registry: Path | None = None
_running: set[int] = set()


def keep_registry(folder: Path) -> None:
    """Write every child down in this folder from now on (one empty file a child)."""
    global _registry
    folder.mkdir(parents=True, exist_ok=True)
    _registry = folder


def sweep_orphans(folder: Path) -> int:
    """Kill children whose parent died; the number killed."""
    killed = 0
    for note in folder.glob("*-*-*-*") if folder.is_dir() else ():
        parent, parent_start, child, child_start = (int(part) for part in note.name.split("-"))
        if _alive(parent, parent_start):
            continue
        if (orphan := _alive(child, child_start)) is not None:
            _kill_group(orphan.pid)
            killed += 1
        note.unlink(missing_ok=True)
    return killed


@contextlib.contextmanager
def spawn(args: list[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A child at low priority; killed with its own children if the block ends before it does.

    It has a session of its own, so that Ctrl-C on the terminal reaches only this process.
    """
    options.setdefault("env", plain_environment())
    with subprocess.Popen(args, start_new_session=True, **options) as child:
        _running.add(child.pid)
        note = _write_down(child.pid)
        try:
            _yield_to_others(child.pid)
            yield child
        finally:
            if child.poll() is None:
                _kill_group(child.pid)
                child.wait()
            _running.discard(child.pid)
            if note is not None:
                note.unlink(missing_ok=True)


def plain_environment() -> dict[str, str]:
    """Our environment without settings of ours and of clouds, and without anything called a secret."""
    return {name: value for name, value in os.environ.items() if not _PRIVATE.search(name)}


def _yield_to_others(pid: int) -> None:
    """Lower priority, also where Linux weighs sessions against each other and not their processes."""
    with contextlib.suppress(psutil.Error):
        psutil.Process(pid).nice(NICENESS)
    with contextlib.suppress(OSError):  # sched(7), "The autogroup feature"; not everywhere
        Path(f"/proc/{pid}/autogroup").write_text(str(NICENESS))


def end_process(status: int) -> NoReturn:
    """End this process and its children at once, without winding anything down.

    Jobs survive the death of their process, so this is the gentle end for a busy one: steps
    that were wound down would record failures that are none.
    """
    for pid in tuple(_running):
        _kill_group(pid)
    os._exit(status)


def _write_down(pid: int) -> Path | None:
    if _registry is None:
        return None
    me = psutil.Process()
    try:
        child_start = _start(psutil.Process(pid))
    except psutil.NoSuchProcess:
        return None
    note = _registry / f"{me.pid}-{_start(me)}-{pid}-{child_start}"
    with contextlib.suppress(OSError):  # a full disk must not stop the child; the note is a convenience
        note.touch()
    return note


def _kill_group(leader: int) -> None:
    """Kill a child and what it started; `spawn` made it the leader of its own group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _alive(pid: int, start: int) -> psutil.Process | None:
    """The process of that id if it is the same one that was written down."""
    try:
        process = psutil.Process(pid)
        return process if _start(process) == start else None
    except psutil.Error:
        return None


def _start(process: psutil.Process) -> int:
    return int(process.create_time() * 100)
