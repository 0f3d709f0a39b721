"""Script Review: every field and button changes the saved script, whatever is typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from components.services import STUDIO
from core.errors import ProviderUnavailable
from core.intake import read_request
from core.models import VideoScript
from core.operations.once import forget, keep
from core.studio import Studio
from tests.fakes.models import QuickVideo
from tests.pages.conftest import OpenPage
from tests.pages.test_history import words
from tests.studios import studio_in


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    with studio_in(tmp_path_factory.mktemp("studio"), video=QuickVideo()) as studio:
        keep(STUDIO, studio)
        yield studio
        forget(STUDIO)


@pytest.fixture
def studio(opened: Studio) -> Studio:
    """One for all tests, without the videos of those before: a script is written once."""
    for video in opened.videos(limit=1_000):
        opened.delete(video.video_id)
    return opened


@pytest.fixture
def video_id(studio: Studio) -> str:
    made = studio.create(
        read_request({"prompt": "A calm spot for a plumber who answers at 3 am", "duration_s": 8})
    )
    studio.write_script(made)
    return made


def script_of(studio: Studio, video_id: str) -> VideoScript:
    script = studio.script(video_id)
    assert script is not None
    return script


def key(studio: Studio, video_id: str, name: str, number: int = 1) -> str:
    return f"{video_id}_{script_of(studio, video_id).scenes[number - 1].scene_id}_{name}"


def test_without_a_video_the_page_offers_the_latest(studio: Studio, open_page: OpenPage) -> None:
    assert "idea in a sentence" in words(open_page("script_review.py"))
    studio.create(read_request({"prompt": "A bakery"}))
    page = open_page("script_review.py")
    assert not page.exception
    assert "Choose a video" in words(page)


@pytest.mark.parametrize("video_id", ["gone", "../x", "<b>"])
def test_a_video_that_is_not_there_is_told_in_a_sentence(
    studio: Studio, open_page: OpenPage, video_id: str
) -> None:
    assert studio.videos() == []
    page = open_page("script_review.py", video=video_id)
    assert not page.exception
    assert len(page.error) == 1


def test_a_draft_gets_its_script_by_a_button(studio: Studio, open_page: OpenPage) -> None:
    draft = studio.create(read_request({"prompt": "A bakery <b>", "duration_s": 8}))
    page = open_page("script_review.py", video=draft)
    assert "A bakery \\<b\\>" in words(page)
    page.button(key="write").click().run()
    assert not page.exception
    assert len(page.text_area) == 2 * len(script_of(studio, draft).scenes)


def test_every_scene_stands_beside_its_still(studio: Studio, open_page: OpenPage, video_id: str) -> None:
    page = open_page("script_review.py", video=video_id)
    assert not page.exception
    urls = [image.value[0] for image in page.image]
    count = len(script_of(studio, video_id).scenes)
    assert [f"/media/{video_id}/storyboard/{n}.jpg?" in url for n, url in enumerate(urls, 1)] == [
        True
    ] * count


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("narration", 'We\'re "open" \\ {\\an8}\nnow 😀', 'We\'re "open" \\ {\\an8} now 😀'),
        ("narration", "", ""),
        ("visual_prompt", "A clock, close-up <b>", "A clock, close-up <b>"),
        ("on_screen_text", "24/7 %{x}", "24/7 %{x}"),
    ],
)
def test_what_is_typed_is_saved_as_it_is(
    studio: Studio, open_page: OpenPage, video_id: str, name: str, typed: str, kept: str
) -> None:
    page = open_page("script_review.py", video=video_id)
    field = key(studio, video_id, name)
    widget = page.text_input(key=field) if name == "on_screen_text" else page.text_area(key=field)
    widget.input(typed).run()
    assert not page.exception
    assert getattr(script_of(studio, video_id).scenes[0], name) == kept


def test_a_picture_of_nothing_is_refused_and_the_old_one_comes_back(
    studio: Studio, open_page: OpenPage, video_id: str
) -> None:
    page = open_page("script_review.py", video=video_id)
    before = script_of(studio, video_id)
    page.text_area(key=key(studio, video_id, "visual_prompt")).input("  ").run()
    assert "no description" in page.toast[0].value
    assert script_of(studio, video_id) == before
    assert page.text_area(key=key(studio, video_id, "visual_prompt")).value == before.scenes[0].visual_prompt


def test_seconds_and_transitions_are_saved(studio: Studio, open_page: OpenPage, video_id: str) -> None:
    page = open_page("script_review.py", video=video_id)
    page.number_input(key=key(studio, video_id, "duration_s")).set_value(7.5).run()
    page.selectbox(key=key(studio, video_id, "transition", 2)).select("Slide").run()
    first, second, *_ = script_of(studio, video_id).scenes
    assert (first.duration_s, second.transition) == (7.5, "slide")
    assert page.selectbox(key=key(studio, video_id, "transition", 1)).disabled


def test_a_clash_of_voice_and_time_is_shown_and_can_be_fitted(
    studio: Studio, open_page: OpenPage, video_id: str
) -> None:
    studio.edit_scene(video_id, 1, {"duration_s": 1, "narration": "One two three four five six."})
    page = open_page("script_review.py", video=video_id)
    assert "it will run" in words(page).replace("\\", "")
    page.button(key="fit").click().run()
    assert script_of(studio, video_id).duration_s == pytest.approx(8)
    assert "it will run" not in words(page).replace("\\", "")


@pytest.mark.parametrize(
    ("choice", "change"), [("Duplicate", +1), ("New scene after this", +1), ("Delete", -1), ("Move down", 0)]
)
def test_scenes_are_changed_by_their_menu(
    studio: Studio, open_page: OpenPage, video_id: str, choice: str, change: int
) -> None:
    before = script_of(studio, video_id)
    page = open_page("script_review.py", video=video_id)
    page.menu_button(key=key(studio, video_id, "menu")).click(choice).run()
    assert not page.exception
    after = script_of(studio, video_id)
    assert after != before
    assert len(after.scenes) == len(before.scenes) + change
    page.button(key="undo").click().run()
    assert script_of(studio, video_id) == before
    page.button(key="redo").click().run()
    assert script_of(studio, video_id) == after


def test_the_fields_follow_an_undo(studio: Studio, open_page: OpenPage, video_id: str) -> None:
    page = open_page("script_review.py", video=video_id)
    field = key(studio, video_id, "narration")
    before = page.text_area(key=field).value
    page.text_area(key=field).input("Something else.").run()
    page.button(key="undo").click().run()
    assert page.text_area(key=field).value == before


def test_an_older_version_can_be_brought_back(studio: Studio, open_page: OpenPage, video_id: str) -> None:
    before = script_of(studio, video_id)
    studio.edit_scene(video_id, 1, {"narration": "Other."})
    page = open_page("script_review.py", video=video_id)
    page.button(key="version_1").click().run()
    assert script_of(studio, video_id) == before


@pytest.mark.parametrize("where", ["scene", "script"])
def test_words_are_rewritten_after_an_instruction(
    studio: Studio, open_page: OpenPage, video_id: str, where: str
) -> None:
    field = key(studio, video_id, "instruction") if where == "scene" else f"{video_id}_instruction"
    before = script_of(studio, video_id)
    page = open_page("script_review.py", video=video_id)
    page.text_input(key=field).input('say: "Call now."').run()
    page.button(key=f"{field}_go").click().run()
    after = script_of(studio, video_id)
    assert not page.exception
    assert after.scenes[0].narration == "Call now."
    assert (after.scenes[1].narration == "Call now.") == (where == "script")
    assert [s.visual_prompt for s in after.scenes] == [s.visual_prompt for s in before.scenes]


def test_an_empty_instruction_is_told_and_changes_nothing(
    studio: Studio, open_page: OpenPage, video_id: str
) -> None:
    before = script_of(studio, video_id)
    page = open_page("script_review.py", video=video_id)
    page.button(key=f"{video_id}_instruction_go").click().run()
    assert page.toast
    assert script_of(studio, video_id) == before


def test_render_starts_a_job_and_shows_it(studio: Studio, open_page: OpenPage, video_id: str) -> None:
    page = open_page("script_review.py", video=video_id)
    page.button(key="render").click().run()
    assert not page.exception
    assert studio.is_active(video_id)
    assert page.button(key="render").disabled
    assert page.button(key="cancel")


def test_a_voice_that_fails_hides_the_timing_and_not_the_script(
    studio: Studio, open_page: OpenPage, video_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(_: str) -> None:
        raise ProviderUnavailable("The voice does not answer.", "Try again.")

    monkeypatch.setattr(studio, "pacing", silent)
    page = open_page("script_review.py", video=video_id)
    assert not page.exception
    assert "The voice does not answer" in words(page)
    assert len(page.text_area) == 2 * len(script_of(studio, video_id).scenes)


def test_a_scene_deleted_in_another_tab_is_told(studio: Studio, open_page: OpenPage, video_id: str) -> None:
    page: AppTest = open_page("script_review.py", video=video_id)
    field = key(studio, video_id, "narration")
    studio.delete_scene(video_id, 1)
    page.text_area(key=field).input("Too late.").run()
    assert not page.exception
    assert "not in the script any more" in page.toast[0].value
