"""Files on their way from a browser straight to the shared storage.

    incoming/<ticket>        an object that a browser sent, until it is taken over or a day old

A ticket cannot be guessed and is good for one file of one size. What arrived is read once, checked
against what was announced, and removed: it then goes the way of every upload.
"""

from __future__ import annotations

import contextlib
import io
import secrets
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import BinaryIO

from pydantic import Field

from core.artifacts.vault import UploadLink, Vault
from core.errors import InvalidInput
from core.models import Value

KEPT_FOR = timedelta(days=1)
"""An upload that nobody took over by then is given up."""
_FOLDER = "incoming"
_TICKET_BYTES = 16
_DAMAGED = "Send it again; if that does not help, the connection damages it."


class Ticket(Value):
    """Leave to send one file: a name nobody can guess, and how long the file is."""

    ticket: str = Field(pattern=r"^[0-9a-f]{32}$")
    size_bytes: int = Field(gt=0)

    @property
    def name(self) -> str:
        return f"{_FOLDER}/{self.ticket}"


class Incoming:
    """Any thread may use it. Methods raise StorageError."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    @property
    def is_open(self) -> bool:
        """Whether browsers can send to this storage."""
        return self._vault.signs

    def admit(self, size_bytes: int, media_type: str) -> tuple[Ticket, UploadLink] | None:
        """A ticket for a file of that size and type; None where browsers cannot send to the storage."""
        ticket = Ticket(ticket=secrets.token_hex(_TICKET_BYTES), size_bytes=size_bytes)
        link = self._vault.upload_link(ticket.name, size_bytes, media_type)
        return None if link is None else (ticket, link)

    @contextlib.contextmanager
    def arrived(self, ticket: Ticket, crc32: int) -> Iterator[BinaryIO]:
        """What was sent, to be read to its end, which raises InvalidInput if it is not what the browser had.

        It is gone once it was taken over or refused; after a failure it can be read again.
        """
        try:
            with self._vault.opened(ticket.name) as file:
                yield io.BufferedReader(_Checked(file, ticket.size_bytes, crc32))
        except InvalidInput:
            self._vault.remove(ticket.name)
            raise
        self._vault.remove(ticket.name)

    def sweep(self, now: datetime) -> int:
        """Remove what nobody took over; how many."""
        old = [stored for stored in self._vault.stored(_FOLDER) if stored.since < now - KEPT_FOR]
        for stored in old:
            self._vault.remove(stored.name)
        return len(old)


class _Checked(io.RawIOBase):
    """Reads on, and tells at the end whether length and checksum are right."""

    def __init__(self, file: BinaryIO, size_bytes: int, crc32: int) -> None:
        self._file, self._left, self._wanted = file, size_bytes, crc32
        self._crc32 = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the io module's own promise
        chunk = self._file.read(len(buffer))
        self._left -= len(chunk)
        self._crc32 = zlib.crc32(chunk, self._crc32)
        if self._left < 0 or (not chunk and (self._left or self._crc32 != self._wanted)):
            raise InvalidInput("The file did not arrive as it was sent.", _DAMAGED)
        buffer[: len(chunk)] = chunk
        return len(chunk)
