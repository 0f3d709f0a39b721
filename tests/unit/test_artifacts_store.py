"""The store: what exists is used, what does not is made once."""

from __future__ import annotations

import json
import os
import pickle
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.artifacts.keys import artefact_key
from core.artifacts.lease import Lease
from core.artifacts.store import ArtefactStore, NotMade, only_looking
from core.errors import Cancelled, MediaError, StorageError
from core.models import JsonDict

MEGABYTE = 1_000_000


@pytest.fixture
def store(tmp_path: Path) -> ArtefactStore:
    return ArtefactStore(tmp_path / "cache", limit_bytes=10 * MEGABYTE)


@pytest.fixture
def lease(store: ArtefactStore) -> Iterator[Lease]:
    with store.lease("a job") as lease:
        yield lease


class Writer:
    """A maker that writes some bytes and counts how often it was called."""

    def __init__(self, content: bytes = b"film", meta: JsonDict | None = None) -> None:
        self.content, self.meta, self.calls = content, meta or {}, 0

    def __call__(self, path: Path) -> JsonDict:
        self.calls += 1
        path.write_bytes(self.content)
        return self.meta


def key(name: object) -> str:
    return artefact_key("clip", {"name": str(name)})


def files(folder: Path, under: str) -> list[Path]:
    return [path for path in (folder / "cache" / under).rglob("*") if path.is_file()]


def test_what_does_not_exist_is_made_and_what_exists_is_reused(store: ArtefactStore, lease: Lease) -> None:
    maker = Writer(meta={"seconds": 4.5, "words": [1, 2]})
    made = store.make("clip", key(1), ".mp4", maker, lease=lease)
    again = store.make("clip", key(1), ".mp4", maker, lease=lease)
    assert maker.calls == 1
    assert not made.reused
    assert again == made.model_copy(update={"reused": True}) == store.get("clip", key(1))
    assert Path(made.path).is_absolute()
    assert Path(made.path).read_bytes() == b"film"
    assert made.meta == {"seconds": 4.5, "words": [1, 2]}
    assert made.size_bytes == 4


def test_what_was_never_made_is_not_there(store: ArtefactStore) -> None:
    assert store.get("clip", key(1)) is None


def test_the_same_key_of_two_kinds_is_two_artefacts(store: ArtefactStore, lease: Lease) -> None:
    store.make("clip", key(1), ".mp4", Writer(b"clip"), lease=lease)
    other = store.make("segment", key(1), ".mp4", Writer(b"segment"), lease=lease)
    assert not other.reused
    assert Path(other.path).read_bytes() == b"segment"


def test_a_small_json_artefact_goes_through_it_too(store: ArtefactStore, lease: Lease) -> None:
    script = {"title": 'He said: "{\\an8}" %{} \u202e שלום 静 👩‍👧 \x07', "scenes": []}

    def write(path: Path) -> JsonDict:
        path.write_text(json.dumps(script))
        return {"title": script["title"]}

    made = store.make("script", artefact_key("script", {}), ".json", write, lease=lease)
    assert json.loads(Path(made.path).read_text()) == script
    found = store.get("script", made.key)
    assert found is not None and found.meta == {"title": script["title"]}


def test_another_store_on_the_same_folder_finds_it(
    store: ArtefactStore, lease: Lease, tmp_path: Path
) -> None:
    store.make("clip", key(1), ".mp4", Writer(), lease=lease)
    found = ArtefactStore(tmp_path / "cache", limit_bytes=MEGABYTE).get("clip", key(1))
    assert found is not None and found.reused


def test_a_vanished_file_counts_as_absent_and_is_made_again(store: ArtefactStore, lease: Lease) -> None:
    made = store.make("clip", key(1), ".mp4", Writer(), lease=lease)
    Path(made.path).unlink()
    assert store.get("clip", key(1)) is None
    again = store.make("clip", key(1), ".mp4", Writer(), lease=lease)
    assert not again.reused and Path(again.path).exists()


@pytest.mark.parametrize("damage", [b"", b"fil", b"filmfilm", b"gone"])
def test_a_small_file_that_changed_counts_as_absent_and_is_made_again(
    store: ArtefactStore, lease: Lease, damage: bytes
) -> None:
    made = store.make("clip", key(1), ".mp4", Writer(), lease=lease)
    Path(made.path).write_bytes(damage)
    assert store.get("clip", key(1)) is None
    again = store.make("clip", key(1), ".mp4", Writer(), lease=lease)
    assert not again.reused and Path(again.path).read_bytes() == b"film"


def test_a_large_file_is_compared_with_its_checksum_on_demand(store: ArtefactStore, lease: Lease) -> None:
    content = bytes(300 * 1024)
    made = store.make("clip", key(1), ".mp4", Writer(content), lease=lease)
    assert store.get("clip", key(1), thorough=True) is not None
    Path(made.path).write_bytes(b"\x01" + content[1:])
    assert store.get("clip", key(1)) is not None
    assert store.get("clip", key(1), thorough=True) is None
    assert not store.make("clip", key(1), ".mp4", Writer(content), lease=lease).reused


def test_a_maker_that_fails_leaves_nothing_and_the_next_one_makes_it(
    store: ArtefactStore, lease: Lease, tmp_path: Path
) -> None:
    def fail(path: Path) -> JsonDict:
        path.write_bytes(b"half")
        (path.parent / "passlog").write_bytes(b"x")
        raise MediaError("ffmpeg stopped.")

    with pytest.raises(MediaError, match="ffmpeg stopped"):
        store.make("clip", key(1), ".mp4", fail, lease=lease)
    assert files(tmp_path, "blobs") == files(tmp_path, "temp") == []
    assert store.get("clip", key(1)) is None
    assert not store.make("clip", key(1), ".mp4", Writer(), lease=lease).reused


def test_side_files_of_a_maker_are_removed_with_its_folder(
    store: ArtefactStore, lease: Lease, tmp_path: Path
) -> None:
    def write(path: Path) -> JsonDict:
        (path.parent / "passlog").write_bytes(b"x")
        path.write_bytes(b"film")
        return {}

    made = store.make("clip", key(1), ".mp4", write, lease=lease)
    assert list((tmp_path / "cache" / "temp").iterdir()) == []
    assert files(tmp_path, "blobs") == [Path(made.path)]


@pytest.mark.parametrize("content", [None, b""])
def test_a_maker_that_leaves_no_file_is_a_storage_error(
    store: ArtefactStore, lease: Lease, content: bytes | None
) -> None:
    def write(path: Path) -> JsonDict:
        if content is not None:
            path.write_bytes(content)
        return {}

    with pytest.raises(StorageError, match="left no file"):
        store.make("clip", key(1), ".mp4", write, lease=lease)


def test_meta_that_is_not_json_is_refused_before_anything_is_kept(
    store: ArtefactStore, lease: Lease, tmp_path: Path
) -> None:
    for meta in ({"path": tmp_path}, {"nan": float("nan")}):
        with pytest.raises((TypeError, ValueError)):
            store.make("clip", key(1), ".mp4", Writer(meta=meta), lease=lease)
    assert files(tmp_path, "blobs") == []


@pytest.mark.parametrize(
    "bad", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 65, "é" * 64, "0" * 64 + "\n"]
)
def test_a_key_that_cannot_be_one_is_refused(store: ArtefactStore, lease: Lease, bad: str) -> None:
    with pytest.raises(ValueError, match="hex digits"):
        store.get("clip", bad)
    with pytest.raises(ValueError, match="hex digits"):
        store.make("clip", bad, ".mp4", Writer(), lease=lease)


@pytest.mark.parametrize("bad", ["", "mp4", ".", "./..", ".mp4/..", ".MP4", ".toolongsuffix", ".m p"])
def test_a_suffix_that_cannot_be_one_is_refused(store: ArtefactStore, lease: Lease, bad: str) -> None:
    with pytest.raises(ValueError, match="suffix"):
        store.make("clip", key(1), bad, Writer(), lease=lease)


def test_an_unknown_kind_is_refused(store: ArtefactStore, lease: Lease) -> None:
    with pytest.raises(KeyError):
        store.get("../clip", key(1))
    with pytest.raises(KeyError):
        store.make("clips", key(1), ".mp4", Writer(), lease=lease)


def test_threads_that_want_the_same_at_once_have_it_made_once(store: ArtefactStore, lease: Lease) -> None:
    everyone, found = threading.Barrier(6), []
    maker = Writer()

    def want() -> None:
        everyone.wait()
        found.append(store.make("clip", key(1), ".mp4", maker, lease=lease))

    threads = [threading.Thread(target=want) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert maker.calls == 1
    assert sorted(artefact.reused for artefact in found) == [False, True, True, True, True, True]


def test_when_a_maker_fails_the_next_one_who_waits_tries(store: ArtefactStore, lease: Lease) -> None:
    at_work, go_on = threading.Event(), threading.Event()

    def fail(_path: Path) -> JsonDict:
        at_work.set()
        go_on.wait()
        raise MediaError("broken")

    def wait_and_fail() -> None:
        with pytest.raises(MediaError):
            store.make("clip", key(1), ".mp4", fail, lease=lease)

    first = threading.Thread(target=wait_and_fail)
    first.start()
    at_work.wait()

    def let_the_first_one_go_on() -> bool:
        go_on.set()
        return False

    made = store.make("clip", key(1), ".mp4", Writer(), lease=lease, should_stop=let_the_first_one_go_on)
    first.join()
    assert not made.reused


def test_waiting_for_another_maker_can_be_stopped(store: ArtefactStore, lease: Lease) -> None:
    at_work, go_on = threading.Event(), threading.Event()

    def slowly(path: Path) -> JsonDict:
        at_work.set()
        go_on.wait()
        path.write_bytes(b"film")
        return {}

    first = threading.Thread(target=lambda: store.make("clip", key(1), ".mp4", slowly, lease=lease))
    first.start()
    at_work.wait()
    maker = Writer()
    with pytest.raises(Cancelled, match="waited"):
        store.make("clip", key(1), ".mp4", maker, lease=lease, should_stop=lambda: True)
    go_on.set()
    first.join()
    assert maker.calls == 0
    assert store.get("clip", key(1)) is not None


def test_a_job_that_was_stopped_makes_nothing(store: ArtefactStore, lease: Lease) -> None:
    maker = Writer()
    with pytest.raises(Cancelled):
        store.make("clip", key(1), ".mp4", maker, lease=lease, should_stop=lambda: True)
    assert maker.calls == 0


def test_a_maker_may_ask_for_other_artefacts(store: ArtefactStore, lease: Lease) -> None:
    def join(path: Path) -> JsonDict:
        parts = [store.make("clip", key(n), ".mp4", Writer(b"%d" % n), lease=lease) for n in (1, 2)]
        path.write_bytes(b"".join(Path(part.path).read_bytes() for part in parts))
        return {}

    made = store.make("join", key("both"), ".mp4", join, lease=lease)
    assert Path(made.path).read_bytes() == b"12"


def test_what_a_job_asks_for_again_counts_once_and_is_checked(store: ArtefactStore, lease: Lease) -> None:
    made = store.make("clip", key(1), ".mp4", Writer(b"clip"), lease=lease)
    store.make("clip", key(1), ".mp4", Writer(b"never"), lease=lease)
    assert store.stats().hits == {}
    Path(made.path).write_bytes(b"Clip")
    anew = store.make("clip", key(1), ".mp4", Writer(b"new"), lease=lease)
    assert Path(anew.path).read_bytes() == b"new", "a damaged file is not handed out because it is pinned"


def test_only_looking_makes_nothing(store: ArtefactStore, lease: Lease) -> None:
    with only_looking(), pytest.raises(NotMade):
        store.make("clip", key(1), ".mp4", Writer(), lease=lease)
    assert store.stats().misses == {}
    made = store.make("clip", key(1), ".mp4", Writer(), lease=lease)
    with only_looking(), store.lease("another job") as another:
        assert store.make("clip", key(1), ".mp4", Writer(), lease=another).key == made.key


def test_hits_and_misses_are_counted_by_kind_over_all_stores(
    store: ArtefactStore, lease: Lease, tmp_path: Path
) -> None:
    store.make("clip", key(1), ".mp4", Writer(), lease=lease)
    with store.lease("another job") as another:
        for _ in range(3):
            store.make("clip", key(1), ".mp4", Writer(), lease=another)
    store.make("music", key(1), ".wav", Writer(b"lalala"), lease=lease)
    store.get("video", key(1))
    store.get("clip", key(1))
    stats = ArtefactStore(tmp_path / "cache", limit_bytes=5).stats()
    assert stats.hits == {"clip": 2}
    assert stats.misses == {"clip": 1, "music": 1, "video": 1}
    assert (stats.entries, stats.size_bytes, stats.limit_bytes) == (2, 10, 5)


def test_the_folder_belongs_to_this_user_alone(store: ArtefactStore, tmp_path: Path) -> None:
    assert store.stats().entries == 0
    assert (tmp_path / "cache").stat().st_mode & 0o777 == 0o700
    loose = tmp_path / "loose"
    loose.mkdir(mode=0o755)
    ArtefactStore(loose, limit_bytes=1)
    assert loose.stat().st_mode & 0o777 == 0o700


def test_no_pickle_is_ever_written(
    store: ArtefactStore, lease: Lease, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pickle, "dumps", lambda *_, **__: pytest.fail("something was pickled"))
    for number in range(3):
        store.make("clip", key(number), ".mp4", Writer(meta={"text": "x" * 100_000}), lease=lease)
    store.sweep()
    with sqlite3.connect(tmp_path / "cache" / "index" / "cache.db") as database:
        rows = database.execute("SELECT raw, mode, filename FROM Cache").fetchall()
    database.close()
    assert len(rows) == 4
    assert {(raw, filename) for raw, _, filename in rows} == {(1, None)}
    assert 4 not in {mode for _, mode, _ in rows}


class Bomb:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("exit 1",)


def test_a_pickle_that_somebody_put_into_the_index_is_never_opened(
    store: ArtefactStore, lease: Lease, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.make("clip", key(1), ".mp4", Writer(), lease=lease)
    bomb = pickle.dumps(Bomb())
    with sqlite3.connect(tmp_path / "cache" / "index" / "cache.db") as database:
        database.execute("UPDATE Cache SET mode = 4, value = ?", (bomb,))
        database.execute("INSERT INTO Cache (key, raw, mode, value) VALUES (?, 0, 4, ?)", (bomb, bomb))
    database.close()
    monkeypatch.setattr(pickle, "load", lambda *_: pytest.fail("a pickle was opened"))
    assert store.get("clip", key(1)) is None
    store.sweep()
    assert store.stats().entries == 0
    assert not store.make("clip", key(1), ".mp4", Writer(), lease=lease).reused


def test_rows_of_the_index_that_make_no_sense_count_as_absent(
    store: ArtefactStore, lease: Lease, tmp_path: Path
) -> None:
    for number in (1, 2):
        store.make("clip", key(number), ".mp4", Writer(), lease=lease)
    with sqlite3.connect(tmp_path / "cache" / "index" / "cache.db") as database:
        database.execute("UPDATE Cache SET value = x'00'")
        database.execute("INSERT INTO Cache (key, raw, mode, value) VALUES (x'01', 1, 2, x'02')")
    database.close()
    assert store.get("clip", key(1)) is None
    store.sweep()
    assert store.stats().entries == 0
    assert not store.make("clip", key(2), ".mp4", Writer(), lease=lease).reused
