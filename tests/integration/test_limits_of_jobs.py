"""Jobs at a limit: they wait where people see it and go on by themselves, or stop and ask; the cap holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import QuotaExceeded
from core.models import GenerationRequest
from core.settings import AtLimit
from core.storage.records import Outcome, VideoStatus
from core.studio import Studio
from tests.fakes.google.filming import submits
from tests.fakes.google.server import FakeGoogle
from tests.fakes.models import QuickVideo
from tests.integration.test_google_jobs import google_studio, made
from tests.studios import studio_in
from tests.waiting import wait_until

BRIEF = GenerationRequest(prompt="A calm spot for a plumber who answers at 3 am", duration_s=8, music="none")
NO_ROOM = QuotaExceeded("The quota is used up.", "There is room again soon.", retry_after_s=1.5)


def test_a_job_without_room_waits_with_its_reason_and_goes_on_by_itself(tmp_path: Path) -> None:
    video = QuickVideo()
    video.errors = [NO_ROOM]
    with studio_in(tmp_path, takes_jobs=True, video=video) as studio:
        video_id = studio.create(BRIEF)
        studio.start(video_id)
        wait_until(lambda: _status(studio, video_id) is VideoStatus.WAITING)
        job = studio.job(video_id)
        assert job is not None and job.is_active and job.waits_until is not None
        assert job.error is not None and job.error.message == "The quota is used up."
        assert studio.active_jobs()[0].video_id == video_id
        wait_until(lambda: _status(studio, video_id) is VideoStatus.DONE)
        scenes = len(studio.write_script(video_id).scenes)
    assert len(video.submitted) == scenes, "what was filmed before the wait is used again"


def test_a_single_command_waits_and_goes_on_too(tmp_path: Path) -> None:
    video = QuickVideo()
    video.errors = [NO_ROOM]
    with studio_in(tmp_path, video=video) as studio:
        assert studio.render(studio.create(BRIEF)).success


def test_a_waiting_job_can_be_cancelled_and_started_at_once(tmp_path: Path) -> None:
    video = QuickVideo()
    video.errors = [QuotaExceeded("Used up.", retry_after_s=3600)]
    with studio_in(tmp_path, takes_jobs=True, video=video) as studio:
        video_id = studio.create(BRIEF)
        studio.start(video_id)
        wait_until(lambda: _status(studio, video_id) is VideoStatus.WAITING)
        assert studio.cancel(video_id)
        assert _status(studio, video_id) is VideoStatus.CANCELLED
        studio.again(video_id)
        wait_until(lambda: _status(studio, video_id) is VideoStatus.DONE)


def test_the_budget_holds_the_job_stops_and_asks_and_the_rest_can_be_drawn(
    fake_google: FakeGoogle, tmp_path: Path
) -> None:
    with google_studio(fake_google, tmp_path, daily_budget_usd=0.95) as studio:
        video_id = made(studio)
        scenes = len(studio.write_script(video_id).scenes)
        estimate = studio.price(video_id)
        assert estimate.fit.starts_at is None and estimate.fit.limit is not None, (
            "told before anything is paid"
        )
        stopped = studio.render(video_id)
        assert stopped.error_details is not None and stopped.error_details.kind == "BudgetExceeded"
        assert "VVG_DAILY_BUDGET_USD" in stopped.error_details.hint
        filmed = submits(fake_google)
        assert filmed < scenes
        spent_usd = studio.usage(1).total_usd
        assert spent_usd <= 0.95
        assert studio.video(video_id).cost_usd == pytest.approx(spent_usd)

        studio.again(video_id, at_limit=AtLimit.ANIMATIC)
        wait_until(lambda: not studio.is_active(video_id), at_most_s=120)
        assert _status(studio, video_id) is VideoStatus.DONE
        assert submits(fake_google) == filmed
        clips = [scene.used.record.clip for scene in studio.scene_takes(video_id) if scene.used]
        assert sum(clip.is_fallback for clip in clips) == scenes - filmed
        assert studio.usage(1).total_usd == pytest.approx(spent_usd)


def test_every_dollar_of_a_video_stands_in_the_ledger_and_is_what_its_result_says(
    fake_google: FakeGoogle, tmp_path: Path
) -> None:
    with google_studio(fake_google, tmp_path) as studio:
        video_id = studio.create(BRIEF)
        result = studio.render(video_id)
        charges = studio.charges(1)
        usage = studio.usage(1)
    assert result.success, result.error_details
    assert {charge.kind for charge in charges} == {"text", "speech", "video"}
    assert {charge.outcome for charge in charges} == {Outcome.USED}
    assert {charge.video_id for charge in charges} == {video_id}
    assert result.generation_stats.cost_usd == pytest.approx(usage.total_usd)
    assert len([charge for charge in charges if charge.kind == "video"]) == submits(fake_google)


def _status(studio: Studio, video_id: str) -> VideoStatus:
    return studio.video(video_id).status
