"""Garbage in the shared storage: found first, then removed, and never what is in use or was paid."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.artifacts.garbage import find_garbage, remove_garbage
from core.artifacts.remote import RemoteArtefacts
from core.artifacts.shared_files import SharedFiles
from core.artifacts.vault import Vault

NOW = datetime.now(UTC)
KEEP = timedelta(days=30)
TAKE, OTHER = "a" * 64, "b" * 64


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(f"file://{tmp_path}/vault")


def store(vault: Vault, folder: Path, kind: str, key: str, content: bytes | None = None) -> None:
    path = folder / f"{kind}.mp4"
    path.write_bytes(content or f"{kind} {key}".encode())
    RemoteArtefacts(vault).keep(kind, key, path, {})


def age(folder: Path, days: float) -> None:
    """Everything in the vault is that old."""
    moment = (NOW - timedelta(days=days)).timestamp()
    for path in (folder / "vault").rglob("*"):
        os.utime(path, (moment, moment))


def kinds_of(vault: Vault, takes: set[str]) -> set[str]:
    names = find_garbage(vault, takes, NOW, KEEP).names
    return {name.split("/")[2] if name.startswith("notes") else "blob" for name in names}


def test_old_pieces_go_and_paid_things_and_takes_stay(vault: Vault, tmp_path: Path) -> None:
    for kind in ("segment", "script", "narration", "clip"):
        store(vault, tmp_path, kind, TAKE)
    store(vault, tmp_path, "clip", OTHER)
    age(tmp_path, 31)
    garbage = find_garbage(vault, {TAKE}, NOW, KEEP)
    notes = {name for name in garbage.names if name.startswith("notes")}
    assert notes == {f"notes/artefacts/segment/{TAKE}.json", f"notes/artefacts/clip/{OTHER}.json"}
    assert len(garbage.names) == 4 and garbage.size_bytes > 0
    remove_garbage(vault, garbage)
    assert find_garbage(vault, {TAKE}, NOW, KEEP).names == ()
    remote = RemoteArtefacts(vault)
    assert remote.find("clip", TAKE) and remote.find("script", TAKE) and not remote.find("clip", OTHER)
    found = remote.find("clip", TAKE)
    assert found is not None and remote.fetch(found, tmp_path / "again.mp4")


def test_what_is_young_stays(vault: Vault, tmp_path: Path) -> None:
    store(vault, tmp_path, "segment", TAKE)
    age(tmp_path, 29)
    assert kinds_of(vault, set()) == set()


def test_a_blob_that_is_also_published_stays(vault: Vault, tmp_path: Path) -> None:
    store(vault, tmp_path, "video", TAKE, b"the finished video")
    folder = tmp_path / "outputs"
    folder.mkdir()
    (folder / "final_video.mp4").write_bytes(b"the finished video")
    SharedFiles(vault).publish("v", folder)
    age(tmp_path, 31)
    assert kinds_of(vault, set()) == {"video"}


def test_blobs_without_a_note_go_after_a_day(vault: Vault, tmp_path: Path) -> None:
    path = tmp_path / "left.mp4"
    path.write_bytes(b"a maker died before it wrote the note")
    vault.keep(path)
    assert kinds_of(vault, set()) == set()
    age(tmp_path, 1.1)
    assert kinds_of(vault, set()) == {"blob"}
