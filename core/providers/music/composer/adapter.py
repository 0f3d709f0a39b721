"""The product's own composer behind the music port.

Everything is decided by mood, length and seed: the same request gives the same samples, another
seed another key, harmony, rhythm and colour of the same mood. A child of its own does the work, so
that what it holds is gone with it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.operations.helpers import call_module
from core.providers.music.base import MusicBed, MusicRequest

WORKER = "core.providers.music.composer.worker"
Call = Callable[..., dict[str, Any]]


class Composer:
    """Writes and plays a bed; `call` runs a module in a child (tests replace it)."""

    model_id = "composer-1"

    def __init__(self, call: Call = call_module) -> None:
        self._call = call

    def compose(self, request: MusicRequest, target: Path) -> MusicBed:
        """Write the bed to `target`, which appears only when it is complete.

        Raises StorageError, MediaError when the child died.
        """
        order = {"request": request.model_dump(mode="json"), "target": str(target.absolute())}
        return MusicBed.model_validate(self._call(WORKER, order))
