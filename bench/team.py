"""A team of workers on one Postgres, each as if on a machine of its own, and started again when it dies.

A worker gets a host name and a table of processes of its own (`unshare`), so nobody can look up
whether another's process lives: only the locks in the database tell.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
AS_A_MACHINE = ("unshare", "--uts", "--pid", "--fork", "--mount-proc", "--kill-child", "sh", "-c")


def can_be_machines() -> bool:
    """Whether this machine lets us pretend to be several."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*AS_A_MACHINE, "true"], capture_output=True).returncode == 0


class Worker:
    """One `python -m core worker`, in small frames."""

    def __init__(self, name: str, environment: dict[str, str], *, is_machine: bool) -> None:
        self.name, self._environment, self._is_machine = name, environment, is_machine
        self.starts = 0
        self._process = self._started()

    def kill(self) -> None:
        """End it and all it started, as a power cut does."""
        self._process.kill()
        self._process.wait()

    def keep_running(self) -> None:
        """Start it again if it is gone."""
        if self._process.poll() is not None:
            self._process = self._started()

    def leave(self) -> float:
        """Ask it to end; the seconds until it has."""
        started = time.monotonic()
        inside = psutil.Process(self._process.pid).children() if self._is_machine else []
        os.kill(inside[0].pid if inside else self._process.pid, signal.SIGTERM)
        self._process.wait(timeout=60)
        return time.monotonic() - started

    def _started(self) -> subprocess.Popen[bytes]:
        self.starts += 1
        command = [sys.executable, "-m", "bench.small_worker"]
        if self._is_machine:
            command = [*AS_A_MACHINE, f"hostname {self.name} && exec {' '.join(command)}"]
        return subprocess.Popen(
            command, cwd=ROOT, env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
