"""Helpers: children that run a module of ours, one order after another.

The module calls `serve(function)`: an order comes in as a line of JSON on stdin, lines of progress
and one answer go out on stdout. `call_module` gives an order. A helper loads its libraries for a
good part of a second, so one that was just used may be kept for a moment: the scenes of a video
follow each other. One that crashed, or whose order was given up, is never used again.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.errors import AppError, MediaError, ProviderUnavailable, error_of_kind
from core.operations.children import OnFraction, plain_environment, spawn

KEPT_S = 2.0
"""Long enough for the next scene to find it, too short to weigh on what comes after the scenes."""


def call_module(
    module: str,
    payload: dict[str, Any],
    *,
    on_fraction: OnFraction | None = None,
    timeout_s: float = 600.0,
    keep: bool = False,
) -> dict[str, Any]:
    """Run `python -m module` with the payload; its answer.

    With `keep` the next such call within `KEPT_S` finds the helper ready: for modules that carry
    nothing over from one order to the next. Raises the AppError the helper raised, MediaError when
    it died or exceeded the time, and what the callback raises.
    """
    try:
        helper = (_idle.take(module) if keep else None) or _Helper(module)
    except OSError as error:
        raise ProviderUnavailable(f"The helper {module} could not start: {error.strerror}") from error
    try:
        said = helper.ask(payload, on_fraction or (lambda _: None), timeout_s)
    except BaseException:
        helper.close()
        raise
    if keep:
        _idle.keep(helper)
    else:
        helper.close()
    if "error" in said:
        raise error_of_kind(**said["error"])
    return dict(said["answer"])


def serve(function: Callable[[dict[str, Any], OnFraction], dict[str, Any]]) -> None:
    """The helper's side: read orders, run, answer. AppErrors travel; others end it."""
    answers = sys.stdout
    sys.stdout = sys.stderr  # whatever a library prints must not end up among the answers

    def say(message: dict[str, Any]) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    for line in sys.stdin:
        try:
            say({"answer": function(json.loads(line), lambda fraction: say({"fraction": fraction}))})
        except AppError as error:
            say({"error": {"kind": error.kind, "message": error.message, "hint": error.hint}})


class _Helper:
    """One child, for one caller at a time. Raises OSError when it cannot start."""

    def __init__(self, module: str) -> None:
        self.module, self.kept_until = module, 0.0
        root = str(Path(__file__).resolve().parents[2])
        environment = {**plain_environment(), "PYTHONPATH": root, "PYTHONUNBUFFERED": "1"}
        pipes: dict[str, Any] = {
            "stdin": subprocess.PIPE,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
        }
        self._opened = contextlib.ExitStack()
        self._child = self._opened.enter_context(
            spawn([sys.executable, "-m", module], env=environment, **pipes)
        )
        self._complaints: deque[bytes] = deque(maxlen=100)
        complaints = self._child.stderr or ()
        self._drain = threading.Thread(target=lambda: self._complaints.extend(complaints), daemon=True)
        self._drain.start()

    def ask(self, payload: dict[str, Any], on_fraction: OnFraction, timeout_s: float) -> dict[str, Any]:
        """The `answer` or `error` it gives to an order. Raises MediaError when it ends before that."""
        child = self._child
        assert child.stdin is not None and child.stdout is not None
        timer = threading.Timer(timeout_s, child.kill)
        timer.start()
        try:
            with contextlib.suppress(BrokenPipeError):  # the exit status below tells what happened
                child.stdin.write(json.dumps(payload).encode() + b"\n")
                child.stdin.flush()
            for line in child.stdout:
                message: dict[str, Any] = json.loads(line)
                if "fraction" not in message:
                    return message
                on_fraction(message["fraction"])
            status = child.wait()
        finally:
            timer.cancel()
        self._drain.join(timeout=1)
        said = b"".join(self._complaints).decode(errors="replace").strip().splitlines()
        reason = said[-1] if said else f"status {status}"
        raise MediaError(f"The helper {self.module.rpartition('.')[2]} stopped: {reason[:200]}", "Try again.")

    @property
    def is_alive(self) -> bool:
        return self._child.poll() is None

    def close(self) -> None:
        """End it, whatever it does."""
        self._opened.close()


class _Idle:
    """Helpers between two orders. Any thread may use it."""

    def __init__(self) -> None:
        self._kept: dict[str, list[_Helper]] = defaultdict(list)
        self._lock = threading.Lock()

    def take(self, module: str) -> _Helper | None:
        """One that waits, if there is any; it is the caller's now."""
        with self._lock:
            kept = self._kept[module]
            while kept:
                if (helper := kept.pop()).is_alive:
                    return helper
                helper.close()
        return None

    def keep(self, helper: _Helper) -> None:
        """Let it wait for a while, and end it if nobody takes it."""
        helper.kept_until = time.monotonic() + KEPT_S
        with self._lock:
            self._kept[helper.module].append(helper)
        timer = threading.Timer(KEPT_S, self._dismiss, (helper,))
        timer.daemon = True
        timer.start()

    def _dismiss(self, helper: _Helper) -> None:
        with self._lock:
            kept = self._kept[helper.module]
            if helper not in kept or time.monotonic() < helper.kept_until:
                return  # somebody has it, or had it and gave it back since
            kept.remove(helper)
        helper.close()


_idle = _Idle()
