"""Garbage: what lies in the shared storage and is named by nothing any more.

What can be made again for nothing goes when it is old; what was paid for stays, and so does every
clip that is a take of some video, every upload and every published file. A blob goes when no note
names it. First it is counted, and only then removed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta

from core.artifacts.vault import Stored, Vault
from core.models import JsonDict, Value

MADE_AGAIN_FOR_NOTHING = frozenset({"segment", "join", "soundtrack", "video", "still", "music"})
_GRACE = timedelta(days=1)
"""A blob may be older than the note that is about to name it, by as long as a publication takes."""


class Garbage(Value):
    """What there is to remove, by name."""

    names: tuple[str, ...]
    size_bytes: int


def find_garbage(vault: Vault, takes: Collection[str], now: datetime, keep: timedelta) -> Garbage:
    """What nothing names any more; `takes` are the keys of clips in use. Raises StorageError."""
    old = [note for note in vault.stored("notes/artefacts") if _may_go(note, takes, now - keep)]
    gone = {note.name for note in old}
    named = set(_named(vault, lambda name: name not in gone))
    blobs = [b for b in vault.stored("blobs") if b.name not in named and b.since < now - _GRACE]
    found = [*old, *blobs]
    return Garbage(names=tuple(o.name for o in found), size_bytes=sum(o.size_bytes for o in found))


def find_forgotten(vault: Vault, notes: Collection[str]) -> Garbage:
    """These notes, as far as they are there, and the blobs that nothing else names. Raises StorageError."""
    there = {note.name: note for note in vault.stored("notes") if note.name in notes}
    theirs = set(_named(vault, lambda name: name in there))
    kept = set(_named(vault, lambda name: name not in there)) if theirs else set()
    blobs = [blob for blob in vault.stored("blobs") if blob.name in theirs - kept]
    found = [*there.values(), *blobs]
    return Garbage(names=tuple(o.name for o in found), size_bytes=sum(o.size_bytes for o in found))


def remove_garbage(vault: Vault, garbage: Garbage) -> None:
    """Remove it, notes first: what is asked for meanwhile counts as absent and is made anew."""
    for name in garbage.names:
        vault.remove(name)


def _may_go(note: Stored, takes: Collection[str], before: datetime) -> bool:
    kind, _, key = note.name.removeprefix("notes/artefacts/").removesuffix(".json").partition("/")
    if note.since >= before:
        return False
    return kind in MADE_AGAIN_FOR_NOTHING or (kind == "clip" and key not in takes)


def _named(vault: Vault, counts: Callable[[str], bool]) -> Iterator[str]:
    """The blobs that any note names."""
    for note in vault.stored("notes"):
        if counts(note.name):
            yield from _blobs_in(vault.read_note(note.name.removeprefix("notes/").removesuffix(".json")))


def _blobs_in(note: JsonDict | None) -> Iterator[str]:
    """Blobs stand in notes under any name, as `sha256` and `suffix`."""
    for value in (note or {}).values():
        if isinstance(value, dict) and isinstance(digest := value.get("sha256"), str):
            yield f"blobs/{digest[:2]}/{digest}{value.get('suffix', '')}"
