"""Many files as one zip that is never whole in memory.

Media are compressed already, so they are only put one after the other.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import StorageError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

CHUNK_BYTES = 256 * 1024


def packed(files: Mapping[str, Path]) -> Iterator[bytes]:
    """The zip with the files under their names, piece by piece. Raises StorageError, also half-way."""
    outbox = _Outbox()
    try:
        with zipfile.ZipFile(outbox, "w", zipfile.ZIP_STORED) as archive:
            for name, path in files.items():
                entry = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
                with path.open("rb") as source, archive.open(entry, "w") as target:
                    while chunk := source.read(CHUNK_BYTES):
                        target.write(chunk)
                        yield outbox.taken()
        yield outbox.taken()
    except (OSError, ValueError, RuntimeError) as error:
        raise StorageError(f"The files cannot be packed: {error}.", "Render the video again.") from error


class _Outbox(io.RawIOBase):
    """What was written and not yet taken. It cannot be rewound, so each file's sum follows the file."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer) -> int:
        self._waiting.append(bytes(data))
        return len(self._waiting[-1])

    def taken(self) -> bytes:
        """All that waits; then nothing does."""
        taken, self._waiting = b"".join(self._waiting), []
        return taken
