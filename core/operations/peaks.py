"""The most memory and temporary disk that a job's process took while the job ran in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.operations.memory import MemoryMeter
from core.operations.temp_size import TempMeter

MEMORY_MARK_MB, TEMP_MARK_MB = 2_000.0, 10_000.0
"""What the product promises that one video stays under."""


class Peaks:
    """Measures from the moment it is made until `stop`."""

    def __init__(self, temp_folders: Sequence[Path]) -> None:
        self._memory = MemoryMeter().start()
        self._temp = TempMeter(temp_folders).start()

    def stop(self) -> None:
        self._memory.stop()
        self._temp.stop()

    @property
    def memory_mb(self) -> float:
        return round(self._memory.peak_mb, 1)

    @property
    def temp_mb(self) -> float:
        return round(self._temp.peak_mb, 1)

    @property
    def are_over_the_mark(self) -> bool:
        return self.memory_mb > MEMORY_MARK_MB or self.temp_mb > TEMP_MARK_MB
