"""How much disk unfinished work takes at the most: the files under some folders, sampled."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Sequence
from pathlib import Path

PERIOD_S = 1.0


class TempMeter:
    """Samples the size of the folders between `start` and `stop`, whoever's work lies in them."""

    def __init__(self, folders: Sequence[Path], period_s: float = PERIOD_S) -> None:
        self.peak_mb = 0.0
        self._folders = tuple(folders)
        self._period_s = period_s
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name="temp-meter", daemon=True)

    def start(self) -> TempMeter:
        self._thread.start()
        return self

    def stop(self) -> None:
        self._done.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._done.wait(self._period_s):
            size_mb = sum(map(size_of, self._folders)) / 1e6
            self.peak_mb = max(self.peak_mb, size_mb)


def size_of(folder: Path) -> int:
    """Bytes of all files below it; what disappears meanwhile counts as nothing."""
    size = 0
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                is_folder = entry.is_dir(follow_symlinks=False)
                size += size_of(Path(entry.path)) if is_folder else entry.stat(follow_symlinks=False).st_size
    return size
