"""The bounded store: who was not used for longest goes, who is pinned stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.artifacts.eviction import unpinned, victims
from core.artifacts.index import Record
from core.artifacts.keys import artefact_key
from core.artifacts.lease import Lease
from core.artifacts.store import ArtefactStore
from core.models import JsonDict


@pytest.fixture
def store(tmp_path: Path) -> ArtefactStore:
    return ArtefactStore(tmp_path / "cache", limit_bytes=1_000)


def key(name: object) -> str:
    return artefact_key("clip", {"name": str(name)})


def write_300_bytes(path: Path) -> JsonDict:
    path.write_bytes(bytes(300))
    return {}


def fill(store: ArtefactStore, *names: object, lease: Lease | None = None) -> None:
    for name in names:
        with store.lease("a job") as own:
            store.make("clip", key(name), ".mp4", write_300_bytes, lease=lease or own)


def there(store: ArtefactStore, *names: object) -> list[object]:
    return [name for name in names if store.get("clip", key(name)) is not None]


def test_the_store_stays_within_its_limit_by_removing_the_least_recently_used(store: ArtefactStore) -> None:
    fill(store, 1, 2, 3)
    assert there(store, 1) == [1]
    fill(store, 4)
    assert there(store, 1, 2, 3, 4) == [1, 3, 4]
    assert store.stats().size_bytes == 900


def test_an_evicted_file_is_gone_from_the_disk(store: ArtefactStore, tmp_path: Path) -> None:
    fill(store, 1, 2, 3, 4, 5)
    assert len(list((tmp_path / "cache" / "blobs").rglob("*.mp4"))) == 3


def test_what_a_lease_pins_is_never_evicted(store: ArtefactStore) -> None:
    fill(store, 1, 2)
    with store.lease("job") as lease:
        store.get("clip", key(1), lease=lease)
        fill(store, 3, lease=lease)
        fill(store, 4, 5, 6, 7)
        assert there(store, 1, 3) == [1, 3]
    fill(store, 8, 9, 10)
    assert there(store, 1, 3) == []


def test_a_store_full_of_pinned_files_grows_rather_than_breaks_a_job(store: ArtefactStore) -> None:
    with store.lease("job") as lease:
        fill(store, 1, 2, 3, 4, 5, lease=lease)
        assert there(store, 1, 2, 3, 4, 5) == [1, 2, 3, 4, 5]
        assert store.evict() == 0
        assert store.clear() == 0
    assert store.evict() == 600
    assert store.clear() == 900


def test_two_leases_pin_the_same_file_until_both_are_closed(store: ArtefactStore) -> None:
    first, second = store.lease("job"), store.lease("job")
    fill(store, 1, lease=first)
    store.get("clip", key(1), lease=second)
    first.close()
    first.close()
    assert store.clear() == 0
    second.close()
    assert store.clear() == 300


def test_a_closed_lease_cannot_pin(store: ArtefactStore) -> None:
    fill(store, 1)
    lease = store.lease("job")
    lease.close()
    with pytest.raises(ValueError, match="closed"):
        store.get("clip", key(1), lease=lease)


def test_an_owner_may_be_called_anything(store: ArtefactStore, tmp_path: Path) -> None:
    for owner in ("", "../../x", "a/b\0\n", "x" * 500, "שלום 👩‍👧"):
        with store.lease(owner) as lease:
            fill(store, owner, lease=lease)
            assert lease.is_open
    assert list((tmp_path / "cache" / "leases").iterdir()) == []


def test_clearing_removes_all_that_is_not_pinned(store: ArtefactStore) -> None:
    fill(store, 1, 2, 3)
    assert store.clear() == 900
    assert there(store, 1, 2, 3) == []
    assert store.stats().size_bytes == store.stats().entries == 0


def test_sweeping_removes_files_without_record_and_records_without_file(
    store: ArtefactStore, tmp_path: Path
) -> None:
    fill(store, 1, 2)
    found = store.get("clip", key(1))
    assert found is not None
    stray = Path(found.path).with_name("f" * 64 + ".mp4")
    stray.write_bytes(b"stray")
    Path(found.path).unlink()
    store.sweep()
    assert not stray.exists()
    assert (store.stats().entries, store.stats().size_bytes) == (1, 300)
    assert list((tmp_path / "cache" / "locks").iterdir()) == []


def test_sweeping_leaves_those_at_work_alone(store: ArtefactStore) -> None:
    def sweep_meanwhile(path: Path) -> JsonDict:
        store.sweep()
        return write_300_bytes(path)

    with store.lease("job") as lease:
        made = store.make("clip", key(1), ".mp4", sweep_meanwhile, lease=lease)
        store.sweep()
        assert store.clear() == 0
    assert made.size_bytes == 300


def test_pins_of_closed_leases_are_forgotten(store: ArtefactStore) -> None:
    for _ in range(5):
        fill(store, 1)
    store.sweep()
    assert store.clear() == 300


RECORDS = st.lists(
    st.builds(
        Record,
        kind=st.just("clip"), key=st.uuids().map(str), suffix=st.just(".mp4"), sha256=st.just(""),
        size_bytes=st.integers(0, 100), meta=st.just({}), made=st.just(0), used=st.integers(0, 50),
        pins=st.sets(st.sampled_from("abc")).map(tuple),
    )
)  # fmt: skip


@given(RECORDS, st.sets(st.sampled_from("abc")), st.integers(0, 500))
def test_victims_are_unpinned_old_enough_and_no_more_than_needed(
    records: list[Record], living: set[str], excess_bytes: int
) -> None:
    candidates = unpinned(records, living)
    gone = list(victims(candidates, excess_bytes))
    kept = [record for record in candidates if record not in gone]
    assert not any(set(record.pins) & living for record in gone)
    assert all(old.used <= young.used for old in gone for young in kept)
    assert sum(record.size_bytes for record in gone[:-1]) < excess_bytes or not gone
    assert not kept or sum(record.size_bytes for record in gone) >= excess_bytes
