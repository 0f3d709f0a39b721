"""Child processes: work that may crash, hog a core or eat memory runs outside the app.

A Python child is a module with a `main()` that calls `serve(function)`: one JSON object
comes in on stdin, progress lines and one answer go out on stdout. `call_module` runs it.
Children of ffmpeg use `Popen` through `spawn` too, so that all of them run at lower
priority and none outlives a dead parent for long: each is written down in a folder that
`sweep_orphans` reads at the next start. None is given our settings: what decodes a stranger's file
has no secret to lose.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import psutil

from core.errors import AppError, MediaError, ProviderUnavailable, error_of_kind

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


def call_module(
    module: str, payload: dict[str, Any], *, on_fraction: OnFraction | None = None, timeout_s: float = 600.0
) -> dict[str, Any]:
    """Run `python -m module` with the payload; its answer.

    Raises the AppError the child raised, MediaError when it died or exceeded the time.
    """
    args = [sys.executable, "-m", module]
    root = str(Path(__file__).resolve().parents[2])
    environment = {**plain_environment(), "PYTHONPATH": root, "PYTHONUNBUFFERED": "1"}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    try:
        with spawn(args, env=environment, **pipes) as child:
            return _talk(child, payload, on_fraction or (lambda _: None), timeout_s, module)
    except OSError as error:
        raise ProviderUnavailable(f"The helper {module} could not start: {error.strerror}") from error


def serve(function: Callable[[dict[str, Any], OnFraction], dict[str, Any]]) -> None:
    """The child's side: read the payload, run, answer. AppErrors travel; others end the child."""
    answers = sys.stdout
    sys.stdout = sys.stderr  # whatever a library prints must not end up among the answers

    def say(message: dict[str, Any]) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    payload = json.loads(sys.stdin.read())
    try:
        say({"answer": function(payload, lambda fraction: say({"fraction": fraction}))})
    except AppError as error:
        say({"error": {"kind": error.kind, "message": error.message, "hint": error.hint}})


def _talk(
    child: subprocess.Popen[bytes],
    payload: dict[str, Any],
    on_fraction: OnFraction,
    timeout_s: float,
    module: str,
) -> dict[str, Any]:
    assert child.stdin is not None and child.stdout is not None and child.stderr is not None
    complaints: list[bytes] = []
    drain = threading.Thread(target=lambda: complaints.extend(child.stderr or ()), daemon=True)
    drain.start()
    timer = threading.Timer(timeout_s, child.kill)
    timer.start()
    try:
        with contextlib.suppress(BrokenPipeError):  # the exit status below tells what happened
            child.stdin.write(json.dumps(payload).encode())
            child.stdin.close()
        for line in child.stdout:
            message = json.loads(line)
            if "fraction" in message:
                on_fraction(message["fraction"])
            elif "error" in message:
                raise error_of_kind(**message["error"])
            else:
                return dict(message["answer"])
        status = child.wait()
    finally:
        timer.cancel()
    drain.join(timeout=1)
    reason = b"".join(complaints).decode(errors="replace").strip().splitlines()[-1:] or [f"status {status}"]
    raise MediaError(f"The helper {module.rpartition('.')[2]} stopped: {reason[0][:200]}", "Try again.")


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
