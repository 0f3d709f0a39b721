"""Five different jobs at once against the same five one after another, and the pages meanwhile."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

from bench.rendering.production import producing
from bench.timing import Timing, measure

JOBS, SCENES = 5, 2


def rows(folder: Path, clips: list[Path], ready: Path) -> Iterator[tuple[str, str]]:
    """What was measured, line by line; one run."""
    with producing(folder / "row", clips, ready, takes_jobs=True) as production:
        videos = [production.new_video(f"v{n}", SCENES, first_words=n) for n in range(JOBS)]
        alone = measure(lambda n: production.render(videos[n]), JOBS)
        one_by_one = Timing(wall_s=alone.wall_s * JOBS, cpu_s=alone.cpu_s * JOBS)
    with producing(folder / "crowd", clips, ready, takes_jobs=True, jobs_at_once=JOBS) as production:
        videos = [production.new_video(f"v{n}", SCENES, first_words=n) for n in range(JOBS)]
        ends: list[float] = []
        waits: list[float] = []
        done = Event()
        started = time.monotonic()

        def follow(video: str) -> None:
            production.render(video)
            ends.append(time.monotonic() - started)

        def ask() -> None:
            while not done.wait(0.5):
                asked = time.perf_counter()
                production.studio.videos()
                production.studio.describe(videos[0])
                waits.append(time.perf_counter() - asked)

        def all_at_once() -> None:
            threads = [Thread(target=follow, args=(video,)) for video in videos]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

        visitor = Thread(target=ask)
        visitor.start()
        together = measure(lambda _: all_at_once(), 1)
        done.set()
        visitor.join()
    yield (
        f"{JOBS} jobs at once, {SCENES} scenes each",
        f"{together.wall_s:.1f} s, {together.wall_s / one_by_one.wall_s:.2f} × one after another "
        f"({together.cpu_s / one_by_one.cpu_s:.2f} × by CPU)",
    )
    yield "  the first and the last of them done after", f"{min(ends):.1f} s, {max(ends):.1f} s"
    slow = sorted(waits)[int(0.95 * len(waits))]
    middle = statistics.median(waits)
    yield (
        "  what a page asks of the studio meanwhile",
        f"median {middle * 1e3:.0f} ms, 95 % {slow * 1e3:.0f} ms",
    )
