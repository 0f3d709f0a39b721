"""How much disk unfinished work takes at the most: the files under some folders, sampled."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

from core.operations.meter import PeakMeter

PERIOD_S = 1.0


class TempMeter(PeakMeter):
    """Samples the size of the folders, whoever's work lies in them."""

    def __init__(self, folders: Sequence[Path], period_s: float = PERIOD_S) -> None:
        super().__init__("temp-meter", period_s)
        self._folders = tuple(folders)

    def _sample(self) -> None:
        self.peak_mb = max(self.peak_mb, sum(map(size_of, self._folders)) / 1e6)


def size_of(folder: Path) -> int:
    """Bytes of all files below it; what disappears meanwhile counts as nothing."""
    size = 0
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                is_folder = entry.is_dir(follow_symlinks=False)
                size += size_of(Path(entry.path)) if is_folder else entry.stat(follow_symlinks=False).st_size
    return size
