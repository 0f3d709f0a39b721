"""The memory meter: what each process has of its own, and a program's files once."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator

from core.operations.children import spawn
from core.operations.memory import MemoryMeter

_HELD_MB = 60
_HOLDS = f"held = b'x' * {_HELD_MB}_000_000; print('ready', flush=True); input()"


def _peak_mb() -> float:
    meter = MemoryMeter(period_s=60)
    meter.start().stop()
    return meter.peak_mb


@contextlib.contextmanager
def _children(number: int) -> Iterator[None]:
    with contextlib.ExitStack() as all_of_them:
        for _ in range(number):
            command = [sys.executable, "-S", "-c", _HOLDS]
            child = all_of_them.enter_context(spawn(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE))
            assert child.stdout is not None
            assert child.stdout.readline() == b"ready\n"
        yield


def test_the_peak_is_this_process_and_what_its_children_hold() -> None:
    alone_mb = _peak_mb()
    with _children(2):
        assert alone_mb + 2 * _HELD_MB < _peak_mb() < alone_mb + 2 * _HELD_MB + 40


def test_what_a_child_starts_counts_too() -> None:
    alone_mb = _peak_mb()
    starts = "import subprocess, sys; subprocess.run([sys.executable, '-S', '-c', sys.argv[1]])"
    with spawn(
        [sys.executable, "-S", "-c", starts, _HOLDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        assert _peak_mb() > alone_mb + _HELD_MB


def test_a_peak_stays_when_the_memory_is_free_again() -> None:
    meter = MemoryMeter(period_s=60).start()
    with _children(1):
        meter._sample()
    peak_mb = meter.peak_mb
    meter._sample()
    meter.stop()
    assert meter.peak_mb == peak_mb > _HELD_MB
