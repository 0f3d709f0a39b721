"""The animatic against real time, at the size it films."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.timing import measure
from core.models import AspectRatio, Mood, SceneRole
from core.providers.video.animatic import Animatic
from core.providers.video.base import ClipRequest

SECONDS = 6.0


def rows(folder: Path, runs: int) -> Iterator[tuple[str, str]]:
    """What was measured, line by line."""
    model = Animatic()

    def film(number: int) -> None:
        request = ClipRequest(
            prompt="A plumber closes a valve under a kitchen sink at night. Camera: slow push in.",
            duration_s=SECONDS,
            aspect_ratio=AspectRatio.PORTRAIT,
            mood=Mood.CALM,
            role=SceneRole.HOOK,
            key_words="Burst pipe",
            subject="plumber",
            seed=number,
        )
        target = folder / f"clip{number}.mp4"
        model.collect(model.submit(request), request, target, lambda _: None)

    timing = measure(film, runs)
    yield "animatic, 6 s at 720×1280, one at a time", f"{SECONDS / timing.wall_s:.2f} × real time"
    yield "  the same by CPU time on two cores", f"{2 * SECONDS / timing.cpu_s:.2f} × real time"
