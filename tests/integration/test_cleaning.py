"""Cleaning: what is over goes, what is at work or fresh stays."""

from __future__ import annotations

import os
import time
from pathlib import Path

from core.cleaning import cleaning
from core.models import GenerationRequest
from tests.fakes.models import QuickVideo
from tests.studios import studio_in


def test_temp_files_of_what_is_over_go_and_others_stay(tmp_path: Path) -> None:
    with studio_in(tmp_path, video=QuickVideo()) as studio:
        parts = studio._parts
        temp = parts.settings.temp_dir
        video_id = studio.create(GenerationRequest(prompt="A spot for a bakery", duration_s=8))
        active = parts.history.start_render(video_id, 1, {})
        for name in (active, "over"):
            (temp / name).mkdir()
        for name in ("fresh.ass", "old.ass"):
            (temp / name).touch()
        old = time.time() - 7200
        os.utime(temp / "old.ass", (old, old))
        chore, jobs = cleaning(parts)
        assert jobs.work() == {"jobs": 0}
        assert chore.work()["temp_folders"] == 2
        assert {path.name for path in temp.iterdir()} == {"children", active, "fresh.ass"}
