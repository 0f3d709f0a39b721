"""Several processes on one store: each artefact is made once, and the dead hold nothing back."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from core.artifacts.keys import artefact_key
from core.artifacts.store import ArtefactStore
from core.models import JsonDict

PROCESSES, KEYS = 4, 20
_spawn = multiprocessing.get_context("spawn")


def key(name: object) -> str:
    return artefact_key("clip", {"name": str(name)})


def start(function: Callable[..., None], *args: Any) -> BaseProcess:
    process = _spawn.Process(target=function, args=args, daemon=True)
    process.start()
    return process


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline, f"{path.name} never came"
        time.sleep(0.01)


def want_everything(folder: Path, notes: Path, shift: int) -> None:
    store = ArtefactStore(folder, limit_bytes=10**9)
    with store.lease(f"process {shift}") as lease:
        for turn in range(KEYS):
            number = (turn + shift) % KEYS

            def write(path: Path, number: int = number) -> JsonDict:
                with (notes / str(number)).open("a") as note:
                    note.write(f"{os.getpid()}\n")
                path.write_bytes(b"%d" % number * 1000)
                return {"number": number}

            artefact = store.make("clip", key(number), ".mp4", write, lease=lease)
            assert Path(artefact.path).read_bytes() == b"%d" % number * 1000
            assert artefact.meta == {"number": number}


def make_without_end(folder: Path, notes: Path) -> None:
    store = ArtefactStore(folder, limit_bytes=10**9)

    def write(path: Path) -> JsonDict:
        path.write_bytes(b"half")
        (notes / "at work").touch()
        time.sleep(600)
        return {}

    with store.lease("doomed") as lease:
        store.make("clip", key("pinned"), ".mp4", quickly, lease=lease)
        store.make("clip", key("slow"), ".mp4", write, lease=lease)


def make_then_stay(folder: Path, notes: Path) -> None:
    store = ArtefactStore(folder, limit_bytes=10**9)
    with store.lease("other") as lease:
        store.make("clip", key(1), ".mp4", quickly, lease=lease)
        (notes / "made").touch()
        wait_for(notes / "enough")


def quickly(path: Path) -> JsonDict:
    path.write_bytes(b"whole")
    return {}


def test_four_processes_make_each_of_twenty_artefacts_exactly_once(tmp_path: Path) -> None:
    folder, notes = tmp_path / "cache", tmp_path / "notes"
    notes.mkdir()
    processes = [start(want_everything, folder, notes, shift) for shift in range(PROCESSES)]
    for process in processes:
        process.join(timeout=120)
        assert process.exitcode == 0
    made = {path.name: len(path.read_text().splitlines()) for path in notes.iterdir()}
    assert made == {str(number): 1 for number in range(KEYS)}
    stats = ArtefactStore(folder, limit_bytes=10**9).stats()
    assert stats.entries == KEYS
    assert stats.misses == {"clip": KEYS}
    assert stats.hits == {"clip": KEYS * (PROCESSES - 1)}


def test_when_a_maker_is_killed_another_makes_it_and_no_temp_remains(tmp_path: Path) -> None:
    folder, notes = tmp_path / "cache", tmp_path / "notes"
    notes.mkdir()
    doomed = start(make_without_end, folder, notes)
    wait_for(notes / "at work")
    assert doomed.pid is not None
    store = ArtefactStore(folder, limit_bytes=10**9)
    store.sweep()
    assert len(list((folder / "temp").iterdir())) == 1, "a maker at work is left alone"
    assert store.clear() == 0, "what its lease pins stays"

    os.kill(doomed.pid, signal.SIGKILL)
    doomed.join()
    with store.lease("survivor") as lease:
        made = store.make("clip", key("slow"), ".mp4", quickly, lease=lease)
        assert not made.reused
        assert Path(made.path).read_bytes() == b"whole"
        assert store.clear() == len(b"whole"), "a dead lease pins nothing"
    store.sweep()
    assert list((folder / "temp").iterdir()) == []
    assert list((folder / "leases").iterdir()) == []


def test_sweeping_alone_clears_up_after_a_killed_maker(tmp_path: Path) -> None:
    folder, notes = tmp_path / "cache", tmp_path / "notes"
    notes.mkdir()
    doomed = start(make_without_end, folder, notes)
    wait_for(notes / "at work")
    assert doomed.pid is not None
    os.kill(doomed.pid, signal.SIGKILL)
    doomed.join()
    store = ArtefactStore(folder, limit_bytes=10**9)
    store.sweep()
    for part in ("temp", "locks", "leases"):
        assert list((folder / part).iterdir()) == []
    assert store.get("clip", key("pinned")) is not None
    assert store.get("clip", key("slow")) is None


def test_a_lease_of_another_process_pins_here_too(tmp_path: Path) -> None:
    folder, notes = tmp_path / "cache", tmp_path / "notes"
    notes.mkdir()
    other = start(make_then_stay, folder, notes)
    wait_for(notes / "made")
    store = ArtefactStore(folder, limit_bytes=1)
    assert store.evict() == 0
    (notes / "enough").touch()
    other.join(timeout=60)
    assert store.evict() == len(b"whole")
