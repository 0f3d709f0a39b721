"""Artefacts in the storage that machines share: made on one, found by all.

A note stands for each key and names the blob with what its maker said of it. So the storage is
its own index, and a machine that starts empty knows everything.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from core.artifacts.vault import Blob, Vault
from core.models import JsonDict, Value

_ABSENT_FOR_S = 3.0
"""How long a wish that found nothing is answered from memory: pages ask for many keys again and again."""


class RemoteArtefact(Value):
    """The note of a key."""

    blob: Blob
    meta: JsonDict


class RemoteArtefacts:
    """By kind and key. Methods raise StorageError."""

    def __init__(self, vault: Vault, clock: Callable[[], float] = time.monotonic) -> None:
        self._vault = vault
        self._clock = clock
        self._absent: dict[str, float] = {}

    def find(self, kind: str, key: str, *, surely: bool = True) -> RemoteArtefact | None:
        """The note of a key; not `surely`: one that was not there just now counts as absent."""
        name = _name(kind, key)
        if not surely and self._clock() < self._absent.get(name, 0.0):
            return None
        note = self._vault.read_note(name)
        try:
            found = None if note is None else RemoteArtefact.model_validate(note)
        except ValidationError:
            found = None
        if found is None:
            self._absent[name] = self._clock() + _ABSENT_FOR_S
        return found

    def fetch(self, found: RemoteArtefact, target: Path) -> bool:
        """Copy its file; False if it is gone or damaged, so that it has to be made anew."""
        return self._vault.fetch(found.blob, target)

    def keep(self, kind: str, key: str, made: Path, meta: JsonDict) -> None:
        """Store a finished file, then let the key stand for it."""
        note = RemoteArtefact(blob=self._vault.keep(made), meta=meta)
        self._vault.write_note(_name(kind, key), note.model_dump(mode="json"))
        self._absent.pop(_name(kind, key), None)

    def link(self, kind: str, key: str) -> str | None:
        """A signed address of its file; None where there is none."""
        found = self.find(kind, key, surely=False)
        return None if found is None else self._vault.link(found.blob)


def _name(kind: str, key: str) -> str:
    return f"artefacts/{kind}/{key}"
