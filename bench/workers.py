"""Workers on a real Postgres and one storage over the fake Google: how they scale, what kills cost.

`python -m bench workers` makes VVG_BENCH_VIDEOS videos (20) with each of 1, 2 and 4 workers, two at
once each, the clips taking 20 s at the provider. `python -m bench takeover` makes them once more with two
workers, one at once each, while one after the other is killed (VVG_BENCH_KILLS, 30) and Postgres
restarts three times. Every order that the fake got is paid, so orders beyond the clips are money spent twice.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench.server import connections
from bench.team import Worker, can_be_machines
from core import bootstrap
from core.errors import AppError
from core.models import GenerationRequest
from core.settings import Role, load_settings
from core.storage.engine import open_engine
from core.storage.history import History
from core.storage.records import OperationState, VideoStatus
from core.studio import Studio
from tests.fakes.google.production import production_settings
from tests.fakes.google.server import FakeGoogle
from tests.fakes.google.video import FakeCamera
from tests.postgres import PostgresServer

VIDEOS = int(os.environ.get("VVG_BENCH_VIDEOS", "20"))
KILLS = int(os.environ.get("VVG_BENCH_KILLS", "30"))
RESTARTS = 3
SEED = 7
POLLS_FOR_20_S = 4
"""The product asks every 5 s whether a clip is ready."""
NO_LIMITS = {"VVG_JOBS_PER_PERSON": "0", "VVG_ACTIONS_PER_HOUR": "0", "VVG_DAILY_BUDGET_USD": "1000"}
"""One person asks for everything here."""
ORDER = ":predictLongRunning"
PROMPT = "A calm 8 second spot for a plumber who answers at {} am"


class Shop:
    """A Postgres, a Google, workers, and the web process that asks: this one."""

    def __init__(self, server: PostgresServer, google: FakeGoogle, folder: Path, at_once: int) -> None:
        self.server, self.google, self.folder = server, google, folder
        self.url = server.new_database()
        FakeCamera.of(google).polls_needed = POLLS_FOR_20_S
        self._asked_before = len(google.calls_to(ORDER))
        self.values = production_settings(google, folder / "data") | {
            "VVG_DATABASE_URL": self.url,
            "VVG_STORAGE_URL": f"file://{folder}/storage",
            "VVG_MAX_CONCURRENT": str(at_once),
            "VVG_LOG_LEVEL": "error",
            **NO_LIMITS,
        }
        self.is_machines = can_be_machines()
        self.workers: list[Worker] = []

    def hire(self, number: int) -> None:
        others = {k: v for k, v in os.environ.items() if not k.startswith(("VVG_", "GOOGLE_"))}
        for n in range(number):
            own = {"VVG_ROLE": "worker", "VVG_DATA_DIR": str(self.folder / f"machine-{n}")}
            self.workers.append(
                Worker(f"machine-{n}", others | self.values | own, is_machine=self.is_machines)
            )

    @contextmanager
    def web(self) -> Iterator[Studio]:
        """The studio of a web process."""
        os.environ.update(self.values | {"VVG_ROLE": Role.WEB})
        studio = bootstrap.open_studio(load_settings(), takes_jobs=False)
        try:
            yield studio
        finally:
            studio.close()

    @property
    def orders(self) -> int:
        return len(self.google.calls_to(ORDER)) - self._asked_before

    def close(self) -> None:
        for worker in self.workers:
            worker.kill()


@contextmanager
def _shop(folder: Path, *, at_once: int) -> Iterator[Shop]:
    server = PostgresServer(folder / "pg")
    with FakeGoogle() as google:
        shop = Shop(server, google, folder, at_once)
        try:
            yield shop
        finally:
            shop.close()
            server.stop()


def scaling(folder: Path, _runs: int) -> Iterator[tuple[str, str]]:
    """Videos an hour with 1, 2 and 4 workers."""
    alone_s = 0.0
    for number in (1, 2, 4):
        (folder / str(number)).mkdir()
        with _shop(folder / str(number), at_once=2) as shop, shop.web() as studio:
            shop.hire(number)
            _wait_for_workers(shop, number)
            started = time.monotonic()
            ids = _ask(studio)
            reads = _follow(studio, ids)
            took_s = time.monotonic() - started
            alone_s = alone_s or took_s
            done = sum(studio.video(v).status is VideoStatus.DONE for v in ids)
            pace = f"{3600 * done / took_s:.0f} an hour, {alone_s / took_s:.2f} × one worker"
            yield f"{number} workers", f"{done} of {len(ids)} done in {took_s:.0f} s, {pace}"
            yield "  clips ordered, clips there are", f"{shop.orders}, {_clips(shop)}"
            yield "  a job as a page reads it", _percentiles(reads)
            yield "  connections to the database", f"{connections(shop.url)}, a web process's with them"
            yield "  told to end, a worker ends in", f"{shop.workers[0].leave():.1f} s"


def takeover(folder: Path, _runs: int) -> Iterator[tuple[str, str]]:
    """Kills and restarts in the middle of the work of two workers."""
    chance = random.Random(SEED)
    with _shop(folder, at_once=1) as shop, shop.web() as studio:
        shop.hire(2)
        _wait_for_workers(shop, 2)
        started = time.monotonic()
        ids = _ask(studio)
        trouble = Trouble(shop, chance)
        decisions = 0
        reads: list[float] = []
        while any(studio.is_active(v) for v in ids):
            trouble.go_on()
            reads += _read(studio, ids)
            for v in ids:
                decisions += _decide(studio, v)
            time.sleep(0.1)
        done = sum(studio.video(v).status is VideoStatus.DONE for v in ids)
        yield "machines apart", "yes" if shop.is_machines else "no: one machine"
        yield "done", f"{done} of {len(ids)} in {time.monotonic() - started:.0f} s"
        yield "kills, restarts of Postgres", f"{trouble.kills}, {trouble.restarts}"
        yield "starts of workers", str(sum(worker.starts for worker in shop.workers))
        yield "clips ordered, clips there are", f"{shop.orders}, {_clips(shop)}"
        yield "unknown outcomes that a person had to decide", str(decisions)
        yield "takeovers, median, longest", _takeovers(trouble.takeovers_s)
        yield "a job as a page reads it", _percentiles(reads)


class Trouble:
    """Kills at random moments, restarts in between, and how long the killed one's work lay idle."""

    def __init__(self, shop: Shop, chance: random.Random) -> None:
        self._shop, self._chance = shop, chance
        self.kills = self.restarts = 0
        self.takeovers_s: list[float] = []
        self._next = time.monotonic() + 10
        self._orphans: dict[str, float] = {}
        self._back: list[tuple[float, Worker]] = []

    def go_on(self) -> None:
        """Do what is due now."""
        now = time.monotonic()
        self._see_takeovers(now)
        for at, worker in list(self._back):
            if now >= at:
                worker.keep_running()
                self._back.remove((at, worker))
        for worker in self._shop.workers:
            if all(worker is not away for _, away in self._back):
                worker.keep_running()  # it counted itself out
        if now >= self._next and self.kills < KILLS:
            self._strike(now)

    def _strike(self, now: float) -> None:
        self._next = now + self._chance.uniform(4, 11)
        if self.restarts < RESTARTS and self.kills >= (self.restarts + 1) * KILLS // (RESTARTS + 1):
            self._shop.server.restart()
            self.restarts += 1
            return
        worker = self._chance.choice(self._shop.workers)
        alive = _ready(self._shop.url)
        if not {worker.name} < alive:
            return  # somebody must be there to take over, or the wait says nothing
        mine = [name for name in _busy(self._shop.url) if name.startswith(f"{worker.name}-")]
        worker.kill()
        self.kills += 1
        self._orphans |= {name: time.monotonic() for name in mine}
        self._back.append((now + self._chance.uniform(0, 10), worker))

    def _see_takeovers(self, now: float) -> None:
        if not self._orphans:
            return
        busy = _busy(self._shop.url)
        for name in [name for name in self._orphans if name not in busy]:
            self.takeovers_s.append(now - self._orphans.pop(name))


def _busy(url: str) -> set[str]:
    """The executors that have work in the middle; none while the database is away."""
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            rows = connection.execute(
                "SELECT DISTINCT executor_id FROM dbos.workflow_status WHERE status = 'PENDING'"
            )
            return {str(name) for (name,) in rows}
    except psycopg.Error:
        return {"nobody knows"}


def _ready(url: str) -> set[str]:
    """The workers that hold their locks; none while the database is away."""
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            rows = connection.execute(
                "SELECT substring(application_name from '^machine-[0-9]+') FROM pg_stat_activity a "
                "JOIN pg_locks l USING (pid) WHERE l.locktype = 'advisory' AND l.granted"
            )
            return {str(name) for (name,) in rows if name}
    except psycopg.Error:
        return set()


def _wait_for_workers(shop: Shop, number: int) -> None:
    while len(_ready(shop.url)) < number:
        time.sleep(0.2)


def _ask(studio: Studio) -> list[str]:
    ids = []
    for number in range(VIDEOS):
        request = GenerationRequest(prompt=PROMPT.format(number), duration_s=8, music="none")
        ids.append(studio.create(request, f"v{number}"))
        studio.start(ids[-1])
    return ids


def _follow(studio: Studio, ids: list[str]) -> list[float]:
    reads: list[float] = []
    while any(studio.is_active(v) for v in ids):
        reads += _read(studio, ids)
        time.sleep(0.5)
    return reads


def _read(studio: Studio, ids: list[str]) -> list[float]:
    """Seconds that one job's page reads for."""
    started = time.perf_counter()
    try:
        studio.job(random.choice(ids))
    except AppError:
        return []
    return [time.perf_counter() - started]


def _decide(studio: Studio, video_id: str) -> int:
    """What a person does who is told of an unknown outcome: look, and order once more."""
    result = studio.last_result(video_id)
    if result is None or result.error_details is None:
        return 0
    if result.error_details.kind != "OutcomeUnknown":
        sys.stderr.write(f"{video_id}: {result.error_details}\n")
    studio.again(video_id, retry_unknown=True)
    return 1


def _clips(shop: Shop) -> int:
    history = History(open_engine(shop.url))
    try:
        calls = [call for n in range(VIDEOS) for call in history.operations(f"v{n}")]
        return sum(call.state is OperationState.COLLECTED and call.estimated_usd > 0 for call in calls)
    finally:
        history.close()


def _percentiles(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    most_s = ordered[int(len(ordered) * 0.95)]
    return f"median {1000 * statistics.median(ordered):.0f} ms, 95 % below {1000 * most_s:.0f} ms"


def _takeovers(seconds: list[float]) -> str:
    if not seconds:
        return "none"
    return f"{len(seconds)}, {statistics.median(seconds):.1f} s, {max(seconds):.1f} s"
