"""Takes through the studio: filmed again, chosen, compared with the finished video."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from core.errors import AppError, ContentRefused, InvalidInput, NotFound, ProviderUnavailable
from core.intake import read_request
from core.studio import Studio
from core.studio.takes import SceneTakes
from tests.fakes.models import QuickVideo
from tests.studios import studio_in

BRIEF = {
    "prompt": "A calm spot for a plumber who answers at 3 am",
    "duration_s": 8,
    "music": "none",
    "caption_style": "none",
}
_SEEDS = count(1)


@pytest.fixture(scope="module")
def camera() -> QuickVideo:
    camera = QuickVideo()
    camera.provider = "animatic"  # is asked for the shot alone, whatever the other scenes are
    return camera


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory, camera: QuickVideo) -> Iterator[Studio]:
    """One for all: each test has a video of its own, and films it by a seed of its own."""
    with studio_in(tmp_path_factory.mktemp("studio"), takes_jobs=True, video=camera) as opened:
        yield opened


@pytest.fixture
def model(camera: QuickVideo) -> QuickVideo:
    """Who films, with nothing filmed yet."""
    camera.submitted.clear()
    camera.errors.clear()
    return camera


@pytest.fixture
def video_id(studio: Studio) -> str:
    made = studio.create(read_request(BRIEF | {"seed": next(_SEEDS)}))
    studio.write_script(made)
    return made


def scene(studio: Studio, video_id: str, number: int = 1) -> SceneTakes:
    return studio.scene_takes(video_id)[number - 1]


def test_a_scene_has_no_take_until_it_is_filmed(studio: Studio, video_id: str) -> None:
    assert scene(studio, video_id).takes == ()
    assert scene(studio, video_id).used is None
    take = studio.regenerate(video_id, 1)
    [only] = scene(studio, video_id).takes
    assert (only.record.take_id, only.is_used, only.fits) == (take.take_id, True, True)


def test_filming_again_adds_a_take_and_uses_it(studio: Studio, video_id: str) -> None:
    first, second = studio.regenerate(video_id, 1), studio.regenerate(video_id, 1)
    assert first.take_id != second.take_id
    used = scene(studio, video_id).used
    assert used is not None
    assert used.record.take_id == second.take_id
    studio.choose_take(video_id, 1, first.take_id)
    used = scene(studio, video_id).used
    assert used is not None
    assert used.record.take_id == first.take_id


def test_another_description_is_kept_in_the_script_and_filmed(
    studio: Studio, video_id: str, model: QuickVideo
) -> None:
    studio.regenerate(video_id, 1)
    studio.regenerate(video_id, 1, "A loaf of bread in a warm oven")
    assert studio.write_script(video_id).scenes[0].visual_prompt == "A loaf of bread in a warm oven"
    assert "loaf of bread" in model.submitted[-1].prompt
    assert [take.fits for take in scene(studio, video_id).takes] == [True, False]


def test_choosing_a_take_of_an_older_description_brings_it_back(studio: Studio, video_id: str) -> None:
    old = studio.write_script(video_id).scenes[0]
    first = studio.regenerate(video_id, 1)
    studio.regenerate(video_id, 1, "A loaf of bread in a warm oven")
    studio.edit_scene(video_id, 1, {"narration": "New words.", "duration_s": old.duration_s + 2})
    now = studio.choose_take(video_id, 1, first.take_id).scenes[0]
    assert (now.visual_prompt, now.narration) == (old.visual_prompt, "New words.")
    used = scene(studio, video_id).used
    assert used is not None
    assert used.record.take_id == first.take_id


@pytest.mark.parametrize("take_id", ["", "gone", "0" * 64, "../../x", "😀\x00"])
def test_a_take_that_is_not_the_scenes_own_is_not_found(studio: Studio, video_id: str, take_id: str) -> None:
    studio.regenerate(video_id, 1)
    with pytest.raises(NotFound):
        studio.choose_take(video_id, 1, take_id)
    assert studio.published_file(video_id, f"takes/{take_id}.mp4") is None


def test_a_take_of_one_scene_cannot_be_chosen_for_another(studio: Studio, video_id: str) -> None:
    take = studio.regenerate(video_id, 1)
    with pytest.raises(NotFound):
        studio.choose_take(video_id, 2, take.take_id)


@pytest.mark.parametrize("prompt", ["", "  \n ", "!?", "x" * 2_001])
def test_a_description_of_nothing_is_refused_before_anything_is_filmed(
    studio: Studio, video_id: str, model: QuickVideo, prompt: str
) -> None:
    before = studio.script(video_id)
    with pytest.raises(InvalidInput):
        studio.regenerate(video_id, 1, prompt)
    assert (studio.script(video_id), model.submitted) == (before, [])


@pytest.mark.parametrize("error", [ContentRefused("No."), ProviderUnavailable("Later.")])
def test_when_filming_fails_the_take_in_use_stays(
    studio: Studio, video_id: str, model: QuickVideo, error: AppError
) -> None:
    take = studio.regenerate(video_id, 1)
    model.errors.append(error)
    with pytest.raises(type(error)):
        studio.regenerate(video_id, 1)
    [only] = scene(studio, video_id).takes
    assert (only.record.take_id, only.is_used) == (take.take_id, True)


def test_takes_are_served_to_their_own_video_alone(studio: Studio, video_id: str) -> None:
    take = studio.regenerate(video_id, 1)
    path = studio.published_file(video_id, f"takes/{take.take_id}.mp4")
    assert path is not None
    assert path.read_bytes()[4:8] == b"ftyp"
    other = studio.create(read_request({"prompt": "A bakery", "duration_s": 8}))
    assert studio.published_file(other, f"takes/{take.take_id}.mp4") is None
    path.unlink()
    assert studio.published_file(video_id, f"takes/{take.take_id}.mp4") is None


def test_changes_tell_what_a_new_render_would_make(studio: Studio, video_id: str) -> None:
    first = studio.changes(video_id)
    assert (first.was_rendered, first.is_needed) == (False, True)
    assert first.clips_to_film == len(studio.write_script(video_id).scenes)
    assert studio.render(video_id).success
    assert not studio.changes(video_id).is_needed

    studio.regenerate(video_id, 2)
    assert studio.changes(video_id).lines == ("Scene 2: another take",)
    studio.edit_scene(video_id, 1, {"narration": "Awake at three.", "visual_prompt": "A clock at night"})
    changed = studio.changes(video_id)
    assert changed.lines[0] == "Scene 1: other words spoken, another picture"
    assert changed.clips_to_film == 1

    result = studio.render(video_id)
    assert (
        "clip:" + studio.write_script(video_id).scenes[0].scene_id in result.generation_stats.artefacts_made
    )
    assert not studio.changes(video_id).is_needed


def test_new_removed_and_reordered_scenes_are_named(studio: Studio, video_id: str) -> None:
    assert studio.render(video_id).success
    studio.move_scene(video_id, 1, +1)
    assert studio.changes(video_id).lines == ("The scenes are in another order",)
    studio.undo(video_id)
    studio.add_scene(video_id, 1)
    assert "Scene 2: is new" in studio.changes(video_id).lines
    studio.undo(video_id)
    studio.delete_scene(video_id, 1)
    assert "Scene 1 of the finished video is left out" in studio.changes(video_id).lines


def test_a_deleted_scene_leaves_no_clip_and_no_voice_behind(studio: Studio, video_id: str) -> None:
    assert studio.render(video_id).success
    many = len(studio.write_script(video_id).scenes)
    assert f"individual_clips/scene_{many:02}.mp4" in studio.published_files(video_id)
    studio.delete_scene(video_id, many)
    assert studio.render(video_id).success
    names = list(studio.published_files(video_id))
    assert f"individual_clips/scene_{many - 1:02}.mp4" in names
    assert not [name for name in names if f"scene_{many:02}" in name]


@pytest.mark.parametrize("video", ["gone", "", "../x"])
def test_a_video_that_is_not_there_has_no_takes(studio: Studio, video: str) -> None:
    for effect in (studio.scene_takes, studio.changes):
        with pytest.raises(AppError):
            effect(video)
    with pytest.raises(AppError):
        studio.regenerate(video, 1)
