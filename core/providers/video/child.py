"""Filming in a child process: the parent's side. A clip appears at its target whole or not at all."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from core.errors import StorageError
from core.operations.children import OnFraction
from core.operations.helpers import call_module
from core.operations.turns import one_for_two_cores
from core.providers.video.base import FilmedClip

_TURNS = one_for_two_cores()


def film_in_child(worker: str, payload: dict[str, Any], target: Path, on_fraction: OnFraction) -> FilmedClip:
    """Run the module `worker`, whose child answers with FilmedClip's fields, and keep what it wrote.

    The child is told where to write under `path`. Raises what the child raises, StorageError
    when the folder cannot be written, and whatever `on_fraction` raises; none leaves a file.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            dir=target.parent, prefix=f".{target.stem[:16]}-", ignore_cleanup_errors=True
        ) as folder:
            clip = Path(folder) / "clip.mp4"
            with _TURNS.mine(while_waiting=lambda: on_fraction(0.0)):
                answer = call_module(
                    worker, {**payload, "path": str(clip)}, on_fraction=on_fraction, keep=True
                )
            filmed = FilmedClip(**answer)
            clip.replace(target)
            return filmed
    except OSError as error:
        raise StorageError(
            f"The clip could not be written: {error.strerror or error}.",
            "Free some space or choose another data folder.",
        ) from error
