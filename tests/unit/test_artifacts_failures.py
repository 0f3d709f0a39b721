"""When the disk says no: one plain sentence, a hint, and nothing half-written."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import diskcache
import pytest

from core.artifacts.failures import disk_failures, storage_failures
from core.artifacts.index import Index
from core.artifacts.keys import artefact_key
from core.artifacts.store import ArtefactStore
from core.errors import MediaError, StorageError
from core.models import JsonDict

KEY = artefact_key("clip", {})


def write(path: Path) -> JsonDict:
    path.write_bytes(b"film")
    return {}


def make(store: ArtefactStore) -> bool:
    with store.lease("job") as lease:
        return store.make("clip", KEY, ".mp4", write, lease=lease).reused


def assert_nothing_is_left(folder: Path) -> None:
    assert list((folder / "temp").iterdir()) == []
    assert not [path for path in (folder / "blobs").rglob("*") if path.is_file()]


def test_a_disk_that_fills_up_under_a_maker(tmp_path: Path) -> None:
    store = ArtefactStore(tmp_path, limit_bytes=1_000)

    def overfill(path: Path) -> JsonDict:
        path.write_bytes(b"half")
        with Path("/dev/full").open("wb", buffering=0) as full:
            full.write(b"x")
        return {}

    with store.lease("job") as lease, pytest.raises(StorageError, match="the disk is full") as caught:
        store.make("clip", KEY, ".mp4", overfill, lease=lease)
    assert "Free some space" in caught.value.hint
    assert isinstance(caught.value.__cause__, OSError)
    assert_nothing_is_left(tmp_path)
    assert store.get("clip", KEY) is None


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "full"), (errno.EROFS, "cannot be written"), (errno.EIO, "failed")]
)
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_disk_that_refuses_to_keep_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int, words: str
) -> None:
    store = ArtefactStore(tmp_path, limit_bytes=1_000)

    def refuse(*_: Any) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as broken:
        broken.setattr(*((os, step) if step == "fsync" else (Path, step)), refuse)
        with pytest.raises(StorageError, match=words) as caught:
            make(store)
    assert caught.value.hint
    assert_nothing_is_left(tmp_path)
    assert store.stats().entries == 0
    assert make(store) is False


def test_an_index_that_cannot_be_written_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ArtefactStore(tmp_path, limit_bytes=1_000)

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(diskcache.Cache, "set", refuse)
        with pytest.raises(StorageError, match="full"):
            make(store)
    assert_nothing_is_left(tmp_path)


def test_an_error_of_the_maker_that_is_not_the_disks_stays_its_own() -> None:
    with pytest.raises(FileNotFoundError), disk_failures("Writing"):
        Path("/nowhere/at/all").read_bytes()
    with pytest.raises(MediaError), storage_failures("Writing"):
        raise MediaError("broken")


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    for folder in (tmp_path / "data", tmp_path / "data" / "cache"):
        with pytest.raises(StorageError, match="Opening the cache failed") as caught:
            ArtefactStore(folder, limit_bytes=1)
        assert "VVG_DATA_DIR" in caught.value.hint


def test_a_damaged_index_says_what_to_move_away(tmp_path: Path) -> None:
    ArtefactStore(tmp_path, limit_bytes=1)
    for path in (tmp_path / "index").iterdir():
        path.unlink()
    (tmp_path / "index" / "cache.db").write_bytes(b"this is no database, whatever it says" * 200)
    with pytest.raises(StorageError, match="the index is damaged") as caught:
        ArtefactStore(tmp_path, limit_bytes=1)
    assert "cache/index" in caught.value.hint


def test_a_busy_index_is_not_a_damaged_one(tmp_path: Path) -> None:
    first, second = Index(tmp_path, timeout_s=0), Index(tmp_path, timeout_s=0)
    with first.changing("Working"), pytest.raises(StorageError, match="busy"), second.changing("Looking"):
        pytest.fail("two transactions at once")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("attempt to write a readonly database", "cannot be written"),
        ("unable to open database file", "cannot be written"),
        ("database or disk is full", "disk is full"),
        ("database disk image is malformed", "damaged"),
    ],
)
def test_what_sqlite_says_becomes_a_sentence(reason: str, words: str) -> None:
    import sqlite3

    with pytest.raises(StorageError, match=words), storage_failures("Looking"):
        raise sqlite3.OperationalError(reason)


def test_a_read_only_folder_is_told_apart(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root writes everywhere")
    tmp_path.chmod(0o500)
    with pytest.raises(StorageError, match="cannot be written"):
        ArtefactStore(tmp_path / "cache", limit_bytes=1)
