"""How much memory a job really takes: this process and all its children, sampled."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

import psutil

from core.operations.meter import PeakMeter

PERIOD_S = 0.5


class MemoryMeter(PeakMeter):
    """Samples the memory of the process tree.

    Where the system tells them apart (Linux), what processes have of their own counts in each, and
    what they have from files, such as a program's code, once for each program. Elsewhere all counts
    in each, so the figure is an upper bound. Linux's own fair shares (PSS) are exact, but counting
    them holds up the process they are counted in, and took a seventh of two busy processors.
    """

    def __init__(self, period_s: float = PERIOD_S) -> None:
        super().__init__("memory-meter", period_s)

    def _sample(self) -> None:
        me = psutil.Process()
        self.peak_mb = max(self.peak_mb, _taken([me, *me.children(recursive=True)]) / 1e6)


def _taken(processes: Iterable[psutil.Process]) -> int:
    """Bytes in memory; a process that ended meanwhile takes none."""
    own, from_files = 0, dict[str, int]()
    for process in processes:
        with contextlib.suppress(psutil.Error):
            memory, program = process.memory_info(), process.name()
            shared = int(getattr(memory, "shared", 0))
            own += int(memory.rss) - shared
            from_files[program] = max(shared, from_files.get(program, 0))
    return own + sum(from_files.values())
