"""What a machine has free, and when that is too little for a job."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import StorageError
from core.operations.cgroup import memory_limit
from core.operations.machine import ThisMachine
from core.operations.shortage import Wanted, shortage, wanted
from core.settings import load_settings
from tests.room import ANY_ROOM, PLENTY

WANTED = Wanted(memory_gb=1.5, disk_gb=5.0, most_load=8.0)


def test_there_is_no_shortage_where_there_is_plenty() -> None:
    assert shortage(PLENTY, WANTED) is None


@pytest.mark.parametrize(
    ("changes", "said", "setting"),
    [
        (
            {"free_memory_gb": 1.4},
            "Memory is short: 1.4 GB are free, 1.5 GB are wanted.",
            "MIN_FREE_MEMORY_GB",
        ),
        ({"free_disk_gb": 4.9}, "The disk is nearly full: 4.9 GB are free, 5.0 GB are", "MIN_FREE_DISK_GB"),
        ({"load": 8.1}, "The machine is busy: 8.1 tasks wait for each processor, 8.0 are", "MAX_LOAD"),
    ],
)
def test_what_is_short_is_said_with_what_to_do(changes: dict[str, float], said: str, setting: str) -> None:
    short = shortage(PLENTY.model_copy(update=changes), WANTED)
    assert short is not None and short.retryable
    assert short.message.startswith(said) and f"VVG_{setting}" in short.hint


def test_a_job_that_has_begun_goes_on_with_less_and_whatever_the_load() -> None:
    room = PLENTY.model_copy(update={"free_memory_gb": 0.6, "free_disk_gb": 2.0, "load": 50.0})
    assert shortage(room, WANTED) is not None
    assert shortage(room, WANTED.once_begun()) is None
    assert shortage(room.model_copy(update={"free_disk_gb": 1.0}), WANTED.once_begun()) is not None


def test_a_small_machine_is_not_asked_for_more_than_it_may_ever_have_free(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small = PLENTY.model_copy(update={"memory_gb": 2.0, "disk_gb": 8.0})
    for name in ANY_ROOM:
        monkeypatch.delenv(name)
    assert wanted(load_settings(), PLENTY) == WANTED
    assert wanted(load_settings(), small) == Wanted(memory_gb=1.0, disk_gb=2.0, most_load=8.0)
    monkeypatch.setenv("VVG_MIN_FREE_MEMORY_GB", "1000")
    assert wanted(load_settings(), small).memory_gb == 1000, "who names a figure means it"


def test_nothing_wanted_is_always_there() -> None:
    room = PLENTY.model_copy(update={"free_memory_gb": 0.0, "free_disk_gb": 0.0, "load": 99.0})
    assert shortage(room, Wanted(memory_gb=0, disk_gb=0, most_load=0)) is None


def test_this_machine_has_some_room(tmp_path: Path) -> None:
    room = ThisMachine(tmp_path).room()
    assert 0 < room.free_memory_gb <= room.memory_gb
    assert room.free_disk_gb > 0 and room.load >= 0
    with pytest.raises(StorageError, match="reached"):
        ThisMachine(tmp_path / "gone").room()


def group(folder: Path, **files: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)


def test_the_tightest_of_nested_containers_counts_without_idle_file_pages(tmp_path: Path) -> None:
    own, mount = tmp_path / "cgroup", tmp_path / "mount"
    own.write_text("0::/pod/app\n")
    stat = "anon 5\ninactive_file 300\nactive_file 7\n"
    group(mount / "pod/app", memory__max="max\n", memory__current="800", memory__stat=stat)
    group(mount / "pod", memory__max="2000\n", memory__current="900", memory__stat=stat)
    limit = memory_limit(own, mount)
    assert limit is not None
    assert (limit.limit_bytes, limit.used_bytes, limit.free_bytes) == (2000, 600, 1400)


def test_the_first_version_of_control_groups_is_understood_too(tmp_path: Path) -> None:
    own, mount = tmp_path / "cgroup", tmp_path / "mount"
    own.write_text("9:name=systemd:/\n4:memory:/docker/abc\n0::/\n")
    files = {"memory__limit_in_bytes": "1000", "memory__usage_in_bytes": "700"}
    group(mount / "memory", memory__stat="total_inactive_file 100\n", **files)  # as a container sees its own
    limit = memory_limit(own, mount)
    assert limit is not None and limit.free_bytes == 400
    group(mount / "memory", memory__limit_in_bytes="9223372036854771712")
    assert memory_limit(own, mount) is None


def test_no_control_groups_are_no_limit(tmp_path: Path) -> None:
    assert memory_limit(tmp_path / "none", tmp_path) is None
    (tmp_path / "cgroup").write_text("0::/\n")
    assert memory_limit(tmp_path / "cgroup", tmp_path / "mount") is None
