"""An edited scene against the first render: what a person waits for after a change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.timing import Timing, measure
from core import bootstrap
from core.models import GenerationRequest, GenerationStats
from core.settings import Settings
from core.studio import Studio

PROMPT = "A calm 20 second spot for a plumber who answers at 3 am"


def rows(folder: Path, _runs: int) -> Iterator[tuple[str, str]]:
    """What was measured, line by line; one run, since a second would find everything made."""
    settings = Settings(data_dir=folder / "data")
    studio = bootstrap.open_studio(settings, takes_jobs=False)
    try:
        video_id = studio.create(GenerationRequest(prompt=PROMPT))
        first, stats = _timed(studio, video_id)
        yield "first render, 20 s at 1080×1920", f"{first.wall_s:.1f} s, peak {stats.peak_memory_mb:.0f} MB"
        yield "  seconds of work by stage", ", ".join(f"{k} {v:.1f}" for k, v in stats.stage_times_s.items())
        studio.edit_scene(video_id, 2, {"narration": "Nobody picks up the phone."})
        edited, stats = _timed(studio, video_id)
        yield (
            "one narration edited, rendered again",
            f"{edited.wall_s:.1f} s, {edited.wall_s / first.wall_s:.2f} × the first; "
            f"made: {', '.join(stats.artefacts_made)}",
        )
        again, _ = _timed(studio, video_id)
        yield "nothing changed, rendered again", f"{again.wall_s:.1f} s"
    finally:
        studio.close()


def _timed(studio: Studio, video_id: str) -> tuple[Timing, GenerationStats]:
    results = []
    timing = measure(lambda _: results.append(studio.render(video_id)), 1)
    return timing, results[0].generation_stats
