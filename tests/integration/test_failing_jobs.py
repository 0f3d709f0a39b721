"""Jobs that fail, are refused, cancelled or interrupted: nothing is lost and nothing paid twice."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from core.errors import ContentRefused, ProviderUnavailable
from core.media.ffmpeg import Ffmpeg
from core.models import GenerationRequest
from core.providers.model_card import ModelKind
from core.studio import Studio
from tests.fakes.models import QuickVideo
from tests.studios import studio_in

BRIEF = GenerationRequest(prompt="A calm spot for a plumber who answers at 3 am", duration_s=8)


def test_a_provider_that_fails_once_loses_no_sibling_and_a_retry_films_only_the_rest(tmp_path: Path) -> None:
    video = QuickVideo()
    video.errors = [None, ProviderUnavailable("The provider is down.", "Try later.")]
    with studio_in(tmp_path, video=video) as studio:
        video_id = studio.create(BRIEF)
        failed = studio.render(video_id)
        assert not failed.success
        assert failed.error_details is not None
        assert (failed.error_details.kind, failed.error_details.retryable) == ("ProviderUnavailable", True)
        filmed = len(video.submitted)
        scenes = len(studio.write_script(video_id).scenes)
        assert filmed == scenes - 1
        retried = studio.render(video_id)
        assert retried.success, retried.error_details
        assert len(video.submitted) == scenes
        assert retried.generation_stats.reused_clips == scenes - 1


def test_a_refused_scene_is_its_own_outcome(tmp_path: Path) -> None:
    video = QuickVideo(price_usd=0.1)
    video.errors = [ContentRefused("The filter refused this scene.", "Say it differently.")]
    with studio_in(tmp_path, video=video) as studio:
        result = studio.render(studio.create(BRIEF))
        assert result.error_details is not None
        assert result.error_details.kind == "ContentRefused"


def test_where_ffmpeg_is_missing_nothing_is_filmed(tmp_path: Path) -> None:
    video = QuickVideo(price_usd=0.1)
    with studio_in(tmp_path, video=video, ffmpeg=Ffmpeg(str(tmp_path / "missing"))) as studio:
        result = studio.render(studio.create(BRIEF))
    assert result.error_details is not None
    assert "ffmpeg cannot be started" in result.error_details.message
    assert video.submitted == []


def test_where_ffmpeg_breaks_what_was_filmed_is_not_filmed_again(tmp_path: Path) -> None:
    broken = tmp_path / "ffmpeg"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    video = QuickVideo(price_usd=0.1)
    with studio_in(tmp_path, video=video, ffmpeg=Ffmpeg(str(broken))) as studio:
        video_id = studio.create(BRIEF)
        failed = studio.render(video_id)
    assert failed.error_details is not None
    assert "ffmpeg" in failed.error_details.message
    filmed = len(video.submitted)
    assert filmed > 0
    with studio_in(tmp_path, video=video) as studio:
        again = studio.render(video_id)
    assert again.success, again.error_details
    assert (again.generation_stats.clips_generated, len(video.submitted)) == (0, filmed)


def test_a_cancelled_job_stops_and_goes_on_when_started_again(tmp_path: Path) -> None:
    video = QuickVideo()
    video.polls_needed = 10_000
    filming = threading.Event()

    video.on_collect = lambda _: filming.set()
    with studio_in(tmp_path, video=video) as studio:
        video_id = studio.create(BRIEF)
        render_id = studio.start(video_id)
        assert filming.wait(60)
        assert studio.cancel(video_id)
        result = studio.watch(video_id, render_id)
        assert result.error_details is not None
        assert result.error_details.kind == "Cancelled"
        assert not studio.cancel(video_id)
        assert not studio.is_active(video_id)
        video.polls_needed = 1
        assert studio.render(video_id).success


def test_a_paid_clip_whose_outcome_is_unknown_is_not_paid_again_by_itself(tmp_path: Path) -> None:
    video = QuickVideo(price_usd=0.5)
    video.errors = [KeyboardInterrupt()]  # type: ignore[list-item]  # as if the process died in the call
    with studio_in(tmp_path, video=video) as studio:
        video_id = studio.create(BRIEF)
        studio.write_script(video_id)
        with pytest.raises(KeyboardInterrupt):
            studio.regenerate(video_id, 1)
        with pytest.raises(Exception, match="may have been paid"):
            studio.regenerate(video_id, 1)
        assert video.submitted == []


def test_an_estimate_lists_what_will_be_paid_and_what_exists(tmp_path: Path) -> None:
    video = QuickVideo(price_usd=0.1)
    with studio_in(tmp_path, video=video) as studio:
        before = studio.estimate(BRIEF)
        clips = [item for item in before.items if item.kind is ModelKind.VIDEO]
        assert before.clips == len(clips) > 0
        assert before.total_usd == pytest.approx(sum(item.price_usd for item in before.items))
        assert video.submitted == []
        studio.regenerate(_scripted(studio), 1)
        assert studio.estimate(BRIEF).total_usd <= before.total_usd


def _scripted(studio: Studio) -> str:
    video_id = studio.create(BRIEF)
    studio.write_script(video_id)
    return video_id
