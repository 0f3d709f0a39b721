"""Times a piece of work several times and keeps the medians; ratios are within one run."""

from __future__ import annotations

import contextlib
import resource
import statistics
import time
from collections.abc import Callable

import psutil

from core.models import Value


class Timing(Value):
    """Medians over the runs. CPU seconds include child processes and are steadier than wall time."""

    wall_s: float
    cpu_s: float


def measure(work: Callable[[int], object], runs: int) -> Timing:
    """Run `work(n)` for n = 0 .. runs-1."""
    walls, cpus = [], []
    for number in range(runs):
        wall, cpu = time.perf_counter(), _cpu_s()
        work(number)
        walls.append(time.perf_counter() - wall)
        cpus.append(_cpu_s() - cpu)
    return Timing(wall_s=statistics.median(walls), cpu_s=statistics.median(cpus))


def _cpu_s() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages) + sum(map(_so_far_s, _living()))


def _living() -> list[psutil.Process]:
    """Helpers that are kept: their time is nobody's until they end."""
    return psutil.Process().children(recursive=True)


def _so_far_s(process: psutil.Process) -> float:
    with contextlib.suppress(psutil.Error):
        times = process.cpu_times()
        return float(times.user + times.system + times.children_user + times.children_system)
    return 0.0
