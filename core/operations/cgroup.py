"""What a container may still take of the memory: Linux' control groups, which psutil does not look at.

A group and all groups above it may have a limit, and the one with the least left counts. Pages of files that
nobody reads at the moment are given back on demand, so they count as free.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from core.models import Value

_NO_LIMIT = 1 << 60
"""Version 1 says "no limit" as the largest number of whole pages."""


class MemoryLimit(Value):
    """How many bytes a group may hold in all, and how many it holds and could not give back."""

    limit_bytes: int
    used_bytes: int

    @property
    def free_bytes(self) -> int:
        return max(0, self.limit_bytes - self.used_bytes)


def memory_limit(
    own: Path = Path("/proc/self/cgroup"), mount: Path = Path("/sys/fs/cgroup")
) -> MemoryLimit | None:
    """The limit of this process's groups that leaves the least; None where there is none."""
    found = [limit for folder in _groups(own, mount) if (limit := _limit_of(folder)) is not None]
    return min(found, key=lambda limit: limit.free_bytes, default=None)


def _groups(own: Path, mount: Path) -> Iterator[Path]:
    """The folders of this process's memory groups, with those above; a container sees its own as the root."""
    try:
        lines = own.read_text().splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers in ("", "memory"):
            root = mount / controllers
            inside = root / path.lstrip("/")
            yield from (inside, *(parent for parent in inside.parents if parent.is_relative_to(root)))


def _limit_of(folder: Path) -> MemoryLimit | None:
    """Version 2's files, else version 1's."""
    names = (("memory.max", "memory.current", "inactive_file"),
             ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"))  # fmt: skip
    for limit_name, used_name, idle_name in names:
        with contextlib.suppress(OSError, ValueError):
            limit_bytes = int((folder / limit_name).read_text())  # "max" is no number: no limit here
            if limit_bytes >= _NO_LIMIT:
                return None
            idle_bytes = _counted(folder / "memory.stat", idle_name)
            used_bytes = int((folder / used_name).read_text()) - idle_bytes
            return MemoryLimit(limit_bytes=limit_bytes, used_bytes=max(0, used_bytes))
    return None


def _counted(file: Path, name: str) -> int:
    for line in file.read_text().splitlines():
        word, _, number = line.partition(" ")
        if word == name:
            return int(number)
    return 0
