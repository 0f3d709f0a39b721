"""What a day looks like with many workers: a simulation of discrete events, fitted to what was measured here.

`python -m bench fleet` prints the table of docs/scale.md. A video waits for a worker's slot, writes
its script, then waits for its clips, which begin at the rate that the provider allows and take as
long as it takes, while the worker's cores encode what has arrived. People ask more by day: the rate
follows a sine with its top at noon, three times the bottom at midnight.
"""

from __future__ import annotations

import heapq
import itertools
import math
import random
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

DAY_S = 86_400
SEED = 1


class Video(NamedTuple):
    """What one 20 s video takes, as measured; docs/scale.md says how each was."""

    clips: int = 4
    script_s: float = 12.0
    clip_s: float = 75.0
    clip_spread: float = 0.35
    cpu_s: float = 90.0
    rows: int = 125
    stored_mb: float = 62.0
    usd: float = 2.6


class Fleet(NamedTuple):
    """What there is to make them with."""

    workers: int
    videos_each: int
    cores_each: int
    clips_per_minute: float


class Day(NamedTuple):
    """How a day went."""

    done: int
    queue_median_s: float
    queue_95_s: float
    made_median_s: float
    cores_busy: float
    quota_busy: float


class Simulation:
    """Events in the order of their times."""

    def __init__(self, fleet: Fleet, video: Video, videos: int, chance: random.Random) -> None:
        self._fleet, self._video, self._chance = fleet, video, chance
        self._events: list[tuple[float, int, Callable[[float], None]]] = []
        self._numbers = itertools.count()
        self._waiting: deque[float] = deque()
        self._slots = fleet.workers * fleet.videos_each
        self._next_clip_at = 0.0
        self._cores: list[float] = [0.0] * (fleet.workers * fleet.cores_each)
        self._cpu_s = self._ordered = 0.0
        self.queued_s: list[float] = []
        self.made_s: list[float] = []
        for _ in range(videos):
            self._at(self._asked_at(), self._ask)

    def run(self) -> Day:
        """All of the day's videos, to the last one's end."""
        now = 0.0
        while self._events:
            now, _, happens = heapq.heappop(self._events)
            happens(now)
        length_s = max(now, DAY_S)
        return Day(
            done=len(self.made_s),
            queue_median_s=_share(self.queued_s, 0.5),
            queue_95_s=_share(self.queued_s, 0.95),
            made_median_s=_share(self.made_s, 0.5),
            cores_busy=self._cpu_s / (len(self._cores) * length_s),
            quota_busy=self._ordered / (self._fleet.clips_per_minute * length_s / 60),
        )

    def _asked_at(self) -> float:
        """Noon is three times as busy as midnight."""
        while True:
            moment = self._chance.uniform(0, DAY_S)
            if self._chance.random() < (2 - math.cos(2 * math.pi * moment / DAY_S)) / 3:
                return moment

    def _ask(self, now: float) -> None:
        self._waiting.append(now)
        self._begin(now)

    def _begin(self, now: float) -> None:
        while self._slots and self._waiting:
            self._slots -= 1
            asked = self._waiting.popleft()
            self.queued_s.append(now - asked)
            self._at(now + self._video.script_s, lambda at, asked=asked: self._film(at, asked))  # type: ignore[misc]

    def _film(self, now: float, asked: float) -> None:
        left = [self._video.clips]
        for _ in range(self._video.clips):
            self._at(self._clip_ends(now), lambda at: self._encode(at, asked, left))

    def _clip_ends(self, now: float) -> float:
        """The provider begins so many in a minute; each takes its time (log-normal)."""
        begins = max(now, self._next_clip_at)
        self._next_clip_at = begins + 60 / self._fleet.clips_per_minute
        self._ordered += 1
        return begins + self._chance.lognormvariate(math.log(self._video.clip_s), self._video.clip_spread)

    def _encode(self, now: float, asked: float, left: list[int]) -> None:
        """A clip that has arrived, on the core that is free first; the last one ends the video."""
        cpu_s = self._video.cpu_s / self._video.clips
        ends = max(now, self._cores[0]) + cpu_s
        heapq.heapreplace(self._cores, ends)
        self._cpu_s += cpu_s
        left[0] -= 1
        if not left[0]:
            self._at(ends, lambda at: self._done(at, asked))

    def _done(self, now: float, asked: float) -> None:
        self.made_s.append(now - asked)
        self._slots += 1
        self._begin(now)

    def _at(self, moment: float, happens: Callable[[float], None]) -> None:
        heapq.heappush(self._events, (moment, next(self._numbers), happens))


SCENARIOS = (
    (10, Fleet(workers=1, videos_each=3, cores_each=2, clips_per_minute=10)),
    (1_000, Fleet(workers=1, videos_each=1, cores_each=2, clips_per_minute=10)),
    (1_000, Fleet(workers=1, videos_each=3, cores_each=2, clips_per_minute=10)),
    (1_000, Fleet(workers=2, videos_each=3, cores_each=4, clips_per_minute=10)),
    (10_000, Fleet(workers=20, videos_each=3, cores_each=4, clips_per_minute=10)),
    (100_000, Fleet(workers=60, videos_each=6, cores_each=4, clips_per_minute=500)),
    (100_000, Fleet(workers=100, videos_each=6, cores_each=4, clips_per_minute=500)),
)
"""Videos a day, and what they are made with."""


def rows(_folder: Path, _runs: int) -> Iterator[tuple[str, str]]:
    """The table, line by line."""
    video = Video()
    for videos, fleet in SCENARIOS:
        day = Simulation(fleet, video, videos, random.Random(SEED)).run()
        each = f"{fleet.videos_each} videos and {fleet.cores_each} cores each"
        yield (
            f"{videos:,} a day",
            f"{fleet.workers} workers, {each}, {fleet.clips_per_minute:.0f} clips a minute",
        )
        yield "  waits for a worker, median, 95 %", f"{day.queue_median_s:.0f} s, {day.queue_95_s:.0f} s"
        yield "  asked to finished, median", f"{day.made_median_s / 60:.1f} min"
        yield "  cores, clip quota in use", f"{day.cores_busy:.0%}, {day.quota_busy:.0%}"
        yield "  models a day", f"${videos * video.usd:,.0f}"
        yield (
            "  new rows, storage a day",
            f"{videos * video.rows:,}, {videos * video.stored_mb / 1000:,.1f} GB",
        )


def _share(seconds: list[float], share: float) -> float:
    return sorted(seconds)[int(len(seconds) * share)] if seconds else 0.0
