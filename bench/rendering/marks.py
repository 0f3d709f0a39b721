"""The table of marks: `python -m bench rendering`. VVG_BENCH_ROUNDS sets how many rounds, 5 at first."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from bench.rendering import crowd, likeness
from bench.rendering.bare import SIZE
from bench.rendering.clips import make_clips, make_music
from bench.rendering.composing import Took, a_round, medians
from bench.rendering.memory import rendered_apart
from bench.rendering.production import SCENE_S, producing
from bench.rendering.straightforward import moviepy_video
from bench.timing import measure
from core.media.probe import probe

ROUNDS = 5
LONGEST, LONG = 8, 15
"""Scenes of a video as long as a brief may ask for, and of one three times as long as the usual one."""
EXCERPT_S = 2.0
"""Of each clip for MoviePy, which takes minutes for the whole; its ratio is by second of video."""
MARKS = {
    "everything new": 1.15,
    "last clip arrives, the others were there": 0.35,
    "one narration edited": 0.35,
}


def rows(folder: Path, _runs: int) -> Iterator[tuple[str, str]]:
    """What was measured, line by line."""
    clips, ready = make_clips(folder / "clips"), folder / "ready"
    number = int(os.environ.get("VVG_BENCH_ROUNDS", ROUNDS))
    with producing(folder / "warm", clips, ready) as production:  # voices and music are made here, once
        for video in (production.new_video("a"), production.new_video("b", spanish=True)):
            production.render(video)
    rounds = [a_round(folder / f"round{n}", clips, ready) for n in range(number)]
    took = medians(rounds)
    yield from map(_line, took.items())
    yield from _memory(folder, clips, ready)
    yield from _moviepy(folder, clips, ready, took)
    yield from crowd.rows(folder, clips, ready)
    yield from likeness.rows(folder, clips)


def _line(step: tuple[str, Took]) -> tuple[str, str]:
    name, took = step
    mark = f" (mark {MARKS[name]})" if name in MARKS else ""
    seconds = f"{took.wall_s:.1f} s, {took.cpu_s:.1f} s CPU"
    if not took.result:
        return f"{name}, {5 * SCENE_S:.0f} s of 1080×1920", seconds
    return f"{name}{mark}", f"{took.wall:.2f} × bare, {took.cpu:.2f} × by CPU; {seconds}; made {took.made}"


def _memory(folder: Path, clips: list[Path], ready: Path) -> Iterator[tuple[str, str]]:
    results = [rendered_apart(folder / f"{n}", clips, ready, n) for n in (len(clips), LONGEST, LONG)]
    peaks = [result.generation_stats for result in results]
    yield (
        "peak memory, app and encoders (mark 600 MB)",
        "; ".join(f"{peak.peak_memory_mb:.0f} MB for {peak.total_duration_s:.0f} s" for peak in peaks),
    )
    result, stats = results[-1], peaks[-1]
    info = probe(Path(result.final_video_path or ""))
    if info.video and info.audio:
        apart = abs(info.video.duration_s - info.audio.duration_s) * 30
        yield (
            f"picture and sound apart after {stats.total_duration_s:.0f} s (mark 1 frame)",
            f"{apart:.2f} frames",
        )
    times = ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in stats.stage_times_s.items())
    yield "  its seconds of work by stage", times


def _moviepy(
    folder: Path, clips: list[Path], ready: Path, took: dict[str, Took]
) -> Iterator[tuple[str, str]]:
    voice = next(iter(sorted(ready.glob("*.wav"), key=lambda path: path.stat().st_size)))
    music = make_music(folder / "music.wav", 5 * EXCERPT_S)
    font = next((folder / "warm").rglob("FiraGO-Bold.ttf"))
    lengths: list[float] = []
    words = "Water on the kitchen floor at three in the morning"
    theirs = measure(
        lambda _: lengths.append(moviepy_video(clips, words, voice, music, font, SIZE, EXCERPT_S)), 1
    )
    ours = took["everything new"]
    length_s = ours.result.generation_stats.total_duration_s if ours.result else 1.0
    wall = (theirs.wall_s / lengths[0]) / (ours.wall_s / length_s)
    cpu = (theirs.cpu_s / lengths[0]) / (ours.cpu_s / length_s)
    yield (
        f"MoviePy, an excerpt of {lengths[0]:.1f} s (mark 6)",
        f"{theirs.wall_s:.1f} s; by second of video ours is {wall:.1f} × faster, {cpu:.1f} × by CPU",
    )
