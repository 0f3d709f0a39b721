"""The store of artefacts: what exists is used, what does not is made once.

    store.make("clip", artefact_key("clip", inputs), ".mp4", film, lease=lease)

gives the clip of that key. If nobody has it, `film(path)` makes it, exactly once however
many threads and processes ask at the same moment. A file is there in full or not at all;
one that vanished or changed size counts as absent and is made anew.

Every change of the store is one transaction of the index, files included. A store holds one
connection to the index and lets go of it by itself, so there is nothing to close but the leases.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from pathlib import Path

from core.artifacts.blobs import Blobs, check_name, flush, sha256_of, size_of
from core.artifacts.eviction import LOW_WATER, unpinned, victims
from core.artifacts.failures import disk_failures, storage_failures
from core.artifacts.index import Index, Record, Records
from core.artifacts.lease import Lease, Leases
from core.artifacts.remote import RemoteArtefacts
from core.artifacts.single_flight import Locks, SharedLocks, ShouldStop, never
from core.errors import Cancelled, StorageError
from core.models import JsonDict, Value

Maker = Callable[[Path], JsonDict]
"""Writes the file at the path it is given, alone in a folder it may use; returns what to remember of it."""

OnUse = Callable[[str, str, str], None]
"""Hears that a video uses the artefact of a kind and key. What it raises goes to who asked for that."""

_CHEAP_BYTES = 256 * 1024
_EVICTING, _LOOKING, _KEEPING = (
    "Making room in the cache",
    "Looking into the cache",
    "Keeping a finished file",
)


_only_looking: ContextVar[bool] = ContextVar("only_looking", default=False)


class NotMade(Exception):
    """What was asked for while `only_looking` does not exist here."""


@contextmanager
def only_looking() -> Iterator[None]:
    """In this block, in this thread, `make` makes nothing: it raises NotMade instead."""
    token = _only_looking.set(True)
    try:
        yield
    finally:
        _only_looking.reset(token)


class Artefact(Value):
    """A finished file, absolute `path`, and what its maker said of it. `reused`: it existed before."""

    kind: str
    key: str
    path: str
    meta: JsonDict
    size_bytes: int
    reused: bool


class StoreStats(Value):
    """How full the store is, and how often it had what was asked for, by kind and over all processes."""

    size_bytes: int
    limit_bytes: int
    entries: int
    hits: dict[str, int]
    misses: dict[str, int]

    @property
    def hit_rate(self) -> float | None:
        """The share of wishes that were there already; None before there was one."""
        hits, misses = sum(self.hits.values()), sum(self.misses.values())
        return hits / (hits + misses) if hits + misses else None


class ArtefactStore:
    """Artefacts in one folder, which several threads and processes may share.

    With a `remote` the folder is a bounded cache before it: what another machine made is fetched,
    what is made here is stored there first, and `shared_locks` have it made by one machine alone.

    Kinds are those of `keys.STAGE_VERSIONS`; a wrong kind, key or suffix raises KeyError or
    ValueError. A full, read-only or damaged disk raises StorageError.
    """

    def __init__(
        self,
        folder: Path,
        limit_bytes: int,
        *,
        remote: RemoteArtefacts | None = None,
        shared_locks: SharedLocks | None = None,
        on_use: OnUse = lambda *_: None,
    ) -> None:
        self._limit_bytes = limit_bytes
        self._on_use = on_use
        self._remote = remote
        self._shared_locks = shared_locks
        folder = folder.absolute()
        with storage_failures("Opening the cache"):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
            self._blobs = Blobs(folder)
            self._locks = Locks(folder / "locks")
            self._leases = Leases(folder / "leases")
            self._index = Index(folder / "index")

    @property
    def temp_dir(self) -> Path:
        """Where files lie while they are being made."""
        return self._blobs.temp_dir

    def close(self) -> None:
        """Let go of what is shared with other machines; the next use would open it again."""
        if self._shared_locks is not None:
            self._shared_locks.close()

    def lease(self, owner_id: str, video_id: str = "") -> Lease:
        """Pin what is got and made under it until it is closed or this process dies.

        `on_use` hears of what is used for a video.
        """
        return self._leases.open(owner_id, video_id)

    def get(
        self, kind: str, key: str, *, lease: Lease | None = None, thorough: bool = False
    ) -> Artefact | None:
        """The artefact if it exists and has its size; `thorough` compares the checksum too.

        Small files are always compared. Without a lease it may be evicted at any time.
        """
        check_name(kind, key)
        found = self._look(kind, key, lease, thorough=thorough)
        if found is None and self._remote is not None and self._remote.find(kind, key, surely=False):
            with self._locks.alone(f"{kind}-{key}"):
                found = self._look(kind, key, lease) or self._fetched(kind, key, lease)
        if found is None:
            with self._index.changing(_LOOKING) as records:
                records.count("misses", kind)
        return found

    def link(self, kind: str, key: str) -> str | None:
        """A signed address of the artefact in the shared storage; None where there is none."""
        check_name(kind, key)
        return None if self._remote is None else self._remote.link(kind, key)

    def make(
        self,
        kind: str,
        key: str,
        suffix: str,
        maker: Maker,
        *,
        lease: Lease,
        should_stop: ShouldStop = never,
    ) -> Artefact:
        """The artefact, made now if it does not exist.

        Whoever asks while it is being made waits and gets it reused; if the maker fails its
        error goes to its own caller, and the next one who waits tries. Raises Cancelled
        when `should_stop` says so before the maker starts, and NotMade while `only_looking`.
        """
        check_name(kind, key, suffix)
        if (found := self._look(kind, key, lease)) is not None:
            return found
        if _only_looking.get():
            raise NotMade(kind)
        with self._locks.alone(f"{kind}-{key}", should_stop):
            if (found := self._look(kind, key, lease)) is not None:
                return found
            with self._alone_of_all(f"{kind}-{key}", should_stop):
                if (found := self._fetched(kind, key, lease)) is not None:
                    return found
                if should_stop():
                    raise Cancelled("The job was stopped.")
                return self._make(kind, key, suffix, maker, lease)

    def evict(self) -> int:
        """Remove what was not used for longest while over the limit, never what is pinned; bytes freed."""
        with self._index.changing(_EVICTING) as records:
            if records.totals.size_bytes <= self._limit_bytes:
                return 0
            excess = records.totals.size_bytes - self._limit_bytes * LOW_WATER
            return self._remove(records, excess)

    def clear(self) -> int:
        """Remove all that is not pinned; bytes freed."""
        with self._index.changing("Clearing the cache") as records:
            return self._remove(records, float("inf"))

    def forget(self, kind: str, key: str) -> int:
        """Remove an artefact from this machine, pinned or not; bytes freed."""
        check_name(kind, key)
        with self._index.changing("Removing from the cache") as records:
            record = records.find(kind, key)
            if record is not None:
                self._drop(records, record)
        return record.size_bytes if record is not None else 0

    def size_bytes(self, kind: str, key: str) -> int:
        """What an artefact takes here; 0 for one that is not."""
        with self._index.changing(_LOOKING) as records:
            record = records.find(kind, key)
        return record.size_bytes if record is not None else 0

    def stats(self) -> StoreStats:
        """How full and how useful the store is."""
        with self._index.changing(_LOOKING) as records:
            counts = records.totals.model_dump(exclude={"turn"})
        return StoreStats(limit_bytes=self._limit_bytes, **counts)

    def sweep(self) -> None:
        """Remove what dead makers and dead jobs left, and files and records that lost each other.

        Safe at any time, beside working makers; meant for every start.
        """
        with storage_failures("Cleaning up the cache"):
            for kind, key, workshop in self._blobs.workshops():
                if self._locks.is_free(f"{kind}-{key}"):
                    shutil.rmtree(workshop, ignore_errors=True)
            self._locks.sweep()
        with self._index.changing("Cleaning up the cache") as records:
            self._match_files(records)
            records.recount()

    def _look(self, kind: str, key: str, lease: Lease | None, *, thorough: bool = False) -> Artefact | None:
        pinned = lease.pinned(kind, key) if lease is not None and not thorough else None
        if pinned is not None and self._is_there(pinned):
            return self._artefact(pinned, reused=True)
        with self._index.changing(_LOOKING) as records:
            if (record := records.find(kind, key)) is None:
                return None
            if not self._is_there(record):
                self._drop(records, record)
                return None
            record = self._used(record, records.next_turn(), lease)
            records.save(record)
            records.count("hits", kind)
        if lease is not None:
            lease.remember(record)
        if thorough and not self._is_intact(record):
            return None
        self._tell_use(record, lease)
        return self._artefact(record, reused=True)

    def _is_there(self, record: Record) -> bool:
        """The file has its size, and its checksum where that costs nothing."""
        path = self._path(record)
        if size_of(path) != record.size_bytes:
            return False
        return record.size_bytes > _CHEAP_BYTES or sha256_of(path) == record.sha256

    def _is_intact(self, record: Record) -> bool:
        """The checksum holds; if not, the file goes unless it was made anew meanwhile."""
        with storage_failures(_LOOKING):
            if sha256_of(self._path(record)) == record.sha256:
                return True
        with self._index.changing(_LOOKING) as records:
            now = records.find(record.kind, record.key)
            if now is not None and now.made == record.made:
                self._drop(records, now)
        return False

    def _alone_of_all(self, name: str, should_stop: ShouldStop) -> AbstractContextManager[None]:
        return nullcontext() if self._shared_locks is None else self._shared_locks.alone(name, should_stop)

    def _fetched(self, kind: str, key: str, lease: Lease | None) -> Artefact | None:
        """What another machine made; None if nobody did. Only for the holder of the key's lock."""
        found = None if self._remote is None else self._remote.find(kind, key)
        if self._remote is None or found is None:
            return None
        with self._workshop(kind, key) as workshop:
            made = workshop / f"{kind}{found.blob.suffix}"
            if not self._remote.fetch(found, made):
                return None
            return self._keep(kind, key, made, found.meta, lease, reused=True)

    def _make(self, kind: str, key: str, suffix: str, maker: Maker, lease: Lease) -> Artefact:
        with self._workshop(kind, key) as workshop:
            made = workshop / f"{kind}{suffix}"
            with disk_failures(f"Writing a {kind}"):
                meta = _plain(maker(made))
            if self._remote is not None and size_of(made):
                self._remote.keep(kind, key, made, meta)
            return self._keep(kind, key, made, meta, lease, reused=False)

    @contextmanager
    def _workshop(self, kind: str, key: str) -> Iterator[Path]:
        with storage_failures("Starting a new file"):
            workshop = self._blobs.workshop(kind, key)
        try:
            yield workshop
        finally:
            shutil.rmtree(workshop, ignore_errors=True)

    def _keep(
        self, kind: str, key: str, made: Path, meta: JsonDict, lease: Lease | None, *, reused: bool
    ) -> Artefact:
        with storage_failures(_KEEPING):
            size_bytes, sha256 = size_of(made), sha256_of(made)
            if not size_bytes or sha256 is None:
                raise StorageError(f"Making a {kind} left no file.", "Try again.")
            flush(made)
        with self._index.changing(_KEEPING) as records:
            turn = records.next_turn()
            record = Record(
                kind=kind, key=key, suffix=made.suffix, size_bytes=size_bytes, sha256=sha256,
                meta=meta, made=turn, used=turn,
            )  # fmt: skip
            record = self._used(record, turn, lease)
            records.save(record)
            records.count("hits" if reused else "misses", kind)
            self._blobs.publish(made, self._path(record))
            is_full = records.totals.size_bytes > self._limit_bytes
        if lease is not None:
            lease.remember(record)
        if is_full:
            self.evict()
        self._tell_use(record, lease)
        return self._artefact(record, reused=reused)

    def _tell_use(self, record: Record, lease: Lease | None) -> None:
        if lease is not None and lease.video_id:
            self._on_use(lease.video_id, record.kind, record.key)

    def _used(self, record: Record, turn: int, lease: Lease | None) -> Record:
        pins = [pin for pin in record.pins if self._leases.has_file(pin)]
        if lease is not None:
            if not lease.is_open:
                raise ValueError("the lease is closed; it cannot pin anything")
            pins = [pin for pin in pins if pin != lease.lease_id] + [lease.lease_id]
        return record.model_copy(update={"used": turn, "pins": tuple(pins)})

    def _remove(self, records: Records, excess_bytes: float) -> int:
        candidates = unpinned(records.all(), self._leases.living())
        gone = list(victims(candidates, excess_bytes))
        for record in gone:
            self._drop(records, record)
        return sum(record.size_bytes for record in gone)

    def _match_files(self, records: Records) -> None:
        living, known = self._leases.living(), set()
        for record in records.all():
            if size_of(self._path(record)) != record.size_bytes:
                self._drop(records, record)
                continue
            known.add(self._path(record))
            if any(pin not in living for pin in record.pins):
                kept = tuple(pin for pin in record.pins if pin in living)
                records.save(record.model_copy(update={"pins": kept}))
        for path in self._blobs.finished():
            if path not in known:
                path.unlink(missing_ok=True)

    def _drop(self, records: Records, record: Record) -> None:
        records.forget(record.kind, record.key)
        self._path(record).unlink(missing_ok=True)

    def _path(self, record: Record) -> Path:
        return self._blobs.path(record.kind, record.key, record.suffix)

    def _artefact(self, record: Record, *, reused: bool) -> Artefact:
        return Artefact(
            kind=record.kind, key=record.key, path=str(self._path(record)), meta=record.meta,
            size_bytes=record.size_bytes, reused=reused,
        )  # fmt: skip


def _plain(meta: JsonDict) -> JsonDict:
    """The meta as JSON gives it back; raises TypeError or ValueError for what is not JSON."""
    plain: JsonDict = json.loads(json.dumps(meta, allow_nan=False))
    return plain
