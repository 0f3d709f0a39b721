"""Two machines and one storage: made on one, found on the other, published whole, checked on the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.artifacts.keys import artefact_key
from core.artifacts.remote import RemoteArtefacts
from core.artifacts.shared_files import LINK_FROM_BYTES, SharedFiles
from core.artifacts.store import Artefact, ArtefactStore
from core.artifacts.vault import Vault
from core.errors import StorageError
from tests.fakes.storage import Linking

KEY = artefact_key("clip", {"n": 1})
LIMIT_BYTES = 10**9


class Machine:
    """A store in front of the vault, and what it made."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self.store = ArtefactStore(folder, LIMIT_BYTES, remote=RemoteArtefacts(vault))
        self.made = 0

    def make(self, content: bytes = b"moving pictures") -> Artefact:
        def film(target: Path) -> dict[str, object]:
            self.made += 1
            target.write_bytes(content)
            return {"cost_usd": 3.2}

        with self.store.lease("test") as lease:
            return self.store.make("clip", KEY, ".mp4", film, lease=lease)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(f"file://{tmp_path}/vault")


@pytest.fixture
def machine(tmp_path: Path, vault: Vault) -> Callable[[str], Machine]:
    return lambda name: Machine(tmp_path / name, vault)


def test_what_one_machine_made_another_finds(machine: Callable[[str], Machine]) -> None:
    one, other = machine("one"), machine("other")
    assert other.store.get("clip", KEY) is None
    first = one.make()
    again = other.make()
    assert (one.made, other.made) == (1, 0)
    assert (first.reused, again.reused, again.meta) == (False, True, {"cost_usd": 3.2})
    assert Path(again.path).read_bytes() == b"moving pictures" and again.path != first.path


def test_an_empty_machine_finds_by_looking_alone(machine: Callable[[str], Machine]) -> None:
    machine("one").make()
    found = machine("other").store.get("clip", KEY, thorough=True)
    assert found is not None and Path(found.path).read_bytes() == b"moving pictures"


def test_what_was_cleared_here_is_fetched_and_not_made_again(machine: Callable[[str], Machine]) -> None:
    one = machine("one")
    one.make()
    assert one.store.clear() > 0
    one.make()
    assert one.made == 1


def test_a_damaged_file_in_the_storage_is_made_anew_for_all(
    machine: Callable[[str], Machine], tmp_path: Path
) -> None:
    machine("one").make()
    (blob,) = (tmp_path / "vault" / "blobs").glob("*/*")
    blob.write_bytes(b"moving pixtures")
    other = machine("other")
    assert Path(other.make().path).read_bytes() == b"moving pictures"
    assert other.made == 1
    assert blob.read_bytes() == b"moving pictures"


@pytest.mark.parametrize("note", [b"half a no", b'{"blob": {"sha256": "../../etc/passwd"}}', b"{}"])
def test_a_damaged_note_counts_as_none(
    machine: Callable[[str], Machine], tmp_path: Path, note: bytes
) -> None:
    machine("one").make()
    (place,) = (tmp_path / "vault" / "notes").rglob("*.json")
    place.write_bytes(note)
    other = machine("other")
    other.make()
    assert other.made == 1


def test_a_maker_that_fails_stores_nothing(machine: Callable[[str], Machine], vault: Vault) -> None:
    one = machine("one")
    with pytest.raises(StorageError), one.store.lease("x") as lease:
        one.store.make("clip", KEY, ".mp4", lambda _: {}, lease=lease)
    assert list(vault.stored("")) == []


def publish(shared: SharedFiles, folder: Path, **files: bytes) -> None:
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_mp4", ".mp4")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    shared.publish("v", folder)


@pytest.fixture
def shelves(tmp_path: Path) -> tuple[SharedFiles, SharedFiles]:
    """Of two machines, whose clocks stand at the end of all waiting."""
    vault = Linking(f"file://{tmp_path}/vault")
    ticks = iter(range(0, 10**6, 100))
    return SharedFiles(vault, lambda: next(ticks)), SharedFiles(vault, lambda: next(ticks))


def test_small_files_are_mirrored_and_large_ones_are_linked(
    shelves: tuple[SharedFiles, SharedFiles], tmp_path: Path
) -> None:
    one, other = shelves
    there, here = tmp_path / "there", tmp_path / "here"
    publish(one, there, poster=b"small", final_video_mp4=b"x" * LINK_FROM_BYTES)
    other.mirror("v", here)
    assert (here / "poster").read_bytes() == b"small" and not (here / "final_video.mp4").exists()
    assert other.link("v", "poster") is None and other.link("v", "nothing") is None
    address = other.link("v", "final_video.mp4", "Plumber.mp4") or ""
    assert address.startswith("https://storage.example/blobs/") and address.endswith("?as=Plumber.mp4")
    other.mirror("v", here, whole=True)
    assert (here / "final_video.mp4").stat().st_size == LINK_FROM_BYTES


def test_a_new_publication_replaces_the_old_one_everywhere(
    shelves: tuple[SharedFiles, SharedFiles], tmp_path: Path
) -> None:
    one, other = shelves
    there, here = tmp_path / "there", tmp_path / "here"
    publish(one, there, poster=b"old", individual_clips__scene_01=b"a", individual_clips__scene_02=b"b")
    other.mirror("v", here)
    (there / "individual_clips" / "scene_02").unlink()
    publish(one, there, poster=b"new")
    other.mirror("v", here)
    assert (here / "poster").read_bytes() == b"new"
    assert [path.name for path in (here / "individual_clips").iterdir()] == ["scene_01"]


def test_a_preview_from_a_machine_without_the_rest_leaves_the_rest(
    shelves: tuple[SharedFiles, SharedFiles], tmp_path: Path
) -> None:
    one, other = shelves
    publish(one, tmp_path / "there", poster=b"p", individual_clips__scene_01=b"a")
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "preview.mp4").write_bytes(b"preview")
    other.publish("v", tmp_path / "here", ["preview.mp4"])
    assert set(one.files("v")) == {"poster", "individual_clips/scene_01", "preview.mp4"}


def test_a_note_that_leads_out_of_the_folder_is_not_followed(
    shelves: tuple[SharedFiles, SharedFiles], tmp_path: Path
) -> None:
    one, _ = shelves
    publish(one, tmp_path / "there", poster=b"p")
    blob = one.files("v")["poster"].model_dump(mode="json")
    one._vault.write_note("outputs/v", {"../../evil": blob, "/etc/evil": blob, ".hidden": blob})
    one.mirror("v", tmp_path / "here" / "deep")
    assert not list(tmp_path.rglob("*evil*")) and one.files("v") == {}


def test_an_upload_is_brought_to_another_machine(
    shelves: tuple[SharedFiles, SharedFiles], tmp_path: Path
) -> None:
    one, other = shelves
    upload = tmp_path / "upload-1.png"
    upload.write_bytes(b"picture")
    one.keep_upload(upload)
    target = tmp_path / "here" / "uploads" / "upload-1.png"
    other.bring_upload(target)
    assert target.read_bytes() == b"picture"
    other.bring_upload(tmp_path / "here" / "nobody.png")
    assert not (tmp_path / "here" / "nobody.png").exists()
