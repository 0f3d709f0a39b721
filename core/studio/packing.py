"""Many files as one zip. Media are compressed already, so they are only put together."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from core.errors import StorageError


def packed(files: Mapping[str, Path]) -> bytes:
    """The files in a zip under their names. Raises StorageError."""
    buffer = io.BytesIO()
    try:
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
            for name, path in files.items():
                archive.write(path, name)
    except (OSError, ValueError) as error:
        raise StorageError(f"The files cannot be packed: {error}.", "Render the video again.") from error
    return buffer.getvalue()
