"""The files of the store: where they lie and how one appears.

    blobs/<kind>/<first two digits>/<key><suffix>    finished files
    temp/<kind>-<key>-<random>/                      a folder for each maker at work

A file is written in its maker's folder, flushed to the disk and renamed into place, so a
name under `blobs/` never stands for half a file.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

from core.artifacts.keys import stage_version

_KEY = re.compile(r"[0-9a-f]{64}")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


def check_name(kind: str, key: str, suffix: str = ".x") -> None:
    """Raises KeyError or ValueError for a name that `artefact_key` cannot have made."""
    stage_version(kind)
    if not _KEY.fullmatch(key):
        raise ValueError("an artefact's key is the 64 hex digits that artefact_key gives")
    if not _SUFFIX.fullmatch(suffix):
        raise ValueError(f"a suffix is a dot and 1 to 8 small letters or digits, not {suffix!r}")


class Blobs:
    """The finished files under `folder/blobs` and the unfinished ones under `folder/temp`."""

    def __init__(self, folder: Path) -> None:
        self._finished = folder / "blobs"
        self.temp_dir = folder / "temp"
        self._finished.mkdir(exist_ok=True)
        self.temp_dir.mkdir(exist_ok=True)

    def path(self, kind: str, key: str, suffix: str) -> Path:
        """Where this artefact lies or will lie."""
        return self._finished / kind / key[:2] / f"{key}{suffix}"

    def workshop(self, kind: str, key: str) -> Path:
        """A fresh folder for a maker; what a dead maker of the same key left is removed.

        Only for the holder of the key's lock.
        """
        for left in self.temp_dir.glob(f"{kind}-{key}-*"):
            shutil.rmtree(left, ignore_errors=True)
        folder = self.temp_dir / f"{kind}-{key}-{uuid.uuid4().hex[:8]}"
        folder.mkdir()
        return folder

    def workshops(self) -> Iterator[tuple[str, str, Path]]:
        """Kind, key and folder of every maker, at work or dead."""
        for folder in self.temp_dir.iterdir():
            kind, _, rest = folder.name.partition("-")
            yield kind, rest[:64], folder

    def publish(self, made: Path, target: Path) -> None:
        """Let a flushed file appear under its name, at once and for good."""
        target.parent.mkdir(parents=True, exist_ok=True)
        made.replace(target)
        flush(target.parent)

    def finished(self) -> Iterator[Path]:
        """Every finished file."""
        return (path for path in self._finished.glob("*/*/*") if path.is_file())


def size_of(path: Path) -> int | None:
    """Bytes of a file; None if it is not there."""
    try:
        return path.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return None


def sha256_of(path: Path) -> str | None:
    """The checksum of a file's content; None if it is not there."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None


def flush(path: Path) -> None:
    """Have the disk keep a file's content, or a folder's names, through a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
