"""Clips: takes are played, filmed again, chosen; a render says what it will make."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from core.errors import ContentRefused
from core.intake import read_request
from core.models import VideoScript
from core.providers.video.camera import CameraMove
from core.studio import Studio
from tests.fakes.models import QuickVideo
from tests.media_samples import make_clip
from tests.pages.conftest import OpenPage
from tests.pages.test_history import words
from tests.waiting import wait_until

BRIEF = {"prompt": "A calm spot for a plumber", "duration_s": 8, "music": "none", "caption_style": "none"}


@pytest.fixture
def video_id(studio: Studio) -> str:
    made = studio.create(read_request(BRIEF))
    studio.write_script(made)
    return made


def key(studio: Studio, video_id: str, name: str) -> str:
    script = studio.script(video_id)
    assert isinstance(script, VideoScript)
    return f"{video_id}_{script.scenes[0].scene_id}_{name}"


def test_without_a_video_the_page_offers_the_latest(studio: Studio, open_page: OpenPage) -> None:
    assert "idea in a sentence" in words(open_page("clips.py"))
    studio.create(read_request(BRIEF))
    page = open_page("clips.py")
    assert not page.exception
    assert "Choose a video" in words(page)


@pytest.mark.parametrize("video_id", ["gone", "../x", "<b>"])
def test_a_video_that_is_not_there_is_told_in_a_sentence(
    studio: Studio, open_page: OpenPage, video_id: str
) -> None:
    assert studio.videos() == []
    page = open_page("clips.py", video=video_id)
    assert not page.exception
    assert len(page.error) == 1


def test_a_draft_leads_to_its_script(studio: Studio, open_page: OpenPage) -> None:
    page = open_page("clips.py", video=studio.create(read_request(BRIEF)))
    assert not page.exception
    assert "No scenes yet" in words(page)


def test_scenes_not_filmed_show_their_storyboard(open_page: OpenPage, video_id: str) -> None:
    page = open_page("clips.py", video=video_id)
    assert not page.exception
    assert not page.get("video")
    assert "Not rendered yet" in words(page)
    assert f"/media/{video_id}/storyboard/1.jpg" in page.image[0].value[0]


def test_a_scene_is_filmed_and_its_take_plays(studio: Studio, open_page: OpenPage, video_id: str) -> None:
    page = open_page("clips.py", video=video_id)
    page.button(key=key(studio, video_id, "prompt_go")).click().run()
    assert not page.exception
    [take] = studio.scene_takes(video_id)[0].takes
    [player] = page.get("video")
    assert player.proto.url.startswith(f"/app/static/media/{video_id}/takes/{take.record.take_id}.mp4?")


def test_an_edited_description_is_filmed(
    studio: Studio, open_page: OpenPage, video_id: str, video_model: QuickVideo
) -> None:
    studio.regenerate(video_id, 1)
    page = open_page("clips.py", video=video_id)
    page.text_area(key=key(studio, video_id, "prompt")).input("A loaf of bread <b>").run()
    page.button(key=key(studio, video_id, "prompt_go")).click().run()
    assert not page.exception
    assert "A loaf of bread <b>" in video_model.submitted[-1].prompt
    assert len(page.get("video")) == 2
    assert "earlier description" in words(page)


def test_another_take_is_chosen_by_a_button(studio: Studio, open_page: OpenPage, video_id: str) -> None:
    first = studio.regenerate(video_id, 1)
    studio.regenerate(video_id, 1)
    page = open_page("clips.py", video=video_id)
    page.button(key=key(studio, video_id, "use")).click().run()
    used = studio.scene_takes(video_id)[0].used
    assert used is not None
    assert used.record.take_id == first.take_id


def test_among_several_takes_one_is_picked_to_compare(
    studio: Studio, open_page: OpenPage, video_id: str
) -> None:
    first = studio.regenerate(video_id, 1)
    studio.regenerate(video_id, 1)
    studio.regenerate(video_id, 1)
    page = open_page("clips.py", video=video_id)
    page.selectbox(key=key(studio, video_id, "compare")).select(first.take_id).run()
    assert first.take_id in page.get("video")[1].proto.url


@pytest.mark.parametrize("typed", ["", "  ", "!!!"])
def test_a_description_of_nothing_is_told(
    studio: Studio, open_page: OpenPage, video_id: str, typed: str, video_model: QuickVideo
) -> None:
    page = open_page("clips.py", video=video_id)
    page.text_area(key=key(studio, video_id, "prompt")).input(typed).run()
    page.button(key=key(studio, video_id, "prompt_go")).click().run()
    assert not page.exception
    assert "no description" in words(page)
    assert video_model.submitted == []


def test_a_refusal_is_told_where_it_happened(
    studio: Studio, open_page: OpenPage, video_id: str, video_model: QuickVideo
) -> None:
    video_model.errors.append(ContentRefused("The safety filter refused <b>.", "Describe it otherwise."))
    page = open_page("clips.py", video=video_id)
    page.button(key=key(studio, video_id, "prompt_go")).click().run()
    assert not page.exception
    assert "The safety filter refused" in words(page)
    assert len(page.text_area) == len(studio.write_script(video_id).scenes)


def test_an_own_clip_is_brought_trimmed_and_taken_back(
    studio: Studio, open_page: OpenPage, video_id: str, tmp_path: Path
) -> None:
    filmed = studio.regenerate(video_id, 1)
    page = open_page("clips.py", video=video_id)
    clip = make_clip(tmp_path / "a.mp4", seconds=20).read_bytes()
    page.file_uploader(key=key(studio, video_id, "own_0")).upload("Beach <b>.mp4", clip, "video/mp4").run()
    page.button(key=key(studio, video_id, "own_go")).click().run()
    assert not page.exception
    assert "Beach b\\.mp4" in words(page)
    [starts] = [slider for slider in page.slider if slider.label == "Begins at"]
    starts.set_value(3.0).run()
    used = studio.scene_takes(video_id)[0].used
    assert used is not None
    assert used.record.starts_s == 3.0
    assert page.get("video")[0].proto.start_time == 3
    page.button(key=key(studio, video_id, "use")).click().run()
    used = studio.scene_takes(video_id)[0].used
    assert used is not None
    assert used.record.take_id == filmed.take_id


def test_an_own_picture_is_moved_over_as_chosen(studio: Studio, open_page: OpenPage, video_id: str) -> None:
    page = open_page("clips.py", video=video_id)
    data = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(data, "JPEG")
    page.file_uploader(key=key(studio, video_id, "own_0")).upload(
        "a.jpg", data.getvalue(), "image/jpeg"
    ).run()
    page.selectbox(key=key(studio, video_id, "own_move")).select(CameraMove.TILT_UP).run()
    page.button(key=key(studio, video_id, "own_go")).click().run()
    assert not page.exception
    [camera] = [box for box in page.selectbox if box.label == "Camera"]
    assert camera.value is CameraMove.TILT_UP
    camera.select(CameraMove.PAN_LEFT).run()
    assert not page.exception
    used = studio.scene_takes(video_id)[0].used
    assert used is not None and used.own is not None
    assert used.own.move is CameraMove.PAN_LEFT


def test_a_file_that_is_no_clip_is_told_where_it_was_brought(
    studio: Studio, open_page: OpenPage, video_id: str
) -> None:
    page = open_page("clips.py", video=video_id)
    page.file_uploader(key=key(studio, video_id, "own_0")).upload("a.mp4", b"nothing", "video/mp4").run()
    page.button(key=key(studio, video_id, "own_go")).click().run()
    assert not page.exception
    assert "a\\.mp4 is no video that can be read" in words(page)


def test_a_locked_take_stays_in_use_under_another_description(
    studio: Studio, open_page: OpenPage, video_id: str
) -> None:
    studio.regenerate(video_id, 1)
    page = open_page("clips.py", video=video_id)
    [lock] = [button for button in page.button if button.label == "Lock"]
    lock.click().run()
    studio.edit_scene(video_id, 1, {"visual_prompt": "A loaf of bread"})
    page.run()
    assert not page.exception
    assert "earlier description" in words(page)
    [unlock] = [button for button in page.button if button.label == "Unlock"]
    unlock.click().run()
    assert studio.scene_takes(video_id)[0].used is None


def test_render_says_what_it_makes_and_starts(studio: Studio, open_page: OpenPage, video_id: str) -> None:
    page = open_page("clips.py", video=video_id)
    assert "to film" in words(page)
    page.button(key="render").click().run()
    assert studio.is_active(video_id)
    assert not [button for button in page.button if button.key == "render"]


def test_after_a_render_only_what_changed_is_named(working_studio: Studio, open_page: OpenPage) -> None:
    video_id = working_studio.create(read_request(BRIEF))
    working_studio.start(video_id)
    wait_until(lambda: not working_studio.is_active(video_id))
    assert "shows exactly these takes" in words(open_page("clips.py", video=video_id))
    own_page = open_page("history.py", video=video_id)
    assert len(own_page.get("video")) == 1
    assert own_page.get("link_button")[-1].proto.label == "Everything (ZIP)"
    working_studio.regenerate(video_id, 1)
    assert "Scene 1\\: another take" in words(open_page("clips.py", video=video_id))


def test_a_take_that_was_reworded_says_so(
    studio: Studio,
    video_model: QuickVideo,
    video_id: str,
    open_page: OpenPage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(studio._parts.text, "reworded", lambda *_: "A *teapot* on a table.", raising=False)
    video_model.errors = [ContentRefused("Too wild.", may_reword=True)]
    studio.regenerate(video_id, 1)
    page = open_page("clips.py", video=video_id)
    assert not page.exception
    [told] = [caption for caption in page.caption if "Reworded after a refusal" in caption.value]
    assert "A \\*teapot\\* on a table" in told.proto.help
    studio.regenerate(video_id, 2)
    assert words(open_page("clips.py", video=video_id)).count("Reworded after a refusal") == 1


def test_what_stays_in_view_is_moved_and_given_back(
    studio: Studio, open_page: OpenPage, video_id: str, tmp_path: Path
) -> None:
    wide = make_clip(tmp_path / "wide.mp4", seconds=8, size=(320, 180))
    with wide.open("rb") as data:
        studio.bring(video_id, 1, "wide.mp4", data)
    page = open_page("clips.py", video=video_id)
    assert "follows what draws the eye" in words(page)
    [slider] = [slider for slider in page.slider if slider.label == "Left to right"]
    slider.set_value(90).run()
    used = studio.scene_takes(video_id)[0].used
    assert used is not None and used.record.focus == (0.9, 0.5)
    [follow] = [button for button in page.button if button.label == "Follow by itself"]
    follow.click().run()
    used = studio.scene_takes(video_id)[0].used
    assert used is not None and used.record.focus is None
    assert not page.exception


def test_captions_and_sound_are_changed_after_the_brief(
    studio: Studio, open_page: OpenPage, video_id: str
) -> None:
    page = open_page("clips.py", video=video_id)
    page.selectbox(key=f"{video_id}_looks_clip_sound").select("medium").run()
    page.selectbox(key=f"{video_id}_looks_music").select("calm").run()
    assert not page.exception
    chosen = studio.video(video_id).looks
    assert (chosen.clip_sound, chosen.music, chosen.caption_style) == ("medium", "calm", None)


def test_what_the_platform_covers_is_shaded_over_takes_of_the_videos_shape(
    studio: Studio, open_page: OpenPage, video_id: str
) -> None:
    studio.regenerate(video_id, 1)
    page = open_page("clips.py", video=video_id)
    page.toggle(key="shows_covered").set_value(True).run()
    assert not page.exception
    [css] = [html for html in page.get("html") if "clip-path" in html.proto.body]
    assert ".st-key-used_1 " in css.proto.body
    assert ".st-key-used_2 " not in css.proto.body
