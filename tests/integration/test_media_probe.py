"""What is measured on files, and on things that only look like files."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import MediaError
from core.media.probe import has_faststart, probe
from tests.media_samples import cut_short, ffmpeg, make_clip, make_tone


def test_a_clip_is_measured(tmp_path: Path) -> None:
    tags = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
    clip = make_clip(
        tmp_path / "a.mp4", seconds=2, fps="24", sound=True, filters=tags, options=("-c:v", "libx264")
    )
    info = probe(clip)
    assert info.video is not None
    assert info.audio is not None
    assert (info.video.codec, info.video.profile, info.video.pix_fmt) == ("h264", "High", "yuv420p")
    assert (info.video.width, info.video.height, info.video.frames) == (180, 320, 48)
    assert (info.video.fps, info.video.duration_s) == (pytest.approx(24), pytest.approx(2))
    assert {info.video.matrix, info.video.primaries, info.video.transfer} == {"bt709"}
    assert info.video.colour_range == "tv"
    assert info.video.is_constant_rate
    assert (info.audio.codec, info.audio.sample_rate_hz, info.audio.channels) == ("aac", 44_100, 1)
    assert info.duration_s == pytest.approx(2, abs=0.05)
    assert not info.faststart


def test_the_place_of_the_index_is_read_from_the_boxes(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "a.mp4", options=("-c:v", "libx264", "-movflags", "+faststart"))
    assert probe(clip).faststart


@pytest.mark.parametrize(
    ("data", "is_first"),
    [
        (b"", False),
        (b"\0\0\0", False),
        (b"\0\0\0\x08ftyp\0\0\0\x08moov", True),
        (b"\0\0\0\x08mdat\0\0\0\x08moov", False),
        (b"\0\0\0\x01free\0\0\0\0\0\0\0\x18" + b"." * 8 + b"\0\0\0\x08moov", True),
        (b"\0\0\0\x01free\0\0\0\0\0\0\0\x01", False),
        (b"\0\0\0\x03free\0\0\0\x08moov", False),
        (b"\xff\xff\xff\xfffree", False),
    ],
)
def test_boxes_of_any_kind_are_read_without_a_fall(tmp_path: Path, data: bytes, is_first: bool) -> None:
    file = tmp_path / "a.mp4"
    file.write_bytes(data)
    assert has_faststart(file) == is_first


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_rotation_turns_the_displayed_size(tmp_path: Path, degrees: int) -> None:
    clip = make_clip(tmp_path / "a.mp4", seconds=0.2, size=(320, 180))
    ffmpeg("-display_rotation", str(degrees), "-i", clip, "-c", "copy", tmp_path / "turned.mp4")
    video = probe(tmp_path / "turned.mp4").video
    assert video is not None
    assert (video.width, video.height) == ((320, 180) if degrees == 180 else (180, 320))
    assert video.rotation in (degrees, 360 - degrees)


def test_pixels_that_are_not_square_stretch_the_displayed_size(tmp_path: Path) -> None:
    video = probe(make_clip(tmp_path / "a.mp4", seconds=0.2, filters="setsar=2")).video
    assert video is not None
    assert (video.width, video.height, video.has_square_pixels) == (360, 320, False)


def test_a_variable_rate_is_noticed(tmp_path: Path) -> None:
    clip = make_clip(
        tmp_path / "a.mp4",
        filters="select='not(eq(mod(n,7),3))'",
        options=("-c:v", "libx264", "-fps_mode", "vfr"),
    )
    video = probe(clip).video
    assert video is not None
    assert not video.is_constant_rate


def test_a_matroska_clock_of_milliseconds_is_still_constant(tmp_path: Path) -> None:
    video = probe(make_clip(tmp_path / "a.mkv")).video
    assert video is not None
    assert video.is_constant_rate


def test_one_frame_is_a_clip(tmp_path: Path) -> None:
    video = probe(make_clip(tmp_path / "a.mp4", frames=1)).video
    assert video is not None
    assert (video.frames, video.duration_s) == (1, pytest.approx(1 / 30))


def test_sound_alone_is_measured(tmp_path: Path) -> None:
    info = probe(make_tone(tmp_path / "a.wav", seconds=1.5))
    assert info.video is None
    assert info.duration_s == pytest.approx(1.5)


def test_a_cover_picture_is_no_video(tmp_path: Path) -> None:
    tone = make_tone(tmp_path / "a.mp3")
    ffmpeg("-f", "lavfi", "-i", "testsrc2=size=64x64", "-frames:v", "1", tmp_path / "c.png")
    cover = ("-map", "0", "-map", "1", "-c", "copy", "-disposition:v:0", "attached_pic")
    ffmpeg("-i", tone, "-i", tmp_path / "c.png", *cover, tmp_path / "covered.mp3")
    assert probe(tmp_path / "covered.mp3").video is None


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 999, b"no media at all", b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n"]
)
def test_what_is_no_media_is_told_by_name_only(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "it's.mp4"
    file.write_bytes(data)
    with pytest.raises(MediaError, match=r"it's\.mp4") as caught:
        probe(file)
    assert str(tmp_path) not in caught.value.message


def test_a_clip_without_its_index_and_a_missing_file_are_media_errors(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "a.mp4")
    for path in (cut_short(clip, tmp_path / "half.mp4"), tmp_path / "none.mp4", tmp_path):
        with pytest.raises(MediaError):
            probe(path)
