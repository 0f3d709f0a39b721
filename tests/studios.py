"""Studios for tests: the real bootstrap in a folder of its own, with other parts where asked."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core import bootstrap
from core.models import FrameSize, choices
from core.settings import Settings
from core.studio import Studio


def settings_in(folder: Path) -> Settings:
    """Settings that touch nothing outside the folder; a busy machine makes no job wait."""
    return Settings(data_dir=folder / "data", max_load=0, _env_file=None)


@contextlib.contextmanager
def studio_in(
    folder: Path, *, takes_jobs: bool = False, settings: Settings | None = None, **others: Any
) -> Iterator[Studio]:
    """An open studio, closed at the end. It delivers in small frames: a sixteenth of the pixels to encode."""
    with small_frames():
        studio = bootstrap.open_studio(settings or settings_in(folder), takes_jobs=takes_jobs, **others)
        try:
            yield studio
        finally:
            studio.close()


@contextlib.contextmanager
def small_frames() -> Iterator[None]:
    """Every ratio's delivery format with a quarter of its sides, even ones."""
    with pytest.MonkeyPatch.context() as patch:
        for ratio, size in tuple(choices._SIZES.items()):
            patch.setitem(choices._SIZES, ratio, FrameSize(*(round(side / 8) * 2 for side in size)))
        yield
