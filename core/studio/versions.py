"""Undo and redo over a history that only grows.

Undoing adds the older script as a new version with the note `undo`, so nothing is ever
lost and it works across tabs and restarts. Where one stands follows from the notes alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from core.storage.records import ScriptRecord

UNDO, REDO = "undo", "redo"


class Standing(NamedTuple):
    """The versions that undo and redo would bring back; None where there is nothing to."""

    undo: ScriptRecord | None
    redo: ScriptRecord | None


def standing(versions: Sequence[ScriptRecord]) -> Standing:
    """Where a script stands; `versions` are the latest first."""
    past: list[ScriptRecord] = []
    future: list[ScriptRecord] = []
    current: ScriptRecord | None = None
    for version in reversed(versions):
        if version.note == UNDO and past and current is not None:
            future.append(current)
            current = past.pop()
        elif version.note == REDO and future and current is not None:
            past.append(current)
            current = future.pop()
        else:
            past += [current] if current is not None else []
            future, current = [], version
    return Standing(past[-1] if past else None, future[-1] if future else None)
