"""Whole videos with Google's models over the fake: who is called, what it costs, who stands in."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.errors import InvalidInput, OutcomeUnknown
from core.intake import read_request
from core.providers.catalogue import load_catalogue
from core.providers.prices import utc_today
from core.providers.video.choice import ANIMATIC
from core.settings import Environment, Fallback, Settings
from core.studio import Studio
from tests.fakes.google.faults import cut, forbidden, unavailable
from tests.fakes.google.filming import submits
from tests.fakes.google.server import FakeGoogle
from tests.fakes.google.video import FakeCamera, filtered
from tests.studios import studio_in

BRIEF = {"prompt": "A calm spot for a plumber", "duration_s": 8, "music": "none", "aspect_ratio": "9:16"}


@contextlib.contextmanager
def google_studio(google: FakeGoogle, folder: Path, **changes: Any) -> Iterator[Studio]:
    """A studio in production over the fake, on both routes unless `changes` say otherwise."""
    values: dict[str, Any] = {
        "environment": Environment.PRODUCTION,
        "without_login": True,
        "data_dir": folder / "data",
        "GOOGLE_API_KEY": "fake-key",
        "GOOGLE_CLOUD_PROJECT": "fake-project",
        "GOOGLE_APPLICATION_CREDENTIALS": google.service_account_file(folder),
        "GOOGLE_GEMINI_BASE_URL": google.url,
        "GOOGLE_VERTEX_BASE_URL": google.url,
        "tts_endpoint": google.url,
        "_env_file": None,
    }
    with studio_in(folder, takes_jobs=True, settings=Settings(**{**values, **changes})) as studio:
        yield studio


def made(studio: Studio, **changes: Any) -> str:
    video_id = studio.create(read_request(BRIEF | changes))
    studio.write_script(video_id)
    return video_id


def test_a_video_on_google_cloud_costs_what_the_catalogue_says(
    fake_google: FakeGoogle, tmp_path: Path
) -> None:
    with google_studio(fake_google, tmp_path) as studio:
        video_id = made(studio)
        promised_usd = studio.price(video_id).total_usd
        scenes = studio.write_script(video_id).scenes
        result = studio.render(video_id)
        assert result.success, result.error_details
        stats = result.generation_stats
        clips = [take.record.clip for scene in studio.scene_takes(video_id) for take in scene.takes]
        again = studio.render(video_id)
        meters, spent_usd = studio.meters(), studio.usage(1).total_usd
    assert (meters.mode, meters.clips_today) == ("Production", len(scenes))
    assert spent_usd == pytest.approx(sum(clip.cost_usd for clip in clips), abs=0.2), "and script and voice"
    assert submits(fake_google) == len(scenes) == stats.real_clips == stats.clips_generated
    assert {(clip.provider, clip.is_fallback) for clip in clips} == {("veo", False)}
    card = load_catalogue().model("veo-3.1-fast-generate-001")
    seconds = [round(clip.duration_s) for clip in clips]
    assert set(seconds) <= set(card.durations_s)
    by_catalogue_usd = sum(card.clip_price_usd(s, "1080p", audio=False, on=utc_today()) for s in seconds)
    assert sum(clip.cost_usd for clip in clips) == pytest.approx(by_catalogue_usd)
    assert by_catalogue_usd == pytest.approx(promised_usd)
    assert stats.cost_usd == pytest.approx(by_catalogue_usd)  # the voice was recorded with the script
    assert again.generation_stats.cost_usd == 0
    assert fake_google.calls_to(":generateContent")
    assert fake_google.calls_to("text:synthesize")


def test_with_a_key_alone_omni_films(fake_google: FakeGoogle, tmp_path: Path) -> None:
    with google_studio(
        fake_google, tmp_path, GOOGLE_CLOUD_PROJECT="", GOOGLE_APPLICATION_CREDENTIALS=None
    ) as studio:
        video_id = made(studio)
        result = studio.render(video_id)
        assert result.success, result.error_details
        clips = [take.record.clip for scene in studio.scene_takes(video_id) for take in scene.takes]
    assert {clip.provider for clip in clips} == {"omni"}
    assert len(fake_google.calls_to("/interactions")) >= len(clips)


def test_staging_films_with_the_cheapest_model(fake_google: FakeGoogle, tmp_path: Path) -> None:
    with google_studio(fake_google, tmp_path, environment=Environment.STAGING) as studio:
        choices = studio.video_choices()
    usual, *others = [choice for choice in choices if not choice.gone]
    assert usual.is_usual
    assert others[-1].model_id == ANIMATIC
    assert usual.price_usd_per_s == min(choice.price_usd_per_s for choice in (usual, *others[:-1]))
    [old] = [choice for choice in choices if choice.model_id == "veo-2.0-generate-001"]
    assert old.note == "retired 2026-06-30"
    assert "veo-3.1-generate-001" in old.gone


def test_a_brief_may_name_its_model(fake_google: FakeGoogle, tmp_path: Path) -> None:
    with google_studio(fake_google, tmp_path) as studio:
        video_id = made(studio, video_model="gemini-omni-1.1-flash")
        take = studio.regenerate(video_id, 1)
        assert take.provider == "omni"
        assert studio.scene_takes(video_id)[0].used is not None
        for gone in ("veo-2.0-generate-001", "no-such-model"):
            with pytest.raises(InvalidInput):
                studio.create(read_request(BRIEF | {"video_model": gone}))


def test_what_stands_in_is_allowed_by_a_setting_and_said(fake_google: FakeGoogle, tmp_path: Path) -> None:
    closed = [forbidden() for _ in range(20)]
    with google_studio(fake_google, tmp_path, fallback=Fallback.MODELS) as studio:
        video_id = made(studio)
        fake_google.fail_next(":predictLongRunning", *closed)
        take = studio.regenerate(video_id, 1)
        assert (take.provider, take.is_fallback, bool(take.made_by)) == ("omni", True, True)
        [shown] = studio.scene_takes(video_id)[0].takes
        assert shown.is_used and shown.fits


def test_nothing_stands_in_where_no_fallback_is_allowed(fake_google: FakeGoogle, tmp_path: Path) -> None:
    with google_studio(fake_google, tmp_path, fallback=Fallback.NONE) as studio:
        video_id = made(studio)
        fake_google.fail_next(":predictLongRunning", *[forbidden() for _ in range(20)])
        result = studio.render(video_id)
    assert result.error_details is not None
    assert result.error_details.kind == "ProviderRejected"
    assert "as a fallback" in result.error_details.hint


def test_a_broken_writer_and_voice_give_way_to_the_ones_on_this_machine(
    fake_google: FakeGoogle, tmp_path: Path
) -> None:
    with google_studio(fake_google, tmp_path, fallback=Fallback.ALL) as studio:
        fake_google.fail_next(":generateContent", *[forbidden() for _ in range(60)])
        fake_google.fail_next("text:synthesize", *[forbidden() for _ in range(60)])
        video_id = made(studio)
        assert studio.write_script(video_id).metadata.written_by.startswith("offline")


def test_a_refused_scene_is_told_and_its_siblings_stay(fake_google: FakeGoogle, tmp_path: Path) -> None:
    with google_studio(fake_google, tmp_path) as studio:
        video_id = made(studio)
        FakeCamera.of(fake_google).endings.append(filtered("It shows a person. Support codes: 29310472"))
        result = studio.render(video_id)
        assert result.error_details is not None
        assert result.error_details.kind == "ContentRefused"
        before = submits(fake_google)
        again = studio.render(video_id)
    assert again.success, again.error_details
    assert submits(fake_google) == before + 1


def test_an_order_cut_in_the_middle_is_never_repeated_without_a_person(
    fake_google: FakeGoogle, tmp_path: Path
) -> None:
    with google_studio(fake_google, tmp_path) as studio:
        video_id = made(studio)
        fake_google.fail_next(":predictLongRunning", cut())
        with pytest.raises(OutcomeUnknown):
            studio.regenerate(video_id, 1)
        before = submits(fake_google)
        result = studio.render(video_id)
        assert result.error_details is not None
        assert result.error_details.kind == "OutcomeUnknown"
        assert submits(fake_google) == before + len(studio.write_script(video_id).scenes) - 1
        job = studio.job(video_id)
        assert job is not None
        assert job.cost_usd > 0
        studio.regenerate(video_id, 1)
        assert studio.render(video_id).success


def test_a_provider_that_stumbles_is_asked_again(fake_google: FakeGoogle, tmp_path: Path) -> None:
    with google_studio(fake_google, tmp_path) as studio:
        fake_google.fail_next(":generateContent", unavailable())
        video_id = made(studio)
        fake_google.fail_next(":fetchPredictOperation", unavailable(), cut())
        result = studio.render(video_id)
    assert result.success, result.error_details
    assert result.generation_stats.fallback_clips == 0


def test_health_asks_for_nothing_that_is_paid(fake_google: FakeGoogle, tmp_path: Path) -> None:
    with google_studio(fake_google, tmp_path) as studio:
        checks = {check.name: check for check in studio.health()}
    assert "English voices" in checks["voice"].detail
    assert checks["services"].ok
    assert (checks["models"].ok, "veo-3.1-fast" in checks["models"].detail) == (False, True)
    assert not [
        call for call in fake_google.calls if call.path.endswith(("synthesize", "Running", "Content"))
    ]
