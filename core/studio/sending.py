"""Large files on their way from a browser to the shared storage, past the web processes.

Cloud Run cuts requests over 32 MB, and an upload through the page lies in a web process's memory. So
a page asks for leave to send, the browser sends straight to the storage, and the page hands over
what arrived. On one machine without such a storage pages take files themselves.
"""

from __future__ import annotations

import mimetypes
from contextlib import AbstractContextManager
from typing import BinaryIO

from core.artifacts.incoming import Ticket
from core.artifacts.vault import UploadLink
from core.errors import InvalidInput
from core.media.uploads import MAX_BYTES
from core.studio.keeping import footage_kind
from core.studio.room import Room

_NO_STORAGE = ("Files cannot be sent to the storage here.", "Bring the file through the page.")


class Sending(Room):
    """Leave to send, and what arrived."""

    def takes_large_files(self) -> bool:
        """Whether browsers can send straight to the storage."""
        shared = self._parts.shared
        return shared is not None and shared.incoming.is_open

    def admit_footage(self, name: str, size_bytes: int) -> tuple[Ticket, UploadLink]:
        """Leave to send a clip or picture. Raises InvalidInput for what would be refused, StorageError."""
        most = MAX_BYTES[footage_kind(name)]
        if not 0 < size_bytes <= most:
            raise InvalidInput(
                f"The file has {size_bytes >> 20} MB; at most {most >> 20} MB are taken.", "Use another file."
            )
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        shared = self._parts.shared
        leave = None if shared is None else shared.incoming.admit(size_bytes, media_type)
        if leave is None:
            raise InvalidInput(*_NO_STORAGE)
        return leave

    def arrived(self, ticket: Ticket, crc32: int) -> AbstractContextManager[BinaryIO]:
        """The file that was sent, to be given to what takes files; it is gone afterwards.

        Reading it raises InvalidInput if it is not what the browser had, StorageError.
        """
        shared = self._parts.shared
        if shared is None:
            raise InvalidInput(*_NO_STORAGE)
        return shared.incoming.arrived(ticket, crc32)
