"""All threads share one connection to the index, and it never outlives or outstays its file."""

from __future__ import annotations

import gc
import os
import threading
from pathlib import Path

import psutil
import pytest

from core.artifacts.index import Index, Record
from core.artifacts.store import ArtefactStore
from core.errors import StorageError


def open_handles(folder: Path) -> int:
    """How often this process has the database of an index open; its side files do not count."""
    return sum(file.path == str(folder / "cache.db") for file in psutil.Process().open_files())


def keep(index: Index, name: str) -> None:
    with index.changing("Keeping") as records:
        turn = records.next_turn()
        record = Record(
            kind="clip", key=name, suffix=".mp4", size_bytes=1, sha256="", meta={}, made=turn, used=turn
        )
        records.save(record)


def names_in(index: Index) -> set[str]:
    with index.changing("Looking") as records:
        return {record.key for record in records.all()}


def test_threads_that_come_and_go_leave_one_file_open(tmp_path: Path) -> None:
    index = Index(tmp_path)
    threads = [threading.Thread(target=keep, args=(index, str(number))) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names_in(index) == {str(number) for number in range(20)}
    assert open_handles(tmp_path) == 1


def test_a_store_nobody_has_any_more_lets_go_of_its_index(tmp_path: Path) -> None:
    store = ArtefactStore(tmp_path, limit_bytes=1)
    assert store.stats().entries == 0
    assert open_handles(tmp_path / "index") == 1
    del store
    gc.collect()
    assert open_handles(tmp_path / "index") == 0


def test_a_change_that_fails_is_undone_and_the_next_one_works(tmp_path: Path) -> None:
    index = Index(tmp_path)
    keep(index, "before")

    def fail_halfway() -> None:
        with index.changing("Looking") as records:
            records.forget("clip", "before")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    keep(index, "after")
    assert names_in(index) == {"before", "after"}


def test_an_index_moved_away_under_a_working_store_is_not_written_to(tmp_path: Path) -> None:
    index = Index(tmp_path / "index")
    keep(index, "old")
    (tmp_path / "index").rename(tmp_path / "away")
    with pytest.raises(StorageError, match="cannot be written"):
        keep(index, "lost")
    other = Index(tmp_path / "index")
    keep(index, "new")
    assert names_in(other) == names_in(index) == {"new"}
    assert names_in(Index(tmp_path / "away")) == {"old"}


def test_a_thread_that_waits_too_long_for_another_is_told_so(tmp_path: Path) -> None:
    index, told = Index(tmp_path, timeout_s=0), []

    def look() -> None:
        with pytest.raises(StorageError, match="busy") as caught:
            names_in(index)
        told.append(caught.value.hint)

    with index.changing("Working"):
        other = threading.Thread(target=look)
        other.start()
        other.join()
    assert told == ["Try again in a minute."]
    assert names_in(index) == set()


@pytest.mark.filterwarnings(  # a thread at work is just what the test is about
    "ignore:.*multi-threaded, use of fork:DeprecationWarning"
)
def test_a_forked_child_neither_waits_for_its_parents_threads_nor_uses_their_connection(
    tmp_path: Path,
) -> None:
    index, at_work, go_on = Index(tmp_path, timeout_s=30), threading.Event(), threading.Event()
    keep(index, "parent's")

    def work() -> None:
        with index.changing("Working"):
            at_work.set()
            go_on.wait()

    worker = threading.Thread(target=work)
    worker.start()
    at_work.wait()
    child = os.fork()
    if child == 0:
        try:
            keep(index, "child's")
            os._exit(0 if names_in(index) == {"parent's", "child's"} else 1)
        finally:
            os._exit(2)
    go_on.set()
    worker.join()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    keep(index, "more")
    assert names_in(index) == {"parent's", "child's", "more"}
