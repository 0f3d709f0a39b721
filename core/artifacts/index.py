"""What the store knows about its files, in diskcache.

diskcache pickles by default, and who can write a cache folder could then run code in it
(CVE-2025-69872). Here every value is JSON, the folder belongs to one user, and a row that
claims to be a pickle is never opened. One transaction is one change of the store: all
processes take turns, so what is read in it stays true until it ends.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import diskcache
from diskcache.core import MODE_PICKLE
from pydantic import Field

from core.artifacts.failures import storage_failures
from core.artifacts.shared_cache import SharedCache
from core.models import JsonDict, Value

_V = TypeVar("_V", bound=Value)

_TOTALS = "totals"
_UNREADABLE = ""
_NEVER_IN_FILES = 2**40
_SETTINGS = {
    "eviction_policy": "none",  # the store evicts by itself: diskcache knows no pins
    "cull_limit": 0,
    "disk_min_file_size": _NEVER_IN_FILES,  # all values inside the database, so a rollback covers them
    "sqlite_mmap_size": 0,  # a mapped file that somebody cuts short ends the process
}


class Record(Value):
    """One finished file. `used` and `made` are turns of the store, not times; so no clock can upset them."""

    kind: str
    key: str
    suffix: str
    size_bytes: int = Field(ge=0)
    sha256: str
    meta: JsonDict
    made: int
    used: int
    pins: tuple[str, ...] = ()


class Totals(Value):
    """The sums over all records, kept so that nobody has to count."""

    size_bytes: int = 0
    entries: int = 0
    turn: int = 0
    hits: dict[str, int] = Field(default_factory=dict)
    misses: dict[str, int] = Field(default_factory=dict)


class PlainDisk(diskcache.JSONDisk):  # type: ignore[misc]  # diskcache carries no types
    """JSON only, also when reading: a pickled row is refused unopened."""

    def get(self, key: Any, raw: bool) -> Any:
        try:
            return super().get(key, raw) if raw else _UNREADABLE
        except (ValueError, zlib.error):
            return _UNREADABLE

    def fetch(self, mode: int, filename: str | None, value: Any, read: bool) -> Any:
        if mode == MODE_PICKLE:
            raise ValueError("a pickled value in the index")
        return super().fetch(mode, filename, value, read)


class Index:
    """The records in one folder, for any thread of any process."""

    def __init__(self, folder: Path, timeout_s: float = 60.0) -> None:
        folder.mkdir(exist_ok=True, mode=0o700)
        with storage_failures("Opening the cache"):
            self._cache = SharedCache(folder, timeout_s, disk=PlainDisk, **_SETTINGS)

    @contextmanager
    def changing(self, doing: str) -> Iterator[Records]:
        """One transaction: all of the block's changes happen, or none. Raises StorageError.

        No transaction may begin inside another of the same thread: it would wait for its own end.
        """
        with storage_failures(doing), self._cache.alone():
            records = Records(self._cache)
            yield records
            records.save_totals()


class Records:
    """The records as one transaction sees and changes them."""

    def __init__(self, cache: diskcache.Cache) -> None:
        self._cache = cache
        found = self._read(_TOTALS, Totals)
        self._before = found if found is not None else Totals()
        self.totals = self._before
        if found is None:
            self.recount()

    def find(self, kind: str, key: str) -> Record | None:
        """The record of a file; one that cannot be read counts as absent."""
        return self._read(f"{kind}/{key}", Record)

    def all(self) -> list[Record]:
        """Every record, in no order."""
        names = list(self._cache.iterkeys())
        found = (self._read(name, Record) for name in names if name not in (_TOTALS, _UNREADABLE))
        return [record for record in found if record is not None]

    def save(self, record: Record) -> None:
        """Add a record or replace the one of the same kind and key."""
        self.forget(record.kind, record.key)
        self._cache.set(f"{record.kind}/{record.key}", record.model_dump(mode="json"))
        self._add(record.size_bytes, 1)

    def forget(self, kind: str, key: str) -> None:
        """Remove a record if there is one."""
        if (old := self.find(kind, key)) is not None:
            self._add(-old.size_bytes, -1)
        self._cache.delete(f"{kind}/{key}")

    def next_turn(self) -> int:
        """A number higher than all before; the order of uses."""
        self.totals = self.totals.model_copy(update={"turn": self.totals.turn + 1})
        return self.totals.turn

    def count(self, outcome: str, kind: str) -> None:
        """Count one of `hits` or `misses`."""
        counts: dict[str, int] = getattr(self.totals, outcome)
        changed = {**counts, kind: counts.get(kind, 0) + 1}
        self.totals = self.totals.model_copy(update={outcome: changed})

    def recount(self) -> None:
        """Sum up sizes and entries anew; a turn is never used twice."""
        records = self.all()
        turn = max((record.used for record in records), default=0)
        sums = {"size_bytes": sum(record.size_bytes for record in records), "entries": len(records)}
        self.totals = self.totals.model_copy(update={**sums, "turn": max(self.totals.turn, turn)})

    def save_totals(self) -> None:
        """Write the sums if they changed."""
        if self.totals != self._before:
            self._cache.set(_TOTALS, self.totals.model_dump(mode="json"))

    def _add(self, size_bytes: int, entries: int) -> None:
        sums = {
            "size_bytes": self.totals.size_bytes + size_bytes,
            "entries": self.totals.entries + entries,
        }
        self.totals = self.totals.model_copy(update=sums)

    def _read(self, name: str, cls: type[_V]) -> _V | None:
        try:
            value = self._cache.get(name)
            return None if value is None else cls.model_validate_json(json.dumps(value))
        except (ValueError, zlib.error):
            return None
