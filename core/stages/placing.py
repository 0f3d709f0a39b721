"""Files that appear in a folder in full or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path


def placed(target: Path, write: Callable[[Path], object]) -> Path:
    """`target`, once `write` has written it under a hidden name. Raises what `write` raises, OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    hidden = target.with_name(f".{uuid.uuid4().hex}{target.suffix}")
    try:
        write(hidden)
        hidden.replace(target)
    finally:
        hidden.unlink(missing_ok=True)
    return target
