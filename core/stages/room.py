"""Whether this machine has room for a job's next step; a job without room waits outside the queue."""

from __future__ import annotations

from core.models import Stage
from core.operations.shortage import shortage, wanted
from core.stages.workshop import Workshop

BEGINNING = Stage.SCRIPT
"""The step that comes first, at each attempt."""


def stop_if_short(workshop: Workshop, render_id: str, stage: Stage) -> None:
    """Raises MachineShort, unless a person chose to go on all the same; StorageError."""
    parts = workshop.parts
    room = parts.machine.room()
    asked = wanted(parts.settings, room)
    short = shortage(room, asked if stage is BEGINNING else asked.once_begun())
    if short is not None and not parts.history.render(render_id).options.get("despite_shortage"):
        raise short
