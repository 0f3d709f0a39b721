"""What ten different videos were estimated to cost against what they did, over the fake Google.

First the estimate of the brief alone, then the one of its script, then the ledger: script, voices and
clips are really ordered; the rest of a video costs nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from core import bootstrap
from core.intake import read_request
from core.models import JsonDict
from core.settings import load_settings
from tests.fakes.google.production import production_settings
from tests.fakes.google.server import FakeGoogle
from tests.fakes.google.video import FakeCamera

BRIEFS: tuple[JsonDict, ...] = (
    {"prompt": "A calm spot for a plumber", "duration_s": 8},
    {"prompt": "Our new eco bottle for runners", "duration_s": 12, "platform": "instagram"},
    {"prompt": "Why our bakery opens at five", "duration_s": 15, "voice_style": "warm"},
    {"prompt": "A law firm that answers in a day", "duration_s": 20, "platform": "linkedin"},
    {"prompt": "Summer sale of a bike shop", "duration_s": 10, "aspect_ratio": "1:1"},
    {"prompt": "Un anuncio para una panadería", "duration_s": 12, "language": "es"},
    {"prompt": "Eine ruhige Werbung für ein Hotel", "duration_s": 16, "language": "de"},
    {"prompt": "Omni films a new coffee", "duration_s": 9, "video_model": "gemini-omni-1.1-flash"},
    {"prompt": "A yoga studio at dawn", "duration_s": 30, "video_model": "veo-3.1-lite-generate-001"},
    {"prompt": "Drawn for nothing", "duration_s": 10, "video_model": "animatic"},
)


def rows(folder: Path, _runs: int) -> Iterator[tuple[str, str]]:
    """A line a video."""
    with FakeGoogle() as google:
        FakeCamera.of(google).polls_needed = 0
        more = {"VVG_DAILY_BUDGET_USD": "1000", "VVG_CATALOGUE": str(_without_spend_limit(folder))}
        os.environ.update(production_settings(google, folder) | more)
        studio = bootstrap.open_studio(load_settings(_env_file=None), takes_jobs=False)
        try:
            for fields in BRIEFS:
                request = read_request(fields)
                brief = studio.estimate(request)
                video_id = studio.create(request)
                studio.write_script(video_id)
                written_usd = studio._parts.history.spent_usd(video_id)
                script = studio.price(video_id)
                for number in range(1, script.clips + 1):
                    studio.regenerate(video_id, number)
                actual_usd = studio._parts.history.spent_usd(video_id)
                yield (
                    f"{request.prompt[:34]}, {request.duration_s:.0f} s",
                    f"brief ${brief.low_usd:.3f} / {brief.total_usd:.3f} / {brief.high_usd:.3f}, "
                    f"script ${written_usd + script.total_usd:.3f}, actual ${actual_usd:.3f}",
                )
        finally:
            studio.close()


def _without_spend_limit(folder: Path) -> Path:
    """Ten videos in a minute would wait for the ten-minute limit of a new account."""
    file = folder / "catalogue.toml"
    file.write_text('[[quota]]\nid = "spend-in-ten-minutes"\nmost = 1000\n', encoding="utf-8")
    return file
