"""The most of something while a job runs: sampled now and then by a thread of its own."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from typing import Self


class PeakMeter(ABC):
    """Samples between `start` and `stop`, for the first time at once; `peak_mb` is the most that was seen."""

    def __init__(self, name: str, period_s: float) -> None:
        self.peak_mb = 0.0
        self._period_s = period_s
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> Self:
        self._sample()
        self._thread.start()
        return self

    def stop(self) -> None:
        self._done.set()
        self._thread.join()

    @abstractmethod
    def _sample(self) -> None:
        """Look once, and raise `peak_mb` where there is more."""

    def _run(self) -> None:
        while not self._done.wait(self._period_s):
            self._sample()
