"""How much memory a job really takes: this process and all its children, sampled."""

from __future__ import annotations

import psutil

from core.operations.meter import PeakMeter

PERIOD_S = 0.5


class MemoryMeter(PeakMeter):
    """Samples the memory of the process tree.

    Where the system tells it (Linux), a page that n processes share counts 1/n in each (PSS);
    elsewhere it counts in full in each, so the figure is an upper bound. Shares are slow to count
    and hold up the process they are counted in, so they are only where they could be a new peak.
    """

    def __init__(self, period_s: float = PERIOD_S) -> None:
        super().__init__("memory-meter", period_s)

    def _sample(self) -> None:
        me = psutil.Process()
        processes = [me, *me.children(recursive=True)]
        if sum(map(_resident, processes)) > self.peak_mb * 1e6:
            self.peak_mb = max(self.peak_mb, sum(map(_share, processes)) / 1e6)


def _resident(process: psutil.Process) -> int:
    """Bytes in memory, those shared with others in full; 0 for one that ended meanwhile."""
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _share(process: psutil.Process) -> int:
    """Bytes in memory, of those shared with others its part where the system tells."""
    try:
        memory = process.memory_full_info()
        return int(getattr(memory, "pss", memory.rss))
    except psutil.Error:
        return 0
