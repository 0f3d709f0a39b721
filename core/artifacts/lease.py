"""Leases: what a running job uses is not thrown away under its hands.

A lease is a locked file. Every artefact got or made under it carries its id; as long as
the lock is held the artefact is pinned. When the job's process dies the kernel frees the
lock, so a dead job pins nothing.
"""

from __future__ import annotations

import contextlib
import re
import uuid
from pathlib import Path

from filelock import FileLock

from core.artifacts.failures import storage_failures
from core.artifacts.index import Record
from core.artifacts.single_flight import remove_if_free


class Lease:
    """A promise of the store to keep what this job uses. Any thread may use and close it."""

    def __init__(self, folder: Path, owner_id: str, video_id: str = "") -> None:
        self.video_id = video_id
        """The video that what is used under it belongs to; empty for what belongs to none."""
        owner = re.sub(r"[^A-Za-z0-9_-]", "_", owner_id)[:64]
        self.lease_id = f"{owner}-{uuid.uuid4().hex}"
        self._path = folder / f"{self.lease_id}.lease"
        self._pinned: dict[tuple[str, str], Record] = {}
        self._lock = FileLock(self._path, thread_local=False)
        with storage_failures("Starting a job"):
            self._lock.acquire()

    @property
    def is_open(self) -> bool:
        """It still pins."""
        return self._lock.is_locked

    def remember(self, record: Record) -> None:
        """This record is pinned now."""
        self._pinned[record.kind, record.key] = record

    def pinned(self, kind: str, key: str) -> Record | None:
        """What was pinned under this name; nobody evicts it, though a file can still be damaged."""
        return self._pinned.get((kind, key)) if self.is_open else None

    def close(self) -> None:
        """Let go of all that was pinned; closing twice is fine."""
        if self.is_open:
            with contextlib.suppress(OSError):  # the file may stay, the lock must not
                self._path.unlink()
            self._lock.release()

    def __enter__(self) -> Lease:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Leases:
    """All leases, of this process and others, in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(exist_ok=True)

    def open(self, owner_id: str, video_id: str = "") -> Lease:
        """A new lease; one owner may hold several."""
        return Lease(self._folder, owner_id, video_id)

    def living(self) -> frozenset[str]:
        """The ids of the leases that are held now; the files of dead ones are removed."""
        paths = list(self._folder.glob("*.lease"))
        return frozenset(path.stem for path in paths if not remove_if_free(path))

    def has_file(self, lease_id: str) -> bool:
        """A cheap guess: False is certain to be closed, True may be dead."""
        return (self._folder / f"{lease_id}.lease").exists()
