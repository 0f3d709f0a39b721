"""Files that hold secrets: nobody but their owner may read them.

What belongs to another user and is given to us to read (a secret that a container is handed, say)
is that user's to guard.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from core.errors import InvalidInput


def check_private(path: Path) -> None:
    """Raises InvalidInput for a file of this user that others can read; none is fine."""
    try:
        found = path.stat()
    except OSError:
        return
    if hasattr(os, "getuid") and found.st_uid == os.getuid() and stat.S_IMODE(found.st_mode) & 0o077:
        raise InvalidInput(
            f"{path.name} holds secrets, and other users of this machine can read it.",
            f"Run: chmod 600 {path}",
        )
