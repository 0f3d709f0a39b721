"""Jobs as the studio tells of them, samples, outlooks and upkeep."""

from __future__ import annotations

from pathlib import Path

import cv2
import pytest

from core.errors import InvalidInput, NotFound
from core.intake import read_request
from core.models import AspectRatio, CaptionStyle, ErrorDetails, Language, Platform, ProgressUpdate, Stage
from core.storage.records import VideoStatus
from core.studio import Studio
from core.studio.samples import SENTENCES, covered_share
from tests.fakes.models import QuickVideo
from tests.studios import studio_in

BRIEF = {
    "prompt": "A calm 8 second spot for a bakery",
    "music": "none",
    "caption_style": "none",
    "aspect_ratio": "1:1",
}


def draft(studio: Studio) -> str:
    return studio.create(read_request(BRIEF))


def test_a_finished_job_has_its_scenes_and_price_and_outlives_the_cache(tmp_path: Path) -> None:
    with studio_in(tmp_path, video=QuickVideo(price_usd=0.5)) as studio:
        video_id = draft(studio)
        assert studio.job(video_id) is None
        result = studio.render(video_id)
        job = studio.job(video_id)
        assert job is not None and job.status is VideoStatus.DONE
        assert job.cost_usd == pytest.approx(result.generation_stats.cost_usd) and job.cost_usd > 0
        assert [scene.number for scene in job.scenes] == list(range(1, len(job.scenes) + 1))
        take_id = job.scenes[0].take_id
        assert take_id is not None
        still = studio.scene_still(video_id, take_id)
        assert still is not None and cv2.imread(str(still)).shape[1] == 270
        assert studio.scene_still(video_id, "0" * 64) is None
        assert studio.active_jobs() == ()
        assert studio.meters().made_today == 1
        assert studio.outlook({"duration_s": 10, "aspect_ratio": "1:1"}).estimate.total_usd > 0
        before = studio.cache()
        assert before.hit_rate is not None and 0 < before.hit_rate < 1
        assert studio.clear_cache() == before.size_bytes > 0
        assert studio.cache().entries == 0
        film = studio.published_file(video_id, "final_video.mp4")
        assert film is not None and film.stat().st_size > 0


def test_a_waiting_job_tells_nothing_of_the_render_before_it(tmp_path: Path) -> None:
    with studio_in(tmp_path) as studio:
        history = studio._parts.history
        video_id = draft(studio)
        first = history.start_render(video_id, 1, {})
        history.render_running(first)
        history.set_progress(
            ProgressUpdate(
                video_id=video_id, stage=Stage.CLIPS, fraction=0.4, message="Filming", remaining_s=9
            )
        )
        [running] = studio.active_jobs()
        assert (running.fraction, running.message, running.remaining_s) == (0.4, "Filming", 9)
        history.set_progress(ProgressUpdate(video_id=video_id, stage=Stage.FAILED, fraction=0.4))
        history.fail_render(first, ErrorDetails(kind="AppError", message="No luck."))
        failed = studio.job(video_id)
        assert failed is not None and failed.error is not None and failed.error.message == "No luck."
        history.start_render(video_id, 1, {})
        again = studio.job(video_id)
        assert again is not None and again.is_active
        assert (again.fraction, again.message, again.error) == (0.0, "Waiting for its turn", None)
        history.request_cancel(video_id)
        assert [job.is_stopping for job in studio.active_jobs()] == [True]


def test_a_job_of_no_video_is_not_found(tmp_path: Path) -> None:
    with studio_in(tmp_path) as studio, pytest.raises(NotFound):
        studio.job("nobody")


def test_samples_are_made_once_and_differ_by_choice(tmp_path: Path) -> None:
    with studio_in(tmp_path) as studio:
        first = studio.voice_sample("en-us-f")
        assert studio.voice_sample("en-us-f") == first
        german = studio.voice_sample(None, language=Language.GERMAN)
        assert german.read_bytes() == studio.voice_sample("de-de-m").read_bytes() != first.read_bytes()
        with pytest.raises(InvalidInput):
            studio.voice_sample("klingon")
        plain = studio.caption_sample(CaptionStyle.NONE, Platform.TIKTOK, AspectRatio.PORTRAIT)
        bold = studio.caption_sample(CaptionStyle.BOLD, Platform.TIKTOK, AspectRatio.PORTRAIT)
        without, with_words = (cv2.imread(str(path)).astype(int) for path in (plain, bold))
        assert without.shape == (240, 135, 3), "half of the small frames that tests render"
        rows = abs(with_words - without).max(axis=(1, 2)) > 80
        assert rows[140:190].any() and not rows[:100].any(), "words only where captions stand"


def test_every_language_has_a_sentence_to_hear_and_see() -> None:
    assert set(SENTENCES) == set(Language)
    assert all(0 < len(sentence) <= 60 for sentence in SENTENCES.values())


def test_what_an_app_covers_is_more_on_a_phone_than_in_a_page() -> None:
    assert covered_share(Platform.TIKTOK, AspectRatio.PORTRAIT) == pytest.approx((0.229, 0.139), abs=0.001)
    assert covered_share(Platform.YOUTUBE, AspectRatio.LANDSCAPE)[0] == pytest.approx(0.1)


@pytest.mark.parametrize("seconds", [8, 30])
def test_the_outlook_is_near_to_what_the_writer_does(tmp_path: Path, seconds: int) -> None:
    with studio_in(tmp_path) as studio:
        request = read_request({"prompt": "A spot for a plumber", "duration_s": seconds})
        exact = studio.estimate(request)
        about = studio.outlook({"prompt": "", "duration_s": seconds}).estimate
        assert abs(about.clips - exact.clips) <= 1
        assert about.total_usd == exact.total_usd == 0


def test_health_and_versions_name_every_part(tmp_path: Path) -> None:
    with studio_in(tmp_path) as studio:
        checks = {check.name: check.ok for check in studio.health()}
        assert {"database", "disk", "ffmpeg", "film", "script", "voice", "captions", "cache"} <= set(checks)
        assert studio.program_versions()["film"] == studio._parts.video.model_id
