"""Addresses of files that nobody can guess and that end by themselves.

    /app/static/media/VIDEO/final_video.mp4?until=1795420800&key=...

`until` is a moment in Unix seconds, the same for all addresses of six hours, so that a page that
is drawn again shows the same address and a player plays on. `key` signs path, moment and the person
it was given to: passed on, it opens nothing for anybody else.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

from itsdangerous import Signer

from core.artifacts.failures import storage_failures

LINKS = "links"
"""The name of the secret where machines share one."""
STEP_S = 6 * 3600
"""An address works for at least this long, and at most twice as long."""
_SECRET_BYTES = 32
_SECRET_FILE = "link_secret"


class Links:
    """Signs addresses with the secret of this installation."""

    def __init__(self, secret: str, clock: Callable[[], float] = time.time) -> None:
        self._signer = Signer(secret, salt="file-links", digest_method=hashlib.sha256)
        self._clock = clock

    def signed(self, address: str, person_id: str) -> str:
        """The address, which may have a query, with its end and its key for that person."""
        path, mark, query = address.partition("?")
        until = (int(self._clock() // STEP_S) + 2) * STEP_S
        key = self._key(unquote(path), until, person_id)
        return f"{path}?{query}{'&' if mark else ''}until={until}&key={key}"

    def allow(self, path: str, until: str, key: str, person_id: str) -> bool:
        """Whether this is that person's key for the path, and its time is not over. For any text."""
        if not (until.isascii() and until.isdigit() and len(until) <= 12 and key.isascii()):
            return False
        ours = self._key(path, int(until), person_id)
        return int(until) > self._clock() and secrets.compare_digest(ours, key)

    def _key(self, path: str, until: int, person_id: str) -> str:
        # a hash, since an id may hold anything; what is signed must be read in one way only
        whom = hashlib.sha256(person_id.encode()).hexdigest()
        return self._signer.get_signature(f"{until} {whom} {path}").decode()


def link_secret(folder: Path) -> str:
    """The secret of a data folder, made at the first wish, once however many processes wish.

    Raises StorageError.
    """
    file = folder / _SECRET_FILE
    with storage_failures("Keeping the secret of the links"):
        if not file.exists():
            _keep_first(file, secrets.token_hex(_SECRET_BYTES))
        return file.read_text(encoding="ascii")


def _keep_first(file: Path, secret: str) -> None:
    """Write the file in full, unless another process was faster."""
    handle, name = tempfile.mkstemp(dir=file.parent)  # for this user's eyes only
    try:
        with os.fdopen(handle, "w", encoding="ascii") as writing:
            writing.write(secret)
        try:
            os.link(name, file)
        except FileExistsError:
            pass
        except OSError:  # a disk without hard links
            Path(name).replace(file)
    finally:
        Path(name).unlink(missing_ok=True)
