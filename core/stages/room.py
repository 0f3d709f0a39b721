"""Whether this machine has room for a job's next step; a job without room waits outside the queue."""

from __future__ import annotations

from core.models import Stage
from core.operations.shortage import Wanted, shortage
from core.settings import Settings
from core.stages.workshop import Workshop

BEGINNING = Stage.SCRIPT
"""The step that comes first, at each attempt."""


def wanted(settings: Settings) -> Wanted:
    """What has to be free before a job begins."""
    return Wanted(
        memory_gb=settings.min_free_memory_gb,
        disk_gb=settings.min_free_disk_gb,
        most_load=settings.max_load,
    )


def stop_if_short(workshop: Workshop, render_id: str, stage: Stage) -> None:
    """Raises MachineShort, unless a person chose to go on all the same; StorageError."""
    parts = workshop.parts
    asked = wanted(parts.settings)
    short = shortage(parts.machine.room(), asked if stage is BEGINNING else asked.once_begun())
    if short is not None and not parts.history.render(render_id).options.get("despite_shortage"):
        raise short
