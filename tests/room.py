"""How much room tests ask of their machine: none, so that a busy one makes no job wait."""

from __future__ import annotations

from core.operations.machine import Room

ANY_ROOM = {"VVG_MIN_FREE_MEMORY_GB": "0", "VVG_MIN_FREE_DISK_GB": "0", "VVG_MAX_LOAD": "0"}
PLENTY = Room(free_memory_gb=16, memory_gb=32, free_disk_gb=100, disk_gb=200, load=0.5)


class FakeMachine:
    """A machine with as much room as a test says."""

    def __init__(self, room: Room = PLENTY) -> None:
        self.now = room

    def room(self) -> Room:
        return self.now

    def has(self, **changes: float) -> None:
        """From now on, plenty but for these."""
        self.now = PLENTY.model_copy(update=changes)
