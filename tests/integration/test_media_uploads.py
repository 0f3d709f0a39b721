"""Uploads: what is taken, what is refused and in which words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from core.errors import InvalidInput, MediaError
from core.media import uploads
from core.media.uploads import UploadKind, check_upload
from tests.media_samples import cut_short, make_clip, make_tone


def picture(path: Path, size: tuple[int, int] = (100, 80)) -> Path:
    Image.effect_noise(size, 50).convert("RGB").save(path)
    return path


def half_a_clip(folder: Path) -> Path:
    clip = make_clip(folder / "a.mp4", seconds=4, options=("-movflags", "+faststart", "-g", "10"))
    return cut_short(clip, folder / "half.mp4", 0.3)


@pytest.mark.parametrize("name", ["it's a logo.png", "ü漢.jpg", "c.webp"])
def test_a_picture_is_taken(tmp_path: Path, name: str) -> None:
    upload = check_upload(picture(tmp_path / name), "image")
    assert (upload.width, upload.height, upload.duration_s) == (100, 80, None)


def test_sound_is_taken(tmp_path: Path) -> None:
    upload = check_upload(make_tone(tmp_path / "a.mp3", seconds=2), "audio")
    assert upload.duration_s == pytest.approx(2, abs=0.1)


def test_a_video_is_taken(tmp_path: Path) -> None:
    upload = check_upload(make_clip(tmp_path / "a.mp4", sound=True), "video")
    assert (upload.width, upload.height, upload.has_audio) == (180, 320, True)


def test_a_video_of_one_frame_is_taken(tmp_path: Path) -> None:
    assert check_upload(make_clip(tmp_path / "a.mp4", frames=1), "video").width == 180


@pytest.mark.parametrize("kind", ["image", "audio", "video"])
@pytest.mark.parametrize(
    "data", [b"", b"\0" * 999, b"GIF89a nonsense", b"ffconcat version 1.0\nfile /etc/passwd\n"]
)
def test_what_is_no_such_file_is_refused_in_one_line(tmp_path: Path, kind: UploadKind, data: bytes) -> None:
    file = tmp_path / "up.load"
    file.write_bytes(data)
    with pytest.raises(InvalidInput, match=r"up\.load") as caught:
        check_upload(file, kind)
    assert "\n" not in caught.value.message
    assert str(tmp_path) not in caught.value.message


@pytest.mark.parametrize("kind", ["image", "audio", "video"])
def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path, kind: UploadKind) -> None:
    for path in (tmp_path / "none", tmp_path, tmp_path / ("x" * 5_000)):
        with pytest.raises(InvalidInput, match="There is no file"):
            check_upload(path, kind)


def test_damaged_files_are_refused(tmp_path: Path) -> None:
    image = cut_short(picture(tmp_path / "a.png"), tmp_path / "half.png")
    for path, kind in ((image, "image"), (half_a_clip(tmp_path), "video")):
        with pytest.raises(InvalidInput, match="damaged"):
            check_upload(path, kind)  # type: ignore[arg-type]


def test_the_wrong_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no sound"):
        check_upload(make_clip(tmp_path / "a.mp4"), "audio")
    with pytest.raises(InvalidInput, match="no picture"):
        check_upload(make_tone(tmp_path / "a.wav"), "video")


def test_sizes_and_lengths_out_of_range_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidInput, match="at least 64"):
        check_upload(picture(tmp_path / "tiny.png", (10, 100)), "image")
    with pytest.raises(InvalidInput, match="too large"):
        check_upload(picture(tmp_path / "wide.png", (8_193, 64)), "image")
    with pytest.raises(InvalidInput, match="it must be between"):
        check_upload(make_tone(tmp_path / "a.wav", seconds=0.2), "audio")
    monkeypatch.setitem(uploads.MAX_BYTES, "audio", 1_000)
    with pytest.raises(InvalidInput, match="too large"):
        check_upload(tmp_path / "a.wav", "audio")


def test_a_decompression_bomb_is_refused_before_it_opens(tmp_path: Path) -> None:
    Image.new("1", (8_000, 8_000)).save(tmp_path / "bomb.png")
    with pytest.raises(InvalidInput, match=r"bomb\.png"):
        check_upload(tmp_path / "bomb.png", "image")


def test_the_childs_work_gives_what_the_parent_returns(tmp_path: Path) -> None:
    files: dict[UploadKind, Path] = {
        "image": picture(tmp_path / "a.png"),
        "audio": make_tone(tmp_path / "a.wav"),
        "video": make_clip(tmp_path / "a.mp4"),
    }
    for kind, path in files.items():
        answer = uploads._check({"path": str(path), "kind": kind}, lambda _: None)
        assert uploads.Upload.model_validate(answer) == check_upload(path, kind)


@pytest.mark.parametrize(
    ("make", "kind", "words"),
    [
        (lambda p: picture(p / "a.png", (10, 100)), "image", "at least 64"),
        (lambda p: picture(p / "a.png", (8_193, 64)), "image", "too large"),
        (lambda p: cut_short(picture(p / "a.png"), p / "b.png"), "image", "no picture"),
        (lambda p: make_tone(p / "a.wav", seconds=0.2), "audio", "must be between"),
        (lambda p: make_tone(p / "a.wav"), "video", "holds no picture"),
        (lambda p: make_clip(p / "a.mp4"), "audio", "holds no sound"),
        (lambda p: cut_short(make_tone(p / "a.m4a"), p / "b.m4a"), "audio", "not a media file"),
        (lambda p: half_a_clip(p), "video", "cannot be decoded"),
        (
            lambda p: cut_short(make_clip(p / "a.mkv", seconds=4), p / "b.mkv"),
            "video",
            "ends before its time",
        ),
    ],
)
def test_the_child_says_what_is_wrong(
    tmp_path: Path, make: Callable[[Path], Path], kind: UploadKind, words: str
) -> None:
    with pytest.raises((InvalidInput, MediaError), match=words):
        uploads._check({"path": str(make(tmp_path)), "kind": kind}, lambda _: None)
