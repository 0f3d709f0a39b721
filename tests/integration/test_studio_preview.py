"""The free preview: what is not filmed is drawn, nothing is paid, and the finished video stays."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from core.errors import ContentRefused, InvalidInput
from core.intake import read_request
from core.models import GenerationResult
from core.storage.records import VideoStatus
from core.studio import Studio
from tests.fakes.models import QuickVideo
from tests.studios import studio_in

BRIEF = {"prompt": "A calm spot for a plumber", "duration_s": 8, "music": "none", "caption_style": "none"}
_SEEDS = count(1)


@pytest.fixture(scope="module")
def camera() -> QuickVideo:
    return QuickVideo(price_usd=1.0)


@pytest.fixture(scope="module")
def pencil() -> QuickVideo:
    """Who draws."""
    drawing = QuickVideo()
    drawing.provider, drawing.model_id = "animatic", "drawn-1"
    return drawing


@pytest.fixture(scope="module")
def studio(
    tmp_path_factory: pytest.TempPathFactory, camera: QuickVideo, pencil: QuickVideo
) -> Iterator[Studio]:
    folder = tmp_path_factory.mktemp("studio")
    with studio_in(folder, takes_jobs=True, video=camera, film_with=lambda _: pencil) as opened:
        yield opened


@pytest.fixture
def video_id(studio: Studio, camera: QuickVideo, pencil: QuickVideo) -> str:
    made = studio.create(read_request(BRIEF | {"seed": next(_SEEDS)}))
    studio.write_script(made)
    camera.submitted.clear()
    pencil.submitted.clear()
    return made


def preview(studio: Studio, video_id: str) -> GenerationResult:
    return studio.watch(video_id, studio.preview(video_id))


def test_a_preview_draws_every_scene_and_pays_nothing(
    studio: Studio, video_id: str, camera: QuickVideo, pencil: QuickVideo
) -> None:
    result = preview(studio, video_id)
    assert result.success, result.error_details
    assert (camera.submitted, result.generation_stats.cost_usd) == ([], 0)
    assert len(pencil.submitted) == len(studio.write_script(video_id).scenes)
    assert list(studio.published_files(video_id)) == ["preview.mp4"]
    assert studio.video(video_id).status is VideoStatus.SCRIPTED
    made = studio.last_preview(video_id)
    assert made is not None and made.is_current
    assert all(scene.takes == () for scene in studio.scene_takes(video_id))


def test_a_scene_that_was_filmed_is_shown_as_filmed(
    studio: Studio, video_id: str, pencil: QuickVideo
) -> None:
    studio.regenerate(video_id, 1)
    assert preview(studio, video_id).success
    assert len(pencil.submitted) == len(studio.write_script(video_id).scenes) - 1


def test_an_edit_makes_the_preview_one_of_an_earlier_version(studio: Studio, video_id: str) -> None:
    assert preview(studio, video_id).success
    studio.edit_scene(video_id, 1, {"narration": "Other words."})
    made = studio.last_preview(video_id)
    assert made is not None and not made.is_current


def test_a_preview_changes_nothing_of_the_finished_video(studio: Studio, video_id: str) -> None:
    assert studio.render(video_id).success
    before = studio.video(video_id)
    files = {name: path.stat().st_mtime_ns for name, path in studio.published_files(video_id).items()}
    studio.edit_scene(video_id, 1, {"visual_prompt": "Something else"})
    assert preview(studio, video_id).success
    after = studio.video(video_id)
    assert (after.status, after.final_path) == (VideoStatus.DONE, before.final_path)
    now = {name: path.stat().st_mtime_ns for name, path in studio.published_files(video_id).items()}
    assert {name: now[name] for name in files} == files
    assert studio.changes(video_id).lines == ("Scene 1: another picture",)


def test_after_a_preview_the_render_films_for_real(studio: Studio, video_id: str, camera: QuickVideo) -> None:
    assert preview(studio, video_id).success
    assert studio.render(video_id).success
    assert len(camera.submitted) == len(studio.write_script(video_id).scenes)


def test_a_failed_preview_leaves_the_video_as_it_was_and_is_tried_again_as_a_preview(
    studio: Studio, video_id: str, camera: QuickVideo, pencil: QuickVideo
) -> None:
    pencil.errors.append(ContentRefused("No."))
    result = preview(studio, video_id)
    assert result.error_details is not None
    assert studio.video(video_id).status is VideoStatus.SCRIPTED
    assert studio.last_preview(video_id) is None
    job = studio.job(video_id)
    assert job is not None and job.is_preview
    assert studio.watch(video_id, studio.again(video_id)).success
    assert camera.submitted == []


def test_without_a_script_there_is_nothing_to_preview(studio: Studio) -> None:
    with pytest.raises(InvalidInput, match="no script"):
        studio.preview(studio.create(read_request(BRIEF)))
