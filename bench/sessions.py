"""A hundred browser sessions that read progress: what they cost the web process, and how long they wait.

`python -m bench sessions`: a web process on a real Postgres, VVG_BENCH_SESSIONS websockets (100) that
speak Streamlit's protocol as browsers do, each watching one of ten videos whose progress changes every
second. A session asks again when the page's own timer says so. VVG_BENCH_SECONDS (60) are measured,
after a first drawing of the page by each.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from bench.server import Server, connections, serving
from core import bootstrap
from core.models import GenerationRequest, ProgressUpdate, Stage
from core.settings import Role, Settings
from core.studio import Studio
from tests.postgres import PostgresServer

SESSIONS = int(os.environ.get("VVG_BENCH_SESSIONS", "100"))
SECONDS = float(os.environ.get("VVG_BENCH_SECONDS", "60"))
VIDEOS = 10
OPENED_AT_ONCE = 4
"""People do not all open the page in the same second."""
PAGE = "create"


def rows(folder: Path, _runs: int) -> Iterator[tuple[str, str]]:
    """What was measured, line by line."""
    postgres = PostgresServer(folder / "pg")
    try:
        url = postgres.new_database()
        settings = Settings(data_dir=folder / "data", database_url=url, role=Role.WEB)
        studio = bootstrap.open_studio(settings, takes_jobs=False)
        try:
            videos = [_being_made(studio, n) for n in range(VIDEOS)]
            with (
                _progressing(studio, videos),
                serving(settings.data_dir, environment=_environment(url)) as server,
            ):
                yield from asyncio.run(_measured(server, videos, url))
        finally:
            studio.close()
    finally:
        postgres.stop()


def _environment(url: str) -> dict[str, str]:
    return {**os.environ, "VVG_DATABASE_URL": url, "VVG_ROLE": Role.WEB.value, "VVG_REQUESTS_PER_MINUTE": "0"}


async def _measured(server: Server, videos: list[str], url: str) -> list[tuple[str, str]]:
    empty_mb = server.resident_mb
    sessions = [Session(videos[n % VIDEOS]) for n in range(SESSIONS)]
    door = asyncio.Semaphore(OPENED_AT_ONCE)
    first_s = await asyncio.gather(*(session.opened(server, door) for session in sessions))
    opened_mb, cpu_s, started = server.resident_mb, server.cpu_s, time.monotonic()
    await asyncio.gather(*(session.watch(SECONDS) for session in sessions))
    share = (server.cpu_s - cpu_s) / (time.monotonic() - started)
    watched_mb, lines = server.resident_mb, connections(url)
    waits = [wait for session in sessions for wait in session.waits_s]
    for session in sessions:
        await session.close()
    return [
        (f"{SESSIONS} sessions, the page's first drawing", _told(first_s)),
        (f"  its progress, asked {len(waits) / SECONDS:.0f} times a second", _told(waits)),
        ("  left without an answer", str(sum(session.is_waiting for session in sessions))),
        ("  the server's processor", f"{100 * share:.0f} % of a core"),
        (
            "  its memory",
            f"{empty_mb:.0f} MB before, {opened_mb:.0f} opened, {watched_mb:.0f} after {SECONDS:.0f} s",
        ),
        ("  connections to the database", f"{lines}, this program's own with them"),
    ]


class Session:
    """One browser tab that shows a video's progress."""

    def __init__(self, video_id: str) -> None:
        self._video_id = video_id
        self._every_s: dict[str, float] = {}
        self._socket: ClientConnection
        self.waits_s: list[float] = []
        self.is_waiting = False

    async def opened(self, server: Server, door: asyncio.Semaphore) -> float:
        """Open the page; the seconds until it was drawn."""
        async with door:
            address = f"ws://localhost:{server.port}/_stcore/stream"
            protocols: Any = ["streamlit"]
            # no pings of ours: a busy server's answer may take longer than their patience
            self._socket = await connect(address, subprotocols=protocols, max_size=None, ping_interval=None)
            return await self._asked("")

    async def watch(self, seconds: float) -> None:
        """Ask as the page's timers say, one after the other, for that long, or until the server hangs up."""
        with contextlib.suppress(ConnectionClosed):
            await self._watch(seconds)

    async def _watch(self, seconds: float) -> None:
        until, due = time.monotonic() + seconds, {name: time.monotonic() + s for name, s in self._timers()}
        while due and (at := min(due.values())) < until:
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            name = min(due, key=lambda name: due[name])
            self.waits_s.append(await self._asked(name))
            due = {n: due.get(n, time.monotonic() + s) for n, s in self._timers()}
            due[name] = max(at + self._every_s[name], time.monotonic())

    async def close(self) -> None:
        await self._socket.close()

    def _timers(self) -> list[tuple[str, float]]:
        return list(self._every_s.items())

    async def _asked(self, fragment: str) -> float:
        """Have the page, or a part of it, drawn; the seconds until its last element was here."""
        asked = BackMsg()
        asked.rerun_script.page_name = PAGE
        asked.rerun_script.query_string = f"video={self._video_id}"
        asked.rerun_script.fragment_id = fragment
        asked.rerun_script.is_auto_rerun = bool(fragment)
        started, self.is_waiting = time.perf_counter(), True
        await self._socket.send(asked.SerializeToString())
        while not self._is_over(ForwardMsg.FromString(bytes(await self._socket.recv()))):  # type: ignore[arg-type]  # always binary
            pass
        self.is_waiting = False
        return time.perf_counter() - started

    def _is_over(self, said: ForwardMsg) -> bool:
        kind = said.WhichOneof("type")
        if kind == "auto_rerun":
            self._every_s.setdefault(said.auto_rerun.fragment_id, said.auto_rerun.interval)
        if kind == "delta" and said.delta.new_element.WhichOneof("type") == "exception":
            raise RuntimeError(said.delta.new_element.exception.message)
        over = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
        return kind == "script_finished" and said.script_finished in over


def _being_made(studio: Studio, number: int) -> str:
    """A video that some worker seems to be making."""
    video_id = studio.create(GenerationRequest(prompt=f"A 20 second spot for a plumber on street {number}"))
    studio.write_script(video_id)
    history = studio._parts.history
    history.render_running(history.start_render(video_id, 1, {}))
    return video_id


@contextmanager
def _progressing(studio: Studio, videos: list[str]) -> Iterator[None]:
    """Their progress moves every second, as that of real ones does."""
    stop = threading.Event()

    def move() -> None:
        step = 0
        while not stop.wait(1.0):
            step += 1
            for video_id in videos:
                fraction = min(0.95, 0.1 + step / 1000)
                update = ProgressUpdate(
                    video_id=video_id, stage=Stage.CLIPS, fraction=fraction, message=f"Filming, moment {step}"
                )
                studio._parts.history.set_progress(update)

    thread = threading.Thread(target=move, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _told(seconds: list[float]) -> str:
    if not seconds:
        return "never"
    ordered = sorted(seconds)
    most_ms = 1000 * ordered[int(len(ordered) * 0.95)]
    return f"median {1000 * statistics.median(ordered):.0f} ms, 95 % below {most_ms:.0f} ms"
