"""Whether a machine has room for work: what is short, in a sentence, and what to do about it.

A new job wants what its settings say. One that has begun goes on with a third of that, so that it does not
stop where it started; what it holds is free again when it has ended.
"""

from __future__ import annotations

from pydantic import Field

from core.errors import MachineShort
from core.models import Value
from core.operations.machine import Room
from core.settings import Settings

GOES_ON_WITH = 1 / 3
_MOST_OF_ALL_MEMORY, _MOST_OF_THE_DISK = 0.5, 0.25
"""On a small machine no more than these shares are waited for, which might never come, unless the settings
name a figure of their own."""


class Wanted(Value):
    """What has to be free for a job to begin; a `most_load` of 0 is any."""

    memory_gb: float = Field(ge=0)
    disk_gb: float = Field(ge=0)
    most_load: float = Field(ge=0)

    def once_begun(self) -> Wanted:
        """What has to be free for a job to go on; it makes load itself."""
        return Wanted(
            memory_gb=self.memory_gb * GOES_ON_WITH, disk_gb=self.disk_gb * GOES_ON_WITH, most_load=0.0
        )


def wanted(settings: Settings, room: Room) -> Wanted:
    """What has to be free on that machine before a job begins."""
    memory_gb, disk_gb = settings.min_free_memory_gb, settings.min_free_disk_gb
    if "min_free_memory_gb" not in settings.model_fields_set:
        memory_gb = min(memory_gb, room.memory_gb * _MOST_OF_ALL_MEMORY)
    if "min_free_disk_gb" not in settings.model_fields_set:
        disk_gb = min(disk_gb, room.disk_gb * _MOST_OF_THE_DISK)
    return Wanted(memory_gb=memory_gb, disk_gb=disk_gb, most_load=settings.max_load)


def shortage(room: Room, wanted: Wanted) -> MachineShort | None:
    """The error that says what is short; None when there is room."""
    if room.free_disk_gb < wanted.disk_gb:
        return MachineShort(
            f"The disk is nearly full: {room.free_disk_gb:.1f} GB are free, "
            f"{wanted.disk_gb:.1f} GB are wanted.",
            "Delete what is not needed, clear the cache on the page Health, or lower VVG_MIN_FREE_DISK_GB.",
        )
    if room.free_memory_gb < wanted.memory_gb:
        return MachineShort(
            f"Memory is short: {room.free_memory_gb:.1f} GB are free, {wanted.memory_gb:.1f} GB are wanted.",
            "Close other programs, or lower VVG_MIN_FREE_MEMORY_GB.",
        )
    if 0 < wanted.most_load < room.load:
        return MachineShort(
            f"The machine is busy: {room.load:.1f} tasks wait for each processor, {wanted.most_load:.1f} "
            "are allowed.",
            "Wait for other programs to end, or raise VVG_MAX_LOAD.",
        )
    return None
