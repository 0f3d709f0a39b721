"""One round of composing: bare ffmpeg, everything new, then one change after another.

Every figure of a round is a ratio to the bare ffmpeg of the same round, so that a busy machine
burdens both; the medians are over the rounds.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from bench.rendering.bare import bare
from bench.rendering.production import Production, insisted, producing
from bench.timing import Timing, measure
from core.models import GenerationResult, JsonDict

READY_BUT_ONE = 4 + 3 + 1
"""Bodies, transitions and the sound: what is made of five scenes while the last clip is awaited."""
_ENOUGH_S = 1_800.0


class Took(NamedTuple):
    """What a step took, against bare ffmpeg, and what it made."""

    wall: float
    cpu: float
    wall_s: float
    cpu_s: float
    made: str
    result: GenerationResult | None


def a_round(folder: Path, clips: list[Path], ready: Path) -> dict[str, Took]:
    """All steps by name, in order."""
    folder.mkdir(parents=True)
    plain = measure(lambda _: bare(clips, folder / "bare.mp4"), 1)
    took = {"bare ffmpeg": Took(1, 1, plain.wall_s, plain.cpu_s, "", None)}

    def step(name: str, work: Callable[[], GenerationResult]) -> None:
        results: list[GenerationResult] = []
        timing = measure(lambda _: results.append(work()), 1)
        took[name] = _took(timing, plain, results[0])

    with producing(folder / "data", clips, ready) as production:
        _steps(production, step)
    with producing(folder / "late", clips, ready) as production:
        took["last clip arrives, the others were there"] = _late(production, plain)
    return took


def medians(rounds: list[dict[str, Took]]) -> dict[str, Took]:
    """The middle of each figure over the rounds."""
    return {
        name: last._replace(
            **{f: statistics.median(getattr(r[name], f) for r in rounds) for f in Took._fields[:4]}
        )
        for name, last in rounds[-1].items()
    }


def _steps(production: Production, step: Callable[[str, Callable[[], GenerationResult]], None]) -> None:
    studio, video = production.studio, production.new_video("first")
    step("everything new", lambda: production.render(video))
    filmed = production.camera.filmed
    studio.edit_scene(video, 3, {"narration": "We answer at once."})
    step("one narration edited", lambda: production.render(video))
    styled = production.new_video("styled", caption_style="minimal")
    step("only the caption style is another", lambda: production.render(styled))
    scored = production.new_video("scored", music="energetic")
    step("only the music is another", lambda: production.render(scored))
    step("a second ratio, 1:1", lambda: production.render(video, "1:1"))
    translated = production.new_video("translated", spanish=True)
    step("a second language", lambda: production.render(translated))
    step("nothing changed", lambda: production.render(video))
    if production.camera.filmed != filmed:
        raise RuntimeError("a change had clips made again")


def _late(production: Production, plain: Timing) -> Took:
    production.camera.holding = "4"
    results: list[GenerationResult] = []
    video = production.new_video("late")
    waiting = Thread(target=lambda: results.append(production.studio.render(video)))
    waiting.start()
    _wait_for(lambda: production.made() >= READY_BUT_ONE)

    def release() -> None:
        production.camera.release.set()
        waiting.join()

    timing = measure(lambda _: release(), 1)
    return _took(timing, plain, insisted(results[0]))


def _wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + _ENOUGH_S
    while not condition():
        if time.monotonic() > until:
            raise RuntimeError("what should be ready before the last clip is not")
        time.sleep(0.2)


def _took(timing: Timing, plain: Timing, result: GenerationResult) -> Took:
    stats: JsonDict = {}
    for name in result.generation_stats.artefacts_made:
        kind = name.partition(":")[0]
        stats[kind] = stats.get(kind, 0) + 1
    made = ", ".join(f"{count} {kind}" for kind, count in stats.items())
    return Took(
        timing.wall_s / plain.wall_s, timing.cpu_s / plain.cpu_s, timing.wall_s, timing.cpu_s, made, result
    )
