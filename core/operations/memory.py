"""How much memory a job really takes: this process and all its children, sampled."""

from __future__ import annotations

import contextlib
import threading

import psutil

PERIOD_S = 0.5


class MemoryMeter:
    """Samples the memory of the process tree between `start` and `stop`.

    Where the system tells it (Linux), a page that n processes share counts 1/n in each (PSS);
    elsewhere it counts in full in each, so the figure is an upper bound.
    """

    def __init__(self, period_s: float = PERIOD_S) -> None:
        self.peak_mb = 0.0
        self._period_s = period_s
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name="memory-meter", daemon=True)

    def start(self) -> MemoryMeter:
        self._sample()
        self._thread.start()
        return self

    def stop(self) -> None:
        self._done.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._done.wait(self._period_s):
            self._sample()

    def _sample(self) -> None:
        me = psutil.Process()
        total = 0
        for process in (me, *me.children(recursive=True)):
            with contextlib.suppress(psutil.Error):  # a child may end while it is looked at
                memory = process.memory_full_info()
                total += getattr(memory, "pss", memory.rss)
        self.peak_mb = max(self.peak_mb, total / 1e6)
