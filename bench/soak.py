"""Hours of work in a small model: a server that makes videos and shows pages, beside a worker that is killed
again and again; what memory, file handles, threads and temporary files are like in the end.

The server is never killed, so that what it gathers is seen; the worker's jobs it takes over. Videos are
real ones of drawn scenes in small frames. `SOAK_MINUTES=60 python -m bench soak`.
"""

from __future__ import annotations

import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from bench.server import ROOT, Server, Visitor, serving
from core import bootstrap
from core.models import GenerationRequest, Value
from core.operations.temp_size import size_of
from core.settings import Role, Settings
from core.storage.records import VideoStatus
from core.studio import Studio
from tests.room import ANY_ROOM

SEED, MINUTES = 8, 60.0
JOBS_AT_ONCE = 3
SAMPLE_EVERY_S, PAGE_EVERY_S = 5.0, 2.0
KILL_WITHIN_S = (10.0, 60.0)
ENDS_WITHIN_S = 240.0
_PAGES = ("create", "script_review", "clips", "history", "usage", "status")


class Sample(Value):
    """What the server holds at a moment."""

    minute: float
    memory_mb: float
    files: int
    threads: int


class Soak:
    """The load on a server, and what was seen."""

    def __init__(self, server: Server, studio: Studio, data_dir: Path) -> None:
        self._server, self._studio, self._data_dir = server, studio, data_dir
        self._process = psutil.Process(server.pid)
        self._chance = random.Random(SEED)
        self._asked: list[str] = []
        self._worker: subprocess.Popen[bytes] | None = None
        self._started = time.monotonic()
        self.samples: list[Sample] = []
        self.kills = self.pages = self.page_errors = 0

    def run(self, minutes: float) -> None:
        """Load it for that long, then let it come to rest."""
        self._started = time.monotonic()
        due = dict.fromkeys(("sample", "page", "kill"), self._started)
        while self._minute < minutes:
            now = time.monotonic()
            self._keep_busy()
            if now >= due["kill"]:
                self._kill_worker()
                due["kill"] = now + self._chance.uniform(*KILL_WITHIN_S)
            if now >= due["page"]:
                self._look_at_a_page()
                due["page"] = now + PAGE_EVERY_S
            if now >= due["sample"]:
                self._sample()
                due["sample"] = now + SAMPLE_EVERY_S
            time.sleep(0.2)
        self._rest()

    @property
    def results(self) -> dict[VideoStatus, int]:
        found = [self._studio.video(video_id).status for video_id in self._asked]
        return {status: found.count(status) for status in dict.fromkeys(found)}

    @property
    def temp_bytes(self) -> int:
        """What lies in the folders for unfinished work."""
        return size_of(self._data_dir / "temp") + size_of(self._data_dir / "cache" / "temp")

    @property
    def children(self) -> int:
        return len(self._process.children(recursive=True))

    @property
    def _minute(self) -> float:
        return (time.monotonic() - self._started) / 60

    def _keep_busy(self) -> None:
        while len(self._studio.active_jobs()) < JOBS_AT_ONCE:
            prompt = f"A calm spot for plumber number {len(self._asked)} who answers at 3 am"
            request = GenerationRequest(prompt=prompt, duration_s=8, music="none")
            self._asked.append(self._studio.create(request))
            self._studio.start(self._asked[-1])

    def _kill_worker(self) -> None:
        """`kill -9` of the worker and all it started, and another one in its place."""
        if self._worker is not None:
            self.end_worker()
            self.kills += 1
        command = [sys.executable, "-m", "bench.soak_process", "worker"]
        self._worker = subprocess.Popen(command, cwd=ROOT, env=_environment(self._data_dir))

    def end_worker(self) -> None:
        """As a power cut would."""
        if self._worker is not None:
            self._worker.send_signal(signal.SIGKILL)
            self._worker.wait()
            self._worker = None

    def _look_at_a_page(self) -> None:
        video = self._chance.choice(self._asked)
        visitor = Visitor(self._server)
        try:
            visitor.run(self._chance.choice(_PAGES), f"video={video}")
            self.pages += 1
        except RuntimeError:
            self.page_errors += 1
        finally:
            visitor.close()

    def _sample(self) -> None:
        with self._process.oneshot():
            self.samples.append(
                Sample(
                    minute=self._minute,
                    memory_mb=self._process.memory_info().rss / 1e6,
                    files=self._process.num_fds(),
                    threads=self._process.num_threads(),
                )
            )

    def _rest(self) -> None:
        """No new jobs, no worker; what is under way ends."""
        self.end_worker()
        until = time.monotonic() + ENDS_WITHIN_S
        while self._studio.active_jobs() and time.monotonic() < until:
            time.sleep(0.5)
        time.sleep(2)
        self._sample()


def rows(folder: Path, _runs: int) -> Iterator[tuple[str, str]]:
    """What was measured, line by line."""
    minutes = float(os.environ.get("SOAK_MINUTES", MINUTES))
    data_dir = folder / "data"
    environment = _environment(data_dir)
    words = ("bench.soak_process", "web")
    with serving(data_dir, words, environment) as server, _asking(data_dir) as studio:
        soak = Soak(server, studio, data_dir)
        try:
            soak.run(minutes)
        finally:
            soak.end_worker()
        yield from _told(soak, minutes)


def _told(soak: Soak, minutes: float) -> Iterator[tuple[str, str]]:
    ended = ", ".join(f"{count} {status}" for status, count in soak.results.items())
    yield f"{minutes:g} minutes", f"{ended}; {soak.kills} kills; {soak.pages} pages"
    yield "pages that failed", str(soak.page_errors)
    for what, unit, values in (
        ("memory of the server", "MB", [sample.memory_mb for sample in soak.samples]),
        ("open files of the server", "", [float(sample.files) for sample in soak.samples]),
        ("threads of the server", "", [float(sample.threads) for sample in soak.samples]),
    ):
        yield what, _course([sample.minute for sample in soak.samples], values, unit)
    yield "temporary files at the end", f"{soak.temp_bytes / 1e6:.2f} MB"
    yield "children of the server at the end", str(soak.children)


def _course(minutes: Sequence[float], values: Sequence[float], unit: str) -> str:
    """First, highest, last; and the slope after the first third, in which caches fill."""
    later = [(m, v) for m, v in zip(minutes, values, strict=True) if m >= minutes[-1] / 3]
    slope = statistics.linear_regression(*zip(*later, strict=True)).slope * 60 if len(later) > 2 else 0.0
    figures = f"{values[0]:.0f}, at most {max(values):.0f}, {values[-1]:.0f} at rest"
    return f"{figures} {unit}; {slope:+.1f} an hour after the first third"


@contextmanager
def _asking(data_dir: Path) -> Iterator[Studio]:
    """A studio that asks for jobs and does none."""
    studio = bootstrap.open_studio(Settings(data_dir=data_dir, role=Role.WEB), takes_jobs=False)
    try:
        yield studio
    finally:
        studio.close()


def _environment(data_dir: Path) -> dict[str, str]:
    own = {"VVG_DATA_DIR": str(data_dir), "VVG_LOG_LEVEL": "error", "VVG_MAX_CONCURRENT": "2"}
    return os.environ | ANY_ROOM | own
