"""How much room this machine has now: memory, disk, and processors that are not busy."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

import psutil

from core.errors import StorageError
from core.models import Value
from core.operations.cgroup import memory_limit


class Room(Value):
    """What is free. `load` is how many tasks wanted a processor in the last minute, per processor."""

    free_memory_gb: float
    memory_gb: float
    """All there is, free or not."""
    free_disk_gb: float
    disk_gb: float
    load: float


class Machine(Protocol):
    """The port: a real machine, or a test's."""

    def room(self) -> Room:
        """What is free at this moment. Raises StorageError when the disk cannot be asked."""
        ...


class ThisMachine:
    """The machine the process runs on, or the container around it; the disk is that of `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def room(self) -> Room:
        memory, limit = psutil.virtual_memory(), memory_limit()
        free, total = float(memory.available), float(memory.total)
        if limit is not None:
            free, total = min(free, limit.free_bytes), min(total, limit.limit_bytes)
        try:
            disk = psutil.disk_usage(str(self._folder))
        except OSError as error:
            raise StorageError("The data folder cannot be reached.", "Check VVG_DATA_DIR.") from error
        return Room(
            free_memory_gb=free / 1e9,
            memory_gb=total / 1e9,
            free_disk_gb=disk.free / 1e9,
            disk_gb=disk.total / 1e9,
            load=psutil.getloadavg()[0] / (os.cpu_count() or 1),
        )
