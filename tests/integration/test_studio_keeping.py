"""What a person keeps for a scene: own clips and pictures, locked takes, another part of a clip."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import av
import pytest
from PIL import Image

from core.errors import AppError, InvalidInput, NotFound
from core.intake import read_request
from core.providers.video.camera import CameraMove
from core.studio import Studio
from core.studio.keeping import LONGEST_S
from core.studio.takes import TakeView
from tests.fakes.models import QuickVideo
from tests.media_samples import make_clip, make_tone
from tests.studios import studio_in

BRIEF = {"prompt": "A calm spot for a plumber", "duration_s": 8, "music": "none", "caption_style": "none"}
_SEEDS = count(1)


@pytest.fixture(scope="module")
def camera() -> QuickVideo:
    return QuickVideo(price_usd=1.0)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory, camera: QuickVideo) -> Iterator[Studio]:
    with studio_in(tmp_path_factory.mktemp("studio"), takes_jobs=True, video=camera) as opened:
        yield opened


@pytest.fixture
def video_id(studio: Studio) -> str:
    made = studio.create(read_request(BRIEF | {"seed": next(_SEEDS)}))
    studio.write_script(made)
    return made


@pytest.fixture(scope="module")
def holiday(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Twelve seconds of film with sound."""
    return make_clip(tmp_path_factory.mktemp("own") / "a.mp4", seconds=12, sound=True).read_bytes()


def picture(size: tuple[int, int] = (300, 200)) -> bytes:
    data = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize(size).save(data, "PNG")
    return data.getvalue()


def used(studio: Studio, video_id: str, number: int = 1) -> TakeView:
    take = studio.scene_takes(video_id)[number - 1].used
    assert take is not None
    return take


def bring(studio: Studio, video_id: str, data: bytes, name: str = "Holiday.MP4", scene: int = 1) -> str:
    return studio.bring(video_id, scene, name, io.BytesIO(data)).take_id


def leftovers(studio: Studio) -> list[str]:
    uploads = studio._parts.uploads_dir
    return [path.name for path in uploads.iterdir() if path.name.startswith(".")] if uploads.exists() else []


def test_an_own_clip_is_used_at_no_cost_and_whatever_the_script_says(
    studio: Studio, video_id: str, holiday: bytes
) -> None:
    take_id = bring(studio, video_id, holiday)
    now = used(studio, video_id)
    assert (now.record.take_id, now.fits, now.own and now.own.name) == (take_id, True, "Holiday.mp4")
    studio.edit_scene(video_id, 1, {"visual_prompt": "Something else", "duration_s": 6.0})
    assert used(studio, video_id).record.take_id == take_id
    assert studio.price(video_id).items[0].price_usd == 0
    path = studio.published_file(video_id, f"takes/{take_id}.mp4")
    assert path is not None
    with av.open(str(path)) as container:
        assert container.streams.audio, "its sound waits for whoever wants it"


def test_a_render_shows_the_own_clip_and_films_only_the_others(
    studio: Studio, video_id: str, holiday: bytes, camera: QuickVideo
) -> None:
    bring(studio, video_id, holiday)
    bring(studio, video_id, picture(), "Logo.png", scene=2)
    camera.submitted.clear()
    scenes = studio.write_script(video_id).scenes
    result = studio.render(video_id)
    assert result.success, result.error_details
    assert len(camera.submitted) == len(scenes) - 2
    assert not studio.changes(video_id).is_needed


def test_an_own_picture_lasts_as_long_as_its_scene_and_may_stand_still(studio: Studio, video_id: str) -> None:
    studio.bring(video_id, 1, "Bäckerei 🥐.png", io.BytesIO(picture()), CameraMove.PAN_LEFT)
    studio.edit_scene(video_id, 1, {"duration_s": 7.0})
    result = studio.render(video_id)
    assert result.success, result.error_details
    clip = next(path for path in result.created_files if path.endswith("individual_clips/scene_01.mp4"))
    with av.open(clip) as container:
        assert float(container.duration or 0) / av.time_base >= 7.0
    report = studio.quality(video_id)
    assert report is not None
    [standing] = [line for line in report.checks if line.name == "standing picture"]
    assert (standing.passed, standing.scene_id) == (False, studio.write_script(video_id).scenes[0].scene_id)


def test_the_camera_over_an_own_picture_can_be_changed(studio: Studio, video_id: str, holiday: bytes) -> None:
    first = bring(studio, video_id, picture(), "logo.png")
    studio.move_camera(video_id, 1, first, CameraMove.PULL_BACK)
    now = used(studio, video_id)
    assert now.own is not None
    assert (now.own.move, now.record.take_id != first) == (CameraMove.PULL_BACK, True)
    clip = bring(studio, video_id, holiday)
    with pytest.raises(InvalidInput):
        studio.move_camera(video_id, 1, clip, CameraMove.STATIC)


def test_filming_the_scene_takes_the_own_clips_place_and_it_can_come_back(
    studio: Studio, video_id: str, holiday: bytes
) -> None:
    own = bring(studio, video_id, holiday)
    filmed = studio.regenerate(video_id, 1)
    assert used(studio, video_id).record.take_id == filmed.take_id
    before = studio.script(video_id)
    studio.choose_take(video_id, 1, own)
    assert used(studio, video_id).record.take_id == own
    assert studio.script(video_id) == before


def test_a_locked_take_stays_when_the_description_changes(studio: Studio, video_id: str) -> None:
    take = studio.regenerate(video_id, 1)
    studio.lock(video_id, 1, locked=True)
    studio.edit_scene(video_id, 1, {"visual_prompt": "Something else"})
    now = used(studio, video_id)
    assert (now.record.take_id, now.fits, now.record.locked) == (take.take_id, False, True)
    assert studio.price(video_id).items[0].covered
    studio.lock(video_id, 1, locked=False)
    assert studio.scene_takes(video_id)[0].used is None


def test_a_locked_take_that_was_cleared_from_the_cache_is_filmed_as_it_was(
    studio: Studio, video_id: str, camera: QuickVideo
) -> None:
    take = studio.regenerate(video_id, 1)
    studio.lock(video_id, 1, locked=True)
    studio.edit_scene(video_id, 1, {"visual_prompt": "Something else"})
    studio.clear_cache()
    asked = camera.submitted[-1]
    assert not studio.price(video_id).items[0].covered
    assert studio.render(video_id).success
    assert asked in camera.submitted[-4:]
    assert used(studio, video_id).record.take_id == take.take_id


def test_an_own_clip_that_was_cleared_from_the_cache_is_made_again(
    studio: Studio, video_id: str, holiday: bytes
) -> None:
    bring(studio, video_id, holiday)
    studio.clear_cache()
    assert studio.render(video_id).success


def test_an_own_clip_whose_file_is_gone_says_so(studio: Studio, video_id: str) -> None:
    bring(studio, video_id, picture((97, 97)), "logo.png")
    own = used(studio, video_id).own
    assert own is not None
    (studio._parts.uploads_dir / own.file).unlink()
    studio.clear_cache()
    result = studio.render(video_id)
    assert result.error_details is not None
    assert "logo.png" in result.error_details.message
    assert "again" in result.error_details.hint


def test_another_part_of_a_clip_is_shown_and_named_as_a_change(
    studio: Studio, video_id: str, holiday: bytes
) -> None:
    take_id = bring(studio, video_id, holiday)
    assert studio.render(video_id).success
    room_s = used(studio, video_id).room_to_trim_s
    assert room_s > 5
    studio.trim(video_id, 1, take_id, 2.04)
    assert used(studio, video_id).record.starts_s == 2.0
    assert studio.changes(video_id).lines == ("Scene 1: another part of its clip",)
    result = studio.render(video_id)
    made = result.generation_stats.artefacts_made
    assert not any(name.startswith(("clip", "narration", "soundtrack")) for name in made)
    assert any(name.startswith("segment") for name in made)
    assert not studio.changes(video_id).is_needed


@pytest.mark.parametrize("starts_s", [-0.1, 60.0, float("nan"), float("inf"), 1e300])
def test_a_scene_cannot_begin_outside_its_clip(
    studio: Studio, video_id: str, holiday: bytes, starts_s: float
) -> None:
    take_id = bring(studio, video_id, holiday)
    with pytest.raises(InvalidInput, match="cannot begin"):
        studio.trim(video_id, 1, take_id, starts_s)
    assert used(studio, video_id).record.starts_s == 0


def test_what_does_not_exist_cannot_be_kept(studio: Studio, video_id: str, holiday: bytes) -> None:
    with pytest.raises(NotFound):
        studio.trim(video_id, 1, "gone", 0.0)
    with pytest.raises(InvalidInput, match="no take"):
        studio.lock(video_id, 1, locked=True)
    bring(studio, video_id, holiday)
    with pytest.raises(InvalidInput, match="always kept"):
        studio.lock(video_id, 1, locked=False)
    for scene in (0, 99, "gone"):
        with pytest.raises(AppError):
            studio.bring(video_id, scene, "a.mp4", io.BytesIO(holiday))
    with pytest.raises(NotFound):
        studio.bring("gone", 1, "a.mp4", io.BytesIO(holiday))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.mp4", b""),
        ("noise.mp4", b"\0" * 5_000),
        ("script.mp4", b"#!/bin/sh\nrm -rf /\n"),
        ("list.mp4", b"ffconcat version 1.0\nfile /etc/passwd\n"),
        ("playlist.mp4", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"),
        ("picture.mp4", picture()),
        ("noise.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 100),
        ("tiny.png", picture((8, 8))),
        ("page.svg", b"<svg onload='alert(1)'/>"),
        ("program.exe", b"MZ"),
        ("", b"x"),
        ("no ending", b"x"),
        ("../../etc/passwd", b"x"),
        ("x\0.mp4", b"x"),
        ("‮4pm.exe.mp4", b"x"),
        ("n" * 300 + ".mp4", b"x"),
    ],
)
def test_what_is_no_clip_is_refused_and_leaves_nothing(
    studio: Studio, video_id: str, name: str, data: bytes
) -> None:
    before = studio.scene_takes(video_id)
    with pytest.raises(InvalidInput) as caught:
        studio.bring(video_id, 1, name, io.BytesIO(data))
    assert "\n" not in caught.value.message
    assert str(studio._parts.uploads_dir) not in caught.value.message
    assert studio.scene_takes(video_id) == before
    assert leftovers(studio) == []


def test_sound_alone_is_no_clip(studio: Studio, video_id: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no picture"):
        bring(studio, video_id, make_tone(tmp_path / "a.wav", seconds=2).read_bytes(), "tone.mp4")


def test_a_film_of_feature_length_is_refused(studio: Studio, video_id: str, tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "long.mp4", seconds=LONGEST_S + 2, size=(64, 64), fps="1")
    with pytest.raises(InvalidInput, match="at most 120 s"):
        bring(studio, video_id, clip.read_bytes())
    assert leftovers(studio) == []


@pytest.mark.parametrize("pix_fmt", ["yuv444p", "yuv420p10le"])
def test_what_browsers_cannot_play_is_encoded_anew(
    studio: Studio, video_id: str, tmp_path: Path, pix_fmt: str
) -> None:
    clip = make_clip(tmp_path / "a.mkv", seconds=1, size=(2000, 1001), pix_fmt=pix_fmt)
    take_id = bring(studio, video_id, clip.read_bytes(), "a.mkv")
    path = studio.published_file(video_id, f"takes/{take_id}.mp4")
    assert path is not None
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (stream.width, stream.height) == (1920, 960)


def test_what_stays_in_view_of_a_wide_clip_is_chosen_and_taken_back(
    studio: Studio, video_id: str, tmp_path: Path
) -> None:
    wide = make_clip(tmp_path / "wide.mp4", seconds=8, size=(320, 180)).read_bytes()
    take_id = bring(studio, video_id, wide)
    by_itself = used(studio, video_id)
    assert by_itself.is_cut_across
    assert studio.published_file(video_id, by_itself.view.partition("?")[0]) is not None
    studio.aim(video_id, 1, take_id, (0.9, 0.5))
    aimed = used(studio, video_id)
    assert aimed.record.focus == (0.9, 0.5)
    assert aimed.view != by_itself.view, "another picture is shown"
    for nowhere in ((-0.1, 0.5), (0.5, float("nan"))):
        with pytest.raises(InvalidInput):
            studio.aim(video_id, 1, take_id, nowhere)
    with pytest.raises(NotFound):
        studio.aim(video_id, 1, "nothing", (0.5, 0.5))
    studio.aim(video_id, 1, take_id, None)
    assert used(studio, video_id).view == by_itself.view


def test_an_own_clips_sound_is_heard_once_it_is_wanted(studio: Studio, video_id: str, holiday: bytes) -> None:
    bring(studio, video_id, holiday)
    assert used(studio, video_id).record.clip.has_audio
    assert studio.render(video_id).success
    with pytest.raises(InvalidInput):
        studio.restyle(video_id, clip_sound="deafening")
    studio.restyle(video_id, clip_sound="loud")
    assert studio.changes(video_id).lines == ("Another level of the clips' own sound",)
    made = studio.render(video_id).generation_stats.artefacts_made
    assert sorted(name.partition(":")[0] for name in made) == ["soundtrack", "video"]
    assert not studio.changes(video_id).is_needed


def test_a_clip_in_the_videos_own_shape_has_nothing_to_aim(
    studio: Studio, video_id: str, holiday: bytes
) -> None:
    bring(studio, video_id, holiday)
    assert used(studio, video_id).view == ""


def test_a_new_focus_is_a_change_that_encodes_its_scene_alone(
    studio: Studio, video_id: str, tmp_path: Path
) -> None:
    wide = make_clip(tmp_path / "wide.mp4", seconds=4, size=(320, 180)).read_bytes()
    take_id = bring(studio, video_id, wide)
    assert studio.render(video_id).success
    studio.aim(video_id, 1, take_id, (0.9, 0.5))
    assert studio.changes(video_id).lines == ("Scene 1: another focus",)
    made = studio.render(video_id).generation_stats.artefacts_made
    assert [name for name in made if name.startswith(("segment", "clip"))] == ["segment:0"]
    studio.aim(video_id, 1, take_id, None)
    assert "segment:0" in studio.render(video_id).generation_stats.artefacts_reused


def test_a_logo_is_laid_over_all_pieces_and_films_nothing_again(studio: Studio, video_id: str) -> None:
    assert studio.render(video_id).success
    with pytest.raises(InvalidInput):
        studio.bring_logo(video_id, "logo.png", io.BytesIO(b"<svg/>"))
    assert not studio.changes(video_id).is_needed
    picture = io.BytesIO()
    Image.new("RGBA", (200, 100), (255, 0, 0, 255)).save(picture, "PNG")
    picture.seek(0)
    assert studio.bring_logo(video_id, "Brand.png", picture).logo
    assert studio.changes(video_id).lines == ("Another logo",)
    made = {name.partition(":")[0] for name in studio.render(video_id).generation_stats.artefacts_made}
    assert "segment" in made and not made & {"clip", "narration", "soundtrack", "music"}
    assert not studio.changes(video_id).is_needed
    studio.remove_logo(video_id)
    again = studio.render(video_id).generation_stats.artefacts_made
    assert not any(name.startswith(("segment", "join")) for name in again), "the pieces without it are kept"
