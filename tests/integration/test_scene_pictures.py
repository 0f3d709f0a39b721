"""Pictures that the model films from: first and last frames, references, drawn ones; over the fake Google."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from core.errors import InvalidInput, OutcomeUnknown
from core.intake import read_request
from core.providers.text.offline import OfflineWriter
from core.studio import Studio
from tests.fakes.google import faults
from tests.fakes.google.filming import submits
from tests.fakes.google.server import FakeGoogle
from tests.integration.test_google_jobs import BRIEF, google_studio

LITE = "veo-3.1-lite-generate-001"


@pytest.fixture
def studio(fake_google: FakeGoogle, tmp_path: Path) -> Iterator[Studio]:
    with google_studio(fake_google, tmp_path, video_resolution="720p") as opened:
        yield opened


def written(studio: Studio, **changes: Any) -> str:
    """A video whose script costs nothing to write."""
    request = read_request(BRIEF | changes)
    video_id = studio.create(request)
    script = OfflineWriter().write_script(request, words_per_s=2.5)
    studio._parts.history.add_script(video_id, script)
    return video_id


def picture(colour: str = "red", size: tuple[int, int] = (300, 200)) -> io.BytesIO:
    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, "PNG")
    data.seek(0)
    return data


def spent_usd(studio: Studio) -> float:
    return sum(charge.spent_usd for charge in studio.charges(1) if charge.kind == "image")


def order(google: FakeGoogle) -> dict[str, Any]:
    body: dict[str, Any] = google.calls_to(":predictLongRunning")[-1].body
    return {**body["instances"][0], **body["parameters"]}


def test_a_scene_is_filmed_from_its_first_to_its_last_frame(fake_google: FakeGoogle, studio: Studio) -> None:
    video_id = written(studio)
    plain = studio.regenerate(video_id, 1)
    assert "image" not in order(fake_google)
    studio.bring_frame(video_id, 1, "first", "mug.png", picture())
    studio.bring_frame(video_id, 1, "last", "mug, empty.png", picture("blue"))
    framed = studio.regenerate(video_id, 1)
    asked = order(fake_google)
    assert asked["image"]["mimeType"] == asked["lastFrame"]["mimeType"] == "image/jpeg"
    assert asked["prompt"].startswith("The picture comes to life")
    assert framed.take_id != plain.take_id
    assert studio.scene_takes(video_id)[0].used is not None
    script = studio.remove_frame(video_id, 1, "first")
    assert script.scenes[0].last_frame is None
    used = studio.scene_takes(video_id)[0].used
    assert used is not None and used.record.take_id == plain.take_id  # its key is what it always was
    assert "first_frame" not in script.scenes[0].model_dump()


def test_an_older_take_brings_its_picture_back(studio: Studio) -> None:
    video_id = written(studio)
    studio.bring_frame(video_id, 1, "first", "mug.png", picture())
    framed = studio.regenerate(video_id, 1)
    studio.remove_frame(video_id, 1, "first")
    script = studio.choose_take(video_id, 1, framed.take_id)
    assert script.scenes[0].first_frame is not None


def test_all_scenes_keep_to_reference_pictures_but_one_with_a_frame_of_its_own(
    fake_google: FakeGoogle, studio: Studio
) -> None:
    video_id = written(studio)
    for colour in ("red", "green", "blue"):
        studio.add_reference(video_id, f"{colour}.png", picture(colour))
    with pytest.raises(InvalidInput, match="at most 3"):
        studio.add_reference(video_id, "fourth.png", picture("white"))
    assert studio.scene_takes(video_id)[0].take_usd == pytest.approx(8 * 0.08)  # Veo takes them at 8 s only
    studio.regenerate(video_id, 1)
    assert len(order(fake_google)["referenceImages"]) == 3
    studio.bring_frame(video_id, 2, "first", "mug.png", picture())
    studio.regenerate(video_id, 2)
    assert "referenceImages" not in order(fake_google)
    red = studio.script(video_id)
    assert red is not None
    left = studio.remove_reference(video_id, red.reference_pictures[0].file)
    assert [each.name for each in left.reference_pictures] == ["green.png", "blue.png"]


def test_what_the_model_cannot_take_is_said_before_anything_is_paid(
    fake_google: FakeGoogle, studio: Studio
) -> None:
    video_id = written(studio)
    with pytest.raises(InvalidInput, match="begins in one"):
        studio.bring_frame(video_id, 1, "last", "mug.png", picture())
    script = studio.add_reference(video_id, "mug.png", picture())
    other = written(studio, video_model=LITE)
    with pytest.raises(InvalidInput, match="takes no reference pictures"):
        studio.add_reference(other, "mug.png", picture())
    studio._parts.history.add_script(other, script)  # as after a change of the model in the settings
    assert "takes no reference pictures" in studio.scene_takes(other)[0].cannot
    with pytest.raises(InvalidInput, match="takes no reference pictures"):
        studio.regenerate(other, 1)
    drawn = written(studio, video_model="animatic")
    with pytest.raises(InvalidInput, match="films from no first frame"):
        studio.bring_frame(drawn, 1, "first", "mug.png", picture())
    assert submits(fake_google) == 0


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"\x89PNG\r\n\x1a\nrubbish"])
def test_what_is_no_picture_is_refused_and_changes_nothing(studio: Studio, data: bytes) -> None:
    video_id = written(studio)
    before = studio.script(video_id)
    with pytest.raises(InvalidInput):
        studio.bring_frame(video_id, 1, "first", "../../x.png", io.BytesIO(data))
    with pytest.raises(InvalidInput):
        studio.add_reference(video_id, "x.png", io.BytesIO(data))
    assert studio.script(video_id) == before


def test_a_drawn_picture_costs_what_was_shown_once_and_the_clip_begins_with_it(
    fake_google: FakeGoogle, studio: Studio
) -> None:
    video_id = written(studio)
    shown_usd = studio.pictures_taken(video_id).drawn_usd
    script = studio.draw_frame(video_id, 1)
    frame = script.scenes[0].first_frame
    assert frame is not None
    assert spent_usd(studio) == pytest.approx(shown_usd) == pytest.approx(0.067)
    [call] = fake_google.calls_to("-image:generateContent")
    assert "Camera:" not in call.body["contents"][0]["parts"][-1]["text"]
    path = studio.published_file(video_id, f"pictures/{frame.file}")
    assert path is not None and path.stat().st_size < 100_000
    assert studio.published_file(video_id, "pictures/upload-000000000000000000000000.png") is None
    again = studio.draw_frame(video_id, 1)  # another one, paid again
    assert again.scenes[0].first_frame != frame
    assert spent_usd(studio) == pytest.approx(2 * 0.067)


def test_a_drawing_whose_outcome_is_unknown_counts_as_spent_and_asking_again_is_a_decision(
    fake_google: FakeGoogle, studio: Studio
) -> None:
    video_id = written(studio)
    fake_google.fail_next("-image:generateContent", faults.cut())
    with pytest.raises(OutcomeUnknown):
        studio.draw_frame(video_id, 1)
    assert spent_usd(studio) == pytest.approx(0.067)
    assert len(fake_google.calls_to("-image:generateContent")) == 1
    assert studio.draw_frame(video_id, 1).scenes[0].first_frame is not None
    assert studio.unknown_clips(video_id) == ()
