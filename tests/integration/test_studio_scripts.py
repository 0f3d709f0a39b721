"""Scripts through the studio: edited, timed, rewritten, undone; with a real voice and real stills."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import pytest

from core.errors import AppError, InvalidInput, NotFound
from core.intake import read_request
from core.models import Transition
from core.providers.model_card import ModelKind
from core.studio import Studio
from tests.fakes.models import QuickVideo
from tests.studios import studio_in

HOSTILE = [
    'it\'s "quoted" \\ back\\slash',
    r"{\an8}%{pts} [c0] ; drop table videos; --",
    "line one\nline two\ttab \x07bell \x00null",
    "😀👩‍👩‍👧 emoji",
    "שלום עולם مرحبا",
    "漢字かな交じり文です",
    "<b>bold</b> `code` $x$ :material/home:",
    "x" * 2_000,
]


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """One for all, since nothing here looks at other videos."""
    with studio_in(tmp_path_factory.mktemp("studio"), video=QuickVideo(price_usd=0.5)) as opened:
        yield opened


@pytest.fixture
def video_id(studio: Studio) -> str:
    made = studio.create(
        read_request({"prompt": "A calm spot for a plumber who answers at 3 am", "duration_s": 12})
    )
    studio.write_script(made)
    return made


def narrations(studio: Studio, video_id: str) -> list[str]:
    script = studio.script(video_id)
    assert script is not None
    return [scene.narration for scene in script.scenes]


def test_a_video_without_a_script_has_none_until_it_is_written(studio: Studio) -> None:
    fresh = studio.create(read_request({"prompt": "A bakery", "duration_s": 8}))
    assert studio.script(fresh) is None
    assert studio.write_script(fresh) == studio.script(fresh)


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_kept_as_words_and_can_still_be_timed_and_drawn(
    studio: Studio, video_id: str, text: str
) -> None:
    studio.edit_scene(video_id, 1, {"narration": text[:300], "visual_prompt": text})
    script = studio.edit_scene(video_id, 1, {"on_screen_text": text[:200]})
    assert not any(ord(c) < 32 for c in script.scenes[0].narration + script.scenes[0].visual_prompt)
    assert studio.pacing(video_id).scenes[0].spoken_s > 0
    assert studio.storyboard(video_id, 1).read_bytes()[:2] == b"\xff\xd8"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"narration": "x" * 2_001},
        {"visual_prompt": ""},
        {"visual_prompt": " \n… "},
        {"duration_s": 0.5},
        {"duration_s": float("nan")},
        {"duration_s": float("inf")},
        {"duration_s": 61},
        {"duration_s": "soon"},
        {"transition": "explode"},
        {"scene_id": "other"},
        {"no_such_field": 1},
    ],
)
def test_what_makes_no_scene_is_refused_and_nothing_changes(
    studio: Studio, video_id: str, changes: dict[str, object]
) -> None:
    before = studio.script(video_id)
    with pytest.raises(InvalidInput):
        studio.edit_scene(video_id, 1, changes)
    assert studio.script(video_id) == before


def test_a_scene_is_found_by_number_or_by_id(studio: Studio, video_id: str) -> None:
    second = studio.write_script(video_id).scenes[1].scene_id
    assert studio.edit_scene(video_id, 2, {"duration_s": 5}).scenes[1].duration_s == 5
    assert studio.edit_scene(video_id, second, {"duration_s": 6}).scenes[1].duration_s == 6


@pytest.mark.parametrize("scene", [0, -1, 99])
def test_a_scene_number_that_is_not_there_is_refused(studio: Studio, video_id: str, scene: int) -> None:
    for effect in (studio.delete_scene, studio.duplicate_scene, studio.add_scene):
        with pytest.raises(InvalidInput):
            effect(video_id, scene)
    with pytest.raises(InvalidInput):
        studio.storyboard(video_id, scene)


@pytest.mark.parametrize("scene", ["gone", "", "../../etc/passwd", "😀"])
def test_a_scene_deleted_in_another_tab_is_not_found(studio: Studio, video_id: str, scene: str) -> None:
    with pytest.raises(NotFound):
        studio.edit_scene(video_id, scene, {"narration": "Hello."})
    with pytest.raises(NotFound):
        studio.move_scene(video_id, scene, 1)


def test_scenes_are_added_copied_moved_and_deleted(studio: Studio, video_id: str) -> None:
    first, *others = studio.write_script(video_id).scenes
    added = studio.add_scene(video_id, first.scene_id)
    assert (len(added.scenes), added.scenes[1].narration) == (len(others) + 2, "")
    copied = studio.duplicate_scene(video_id, first.scene_id)
    assert copied.scenes[1].narration == first.narration
    assert copied.scenes[1].scene_id != first.scene_id
    moved = studio.move_scene(video_id, first.scene_id, +1)
    assert moved.scenes[1] == first
    assert studio.move_scene(video_id, first.scene_id, -99).scenes[0] == first
    assert studio.move_scene(video_id, first.scene_id, +99).scenes[-1] == first
    assert first not in studio.delete_scene(video_id, first.scene_id).scenes


def test_the_last_scene_stays_and_scenes_do_not_grow_without_end(studio: Studio, video_id: str) -> None:
    while len(studio.write_script(video_id).scenes) < 20:
        studio.duplicate_scene(video_id, 1)
    for grow in (studio.duplicate_scene, studio.add_scene):
        with pytest.raises(InvalidInput, match="at most 20"):
            grow(video_id, 1)
    with pytest.raises(InvalidInput, match="do not fit"):
        studio.fit_to_voice(video_id)
    while len(studio.write_script(video_id).scenes) > 1:
        studio.delete_scene(video_id, 1)
    with pytest.raises(InvalidInput, match="at least one"):
        studio.delete_scene(video_id, 1)


def test_undo_and_redo_walk_through_all_changes(studio: Studio, video_id: str) -> None:
    original = studio.script(video_id)
    assert studio.standing(video_id) == (None, None)
    one = studio.edit_scene(video_id, 1, {"narration": "One."})
    two = studio.edit_scene(video_id, 2, {"narration": "Two."})
    assert studio.undo(video_id) == one
    assert studio.undo(video_id) == original
    with pytest.raises(InvalidInput, match="nothing to undo"):
        studio.undo(video_id)
    assert studio.redo(video_id) == one
    assert studio.redo(video_id) == two
    with pytest.raises(InvalidInput, match="nothing to redo"):
        studio.redo(video_id)


def test_a_change_after_an_undo_ends_what_could_be_redone(studio: Studio, video_id: str) -> None:
    studio.edit_scene(video_id, 1, {"narration": "One."})
    studio.undo(video_id)
    other = studio.edit_scene(video_id, 1, {"narration": "Other."})
    assert studio.standing(video_id).redo is None
    studio.undo(video_id)
    assert studio.redo(video_id) == other


def test_an_older_version_comes_back_as_the_newest_and_can_be_undone(studio: Studio, video_id: str) -> None:
    original = studio.script(video_id)
    changed = studio.edit_scene(video_id, 1, {"transition": Transition.SLIDE})
    assert studio.restore_version(video_id, 1) == original
    assert [record.version for record in studio.versions(video_id)] == [3, 2, 1]
    assert studio.undo(video_id) == changed
    with pytest.raises(NotFound):
        studio.restore_version(video_id, 99)


def test_pacing_measures_the_real_voice_and_warns_where_it_clashes(studio: Studio, video_id: str) -> None:
    assert studio.pacing(video_id).is_on_target
    assert not studio.pacing(video_id).has_warnings
    studio.edit_scene(
        video_id, 1, {"narration": "One two three four five six seven eight nine.", "duration_s": 1}
    )
    pacing = studio.pacing(video_id)
    assert pacing.scenes[0].real_s > pacing.scenes[0].spoken_s > 1
    assert "longer" in pacing.scenes[0].warnings[0]
    studio.edit_scene(video_id, 2, {"narration": ""})
    assert studio.pacing(video_id).scenes[1].spoken_s == 0
    studio.edit_scene(video_id, 2, {"on_screen_text": "word " * 30, "duration_s": 2})
    assert "words on screen" in studio.pacing(video_id).scenes[1].warnings[0]


def test_fitting_gives_every_scene_its_time_and_the_whole_its_length(studio: Studio, video_id: str) -> None:
    studio.edit_scene(video_id, 1, {"duration_s": 1})
    studio.edit_scene(video_id, 2, {"duration_s": 40})
    assert not studio.pacing(video_id).is_on_target
    assert studio.fit_to_voice(video_id).duration_s == pytest.approx(12)
    assert studio.pacing(video_id).is_on_target
    assert not studio.pacing(video_id).has_warnings


def test_a_rewrite_changes_words_and_keeps_pictures(studio: Studio, video_id: str) -> None:
    before = studio.write_script(video_id)
    after = studio.rewrite(video_id, 'say: "Call now, we are awake."', before.scenes[0].scene_id)
    assert after.scenes[0].narration == "Call now, we are awake."
    assert after.scenes[1:] == before.scenes[1:]
    whole = studio.rewrite(video_id, "funnier")
    assert [s.visual_prompt for s in whole.scenes] == [s.visual_prompt for s in before.scenes]
    assert [s.narration for s in whole.scenes] != [s.narration for s in after.scenes]


@pytest.mark.parametrize("instruction", ["", "   ", "…!", "\x00\x07", "x" * 201])
def test_an_instruction_that_says_nothing_is_refused(studio: Studio, video_id: str, instruction: str) -> None:
    with pytest.raises(InvalidInput):
        studio.rewrite(video_id, instruction)


@pytest.mark.parametrize("instruction", HOSTILE[:-1])
def test_a_strange_instruction_never_breaks_a_script(studio: Studio, video_id: str, instruction: str) -> None:
    assert len(studio.rewrite(video_id, instruction).scenes) == len(narrations(studio, video_id))


def test_the_price_names_what_is_not_made_yet(studio: Studio, video_id: str) -> None:
    scenes = studio.write_script(video_id).scenes
    studio.edit_scene(video_id, 1, {"visual_prompt": "A street that no other test films"})
    before = studio.price(video_id)
    assert before.total_usd > 0
    studio.regenerate(video_id, 1)
    after = studio.price(video_id)
    clips = [item for item in after.items if item.kind is ModelKind.VIDEO]
    assert [item.covered for item in clips] == [True, *[False] * (len(scenes) - 1)]
    assert after.total_usd < before.total_usd


def test_a_still_is_drawn_once_and_changes_with_the_picture(studio: Studio, video_id: str) -> None:
    name, path = studio.storyboard_names(video_id)[0], studio.storyboard(video_id, 1)
    drawn = path.stat().st_mtime_ns
    assert studio.storyboard(video_id, 1).stat().st_mtime_ns == drawn
    assert cv2.imread(str(path)).shape == (640, 360, 3)
    assert path.stat().st_size < 120_000
    studio.edit_scene(video_id, 1, {"narration": "Other words, same picture."})
    assert studio.storyboard_names(video_id)[0] == name
    studio.edit_scene(video_id, 1, {"visual_prompt": "A loaf of bread in a warm oven"})
    assert studio.storyboard_names(video_id)[0] != name
    assert studio.storyboard(video_id, 1) != path


@pytest.mark.parametrize("video", ["gone", "", "../x", "a b", "x" * 65])
def test_a_video_that_is_not_there_is_an_error_everywhere(studio: Studio, video: str) -> None:
    effects = [
        lambda: studio.script(video),
        lambda: studio.pacing(video),
        lambda: studio.price(video),
        lambda: studio.undo(video),
        lambda: studio.versions(video),
        lambda: studio.storyboard_names(video),
        lambda: studio.rewrite(video, "funnier"),
        lambda: studio.fit_to_voice(video),
        lambda: studio.add_scene(video, 1),
    ]
    for effect in effects:
        with pytest.raises(AppError):
            effect()


def test_a_video_without_a_script_cannot_be_edited(studio: Studio) -> None:
    fresh = studio.create(read_request({"prompt": "A bakery", "duration_s": 8}))
    with pytest.raises(InvalidInput, match="no script"):
        studio.edit_scene(fresh, 1, {"narration": "Hello."})
    assert studio.versions(fresh) == ()
