"""Jobs on a machine that is short of something: they wait, say so, and go on by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.models import GenerationRequest
from core.stages import waiting
from core.storage.records import VideoStatus
from core.studio import Studio
from tests.fakes.models import QuickVideo
from tests.room import FakeMachine
from tests.studios import settings_in, studio_in
from tests.waiting import wait_until

BRIEF = GenerationRequest(prompt="A calm spot for a plumber who answers at 3 am", duration_s=8, music="none")


@pytest.fixture(autouse=True)
def _usual_wishes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MIN_FREE_MEMORY_GB", "MIN_FREE_DISK_GB", "MAX_LOAD"):
        monkeypatch.delenv(f"VVG_{name}")
    monkeypatch.setattr(waiting, "FIRST_LOOK_S", 0.1)
    monkeypatch.setattr(waiting, "LONGEST_LOOK_S", 0.1)


@pytest.fixture
def machine() -> FakeMachine:
    return FakeMachine()


@pytest.fixture
def film() -> QuickVideo:
    return QuickVideo()


@pytest.fixture
def studio(tmp_path: Path, machine: FakeMachine, film: QuickVideo) -> Iterator[Studio]:
    settings = settings_in(tmp_path).model_copy(update={"max_load": 8.0})
    with studio_in(tmp_path, takes_jobs=True, video=film, machine=machine, settings=settings) as opened:
        yield opened


def test_a_job_waits_for_memory_says_so_and_goes_on_by_itself(studio: Studio, machine: FakeMachine) -> None:
    machine.has(free_memory_gb=0.9)
    video_id = studio.create(BRIEF)
    studio.start(video_id)
    wait_until(lambda: "Memory is short: 0.9 GB are free, 1.5 GB are wanted." in _said(studio, video_id))
    job = studio.job(video_id)
    assert job is not None and job.status is VideoStatus.WAITING
    assert job.error is not None and job.error.message == job.message
    assert studio.meters().waiting == 1 and studio.meters().running == 0, "others may have its place"
    machine.has()
    wait_until(lambda: _status(studio, video_id) is VideoStatus.DONE)
    stats = studio.last_result(video_id)
    assert stats is not None and 0 < stats.generation_stats.peak_temp_mb < 100


def test_a_job_pauses_in_the_middle_and_uses_what_was_made(
    studio: Studio, machine: FakeMachine, film: QuickVideo
) -> None:
    film.on_collect = lambda _: machine.has(free_disk_gb=0.2)
    video_id = studio.create(BRIEF)
    studio.start(video_id)
    wait_until(lambda: _status(studio, video_id) is VideoStatus.WAITING)
    job = studio.job(video_id)
    assert job is not None and job.error is not None and "disk is nearly full" in job.error.message
    film.on_collect = lambda _: None
    machine.has()
    wait_until(lambda: _status(studio, video_id) is VideoStatus.DONE)
    assert len(film.submitted) == len(studio.write_script(video_id).scenes), "no clip was filmed twice"


def test_a_job_without_room_can_be_cancelled_and_started_anyway(studio: Studio, machine: FakeMachine) -> None:
    machine.has(load=9.0)
    video_id = studio.create(BRIEF)
    studio.start(video_id)
    wait_until(lambda: _status(studio, video_id) is VideoStatus.WAITING)
    assert studio.cancel(video_id)
    wait_until(lambda: _status(studio, video_id) is VideoStatus.CANCELLED)
    studio.again(video_id, despite_shortage=True)
    wait_until(lambda: _status(studio, video_id) is VideoStatus.DONE)


def _status(studio: Studio, video_id: str) -> VideoStatus:
    return studio.video(video_id).status


def _said(studio: Studio, video_id: str) -> str:
    job = studio.job(video_id)
    return job.message if job else ""
