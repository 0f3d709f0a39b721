"""Processes that race for the last dollars: how many paid orders reach the provider under a cap for ten.

Every process opens the same database, has its share of a hundred different clips to order, and orders
them one after the other as the film stage does. What counts is what the fake Google was asked.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator
from pathlib import Path

from core import bootstrap
from core.artifacts.keys import artefact_key
from core.errors import BudgetExceeded
from core.models import AspectRatio, JsonDict
from core.providers.purpose import Purpose, paying_for
from core.providers.video.base import ClipRequest
from core.settings import load_settings
from tests.fakes.google.production import production_settings
from tests.fakes.google.server import FakeGoogle

PROCESSES, ORDERS, ROOM_FOR = 8, 100, 10
_ORDER = ":predictLongRunning"


def rows(folder: Path, _runs: int) -> Iterator[tuple[str, str]]:
    """Orders that went out against those that there was money for."""
    with FakeGoogle() as google:
        settings = production_settings(google, folder) | {"VVG_VIDEO_MODEL": "veo-3.1-lite-generate-001"}
        price_usd = _price_usd(settings)
        settings["VVG_DAILY_BUDGET_USD"] = f"{ROOM_FOR * price_usd + price_usd / 2:.6f}"
        spawn = multiprocessing.get_context("spawn")
        told: multiprocessing.Queue[JsonDict] = spawn.Queue()
        ready = spawn.Barrier(PROCESSES)
        racers = [
            spawn.Process(target=_race, args=(settings, number, ready, told)) for number in range(PROCESSES)
        ]
        started = time.monotonic()
        for racer in racers:
            racer.start()
        results = [told.get() for _ in racers]
        for racer in racers:
            racer.join()
        yield (
            f"{PROCESSES} processes, {ORDERS} clips wanted, money for {ROOM_FOR}",
            f"{len(google.calls_to(_ORDER))} orders reached the provider",
        )
        yield "  taken, turned away by the budget", f"{_sum(results, 'taken')}, {_sum(results, 'refused')}"
        yield "  took", f"{time.monotonic() - started:.1f} s with the processes' start"


def _sum(results: list[JsonDict], name: str) -> int:
    return sum(int(result[name]) for result in results)


def _request(number: int) -> ClipRequest:
    return ClipRequest(prompt=f"A cup, number {number}", duration_s=4, aspect_ratio=AspectRatio.PORTRAIT)


def _price_usd(settings: dict[str, str]) -> float:
    os.environ.update(settings)
    parts = bootstrap.make_parts(load_settings(_env_file=None))
    return parts.video.price_usd(_request(0))


def _race(settings: dict[str, str], number: int, ready: object, told: object) -> None:
    os.environ.update(settings)
    bootstrap.start_logging(load_settings(_env_file=None), quiet=True)
    parts = bootstrap.make_parts(load_settings(_env_file=None))
    taken = refused = 0
    ready.wait()  # type: ignore[attr-defined]  # a Barrier of another context
    for clip in range(number, ORDERS, PROCESSES):
        request = _request(clip)
        key = artefact_key("clip", {"request": request})
        parts.history.begin_operation(
            key,
            video_id=f"race-{number}",
            scene_id="s1",
            model="veo",
            estimated_usd=parts.video.price_usd(request),
        )
        try:
            with paying_for(Purpose(video_id=f"race-{number}", scene_id="s1", operation_key=key)):
                parts.history.operation_submitted(key, parts.video.submit(request))
            taken += 1
        except BudgetExceeded:
            parts.history.operation_failed(key)
            refused += 1
    told.put({"taken": taken, "refused": refused})  # type: ignore[attr-defined]  # a Queue of another context
