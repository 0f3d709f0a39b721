"""Bodies, encoded for real and counted frame by frame."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from core.errors import Cancelled, MediaError
from core.media.focus import Focus
from core.media.probe import probe
from core.models import FrameSize
from tests.encoding import SIZE, SMALL, body, footage, levels, movement, numbers
from tests.media_samples import cut_short, ffmpeg, frames_of, make_clip, make_counter, make_grey

BT709 = ("bt709", "bt709", "bt709", "tv")


HARD_CLIPS = {
    "other size and rate": {"size": (426, 240), "fps": "24"},
    "broadcast rate": {"fps": "30000/1001"},
    "60 fps with sound": {"fps": "60", "sound": True},
    "12 fps": {"fps": "12"},
    "variable rate": {
        "filters": "select='not(eq(mod(n,7),3))'",
        "options": ("-c:v", "libx264", "-fps_mode", "vfr"),
    },
    "10 bit": {"pix_fmt": "yuv420p10le"},
    "4:4:4 and odd sides": {"pix_fmt": "yuv444p", "size": (181, 321)},
    "full range": {"filters": "scale=out_range=pc", "pix_fmt": "yuvj420p"},
    "odd length": {"seconds": 0.77},
    "one frame": {"frames": 1},
    "pixels that are not square": {"filters": "setsar=2"},
    "very wide": {"size": (640, 64)},
    "rgb": {"options": ("-c:v", "libx264rgb"), "pix_fmt": "rgb24"},
    "hdr": {
        "pix_fmt": "yuv420p10le",
        "filters": "setparams=color_trc=arib-std-b67:color_primaries=bt2020:colorspace=bt2020nc",
        "options": ("-c:v", "libx265", "-x265-params", "log-level=error"),
    },
}


@pytest.mark.parametrize("name", HARD_CLIPS)
def test_any_clip_becomes_exactly_the_frames_in_the_delivery_format(tmp_path: Path, name: str) -> None:
    clip = make_clip(tmp_path / "a.mp4", **HARD_CLIPS[name])  # type: ignore[arg-type]
    made = body(footage(clip, 45), tmp_path / "body.mp4", 0, 45)
    video = probe(made).video
    assert video is not None
    assert (video.frames, video.width, video.height, video.fps) == (45, *SIZE, pytest.approx(30))
    assert (video.codec, video.profile, video.pix_fmt) == ("h264", "High", "yuv420p")
    assert (video.matrix, video.primaries, video.transfer, video.colour_range) == BT709
    assert (video.is_constant_rate, video.rotation, video.has_square_pixels) == (True, 0, True)
    assert [round(time * 30) for time, _ in frames_of(made)] == list(range(45))
    assert min(levels(made)) > 24, "no black frame"
    assert max(movement(made)[:20]) > 0.02, "something moves"
    assert max(movement(made)[-20:]) > 0.02, "and goes on moving"


BT601 = "setparams=range=tv:colorspace=smpte170m:color_primaries=smpte170m:color_trc=smpte170m"
BT2020 = (
    "format=gbrp,setparams=range=pc:color_primaries=bt709:color_trc=bt709:colorspace=gbr,"
    "zscale=matrix=2020_ncl:primaries=2020:transfer=2020_10:range=limited,format=yuv420p10le,"
    "setparams=range=tv:colorspace=bt2020nc:color_primaries=bt2020"
)
COLOURED_CLIPS = {
    "video range": (
        "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,setparams=colorspace=bt709",
        "",
    ),
    "full range": (
        "scale=out_color_matrix=bt709:out_range=pc,format=yuvj420p,setparams=colorspace=bt709",
        "",
    ),
    "old television": (f"scale=out_color_matrix=smpte170m:out_range=tv,format=yuv420p,{BT601}", ""),
    "untagged": ("scale=out_color_matrix=smpte170m:out_range=tv,format=yuv420p", ""),
    "rgb": ("format=gbrp", "libx264rgb"),
    "wide gamut": (f"{BT2020}:color_trc=bt2020-10", ""),
    "wide gamut that does not say its curve": (BT2020, ""),
    "interlaced": ("scale=out_color_matrix=smpte170m,format=yuv420p,interlace", "-flags +ildct"),
}
ORANGE = (210, 120, 40)


@pytest.mark.parametrize("name", COLOURED_CLIPS)
def test_a_colour_is_the_same_colour_whatever_the_clip_says_it_in(tmp_path: Path, name: str) -> None:
    filters, codec = COLOURED_CLIPS[name]
    source = f"color=c=#{bytes(ORANGE).hex()}:size=180x320:rate=30,format=rgb24"
    encode = ["-c:v", codec] if codec.startswith("lib") else codec.split()
    ffmpeg("-f", "lavfi", "-i", source, "-t", "0.3", "-vf", filters, *encode, "-crf", "4", tmp_path / "a.mp4")
    made = body(footage(tmp_path / "a.mp4", 5), tmp_path / "b.mp4", 0, 5)
    assert colour_of(made) == pytest.approx(ORANGE, abs=6)


def colour_of(path: Path) -> tuple[float, ...]:
    """The mean of the first frame, by BT.709 in video range: red, green, blue."""
    with av.open(str(path)) as container:
        frame = next(container.decode(video=0))
    planes = np.split(frame.to_ndarray().ravel(), [180 * 320, 180 * 320 * 5 // 4])
    luma, blue, red = (float(plane.mean()) for plane in planes)
    luma, blue, red = (luma - 16) / 219, (blue - 128) / 224, (red - 128) / 224
    rgb = (luma + 1.5748 * red, luma - 0.1873 * blue - 0.4681 * red, luma + 1.8556 * blue)
    return tuple(255 * part for part in rgb)


def test_a_clip_that_does_not_start_at_zero_shows_its_first_frame_first(tmp_path: Path) -> None:
    clip = make_counter(tmp_path / "a.mp4", frames=40, size=SMALL)
    ffmpeg("-i", clip, "-c", "copy", "-output_ts_offset", "5", tmp_path / "late.ts")
    shown = numbers(body(footage(tmp_path / "late.ts", 30), tmp_path / "b.mp4", 0, 30, SMALL))
    assert shown == list(range(30))


def test_a_focus_keeps_its_part_of_a_wide_clip_in_view_wherever_a_body_starts(tmp_path: Path) -> None:
    source = "nullsrc=size=320x112:rate=30,geq=lum='16+X/2':cb=128:cr=128"
    ffmpeg(
        "-f", "lavfi", "-i", source, "-frames:v", "60", "-pix_fmt", "yuv420p", "-crf", "1", tmp_path / "a.mp4"
    )
    glide = (Focus(time_s=0, x=0.2, y=0.5), Focus(time_s=2, x=0.8, y=0.5))
    clip = footage(tmp_path / "a.mp4", 60).model_copy(update={"focus": glide})
    whole = levels(body(clip, tmp_path / "w.mp4", 0, 60, FrameSize(96, 112)))
    columns = [2 * (level - 16) / 320 for level in whole]
    assert columns[0] == pytest.approx(0.2, abs=0.02)
    assert columns[-1] == pytest.approx(0.8, abs=0.02)
    assert np.diff(columns) == pytest.approx(0.01, abs=0.006), "steadily"
    late = levels(body(clip, tmp_path / "l.mp4", 40, 20, FrameSize(96, 112)))
    assert late == pytest.approx(whole[40:], abs=1)


def test_rotated_clips_stand_upright(tmp_path: Path) -> None:
    plain = make_clip(tmp_path / "a.mp4", seconds=0.2, source="testsrc")
    ffmpeg("-i", plain, "-vf", "transpose=clock", tmp_path / "lying.mp4")
    ffmpeg("-display_rotation", "90", "-i", tmp_path / "lying.mp4", "-c", "copy", tmp_path / "turned.mp4")
    straight = body(footage(plain, 5), tmp_path / "1.mp4", 0, 5)
    turned = body(footage(tmp_path / "turned.mp4", 5), tmp_path / "2.mp4", 0, 5)
    for (_, a), (_, b) in zip(frames_of(straight), frames_of(turned), strict=True):
        assert np.abs(a.astype(float) - b).mean() < 8


@pytest.mark.parametrize("fps", [30, 60])
def test_bodies_cut_anywhere_continue_each_other(tmp_path: Path, fps: int) -> None:
    clip = make_counter(tmp_path / "a.mp4", frames=fps * 3, fps=fps, size=SMALL)
    whole = numbers(body(footage(clip, 90), tmp_path / "whole.mp4", 0, 90, SMALL))
    assert whole[0] == 0
    assert all(0 <= b - a <= 2 for a, b in pairwise(whole))
    parts = [
        numbers(body(footage(clip, 90), tmp_path / "p.mp4", first, n, SMALL))
        for first, n in ((0, 31), (31, 59))
    ]
    assert parts[0] + parts[1] == whole
    if fps == 30:
        assert whole == list(range(90))


def test_a_head_moves_the_window_into_the_footage(tmp_path: Path) -> None:
    clip = make_counter(tmp_path / "a.mp4", frames=60, size=SMALL)
    made = body(footage(clip, 40, head=6, tail=4), tmp_path / "b.mp4", 6, 30, SMALL)
    assert numbers(made) == list(range(12, 42))


@pytest.mark.parametrize("fps", [30, 60])
def test_a_trimmed_clip_begins_later_and_its_bodies_still_continue_each_other(
    tmp_path: Path, fps: int
) -> None:
    clip = make_counter(tmp_path / "c.mp4", frames=90, fps=fps)
    whole = numbers(body(footage(clip, 42), tmp_path / "w.mp4", 0, 42, SMALL))
    trimmed = footage(clip, 30, starts_s=0.4)
    assert numbers(body(trimmed, tmp_path / "t.mp4", 0, 30, SMALL)) == whole[12:]
    assert numbers(body(trimmed, tmp_path / "l.mp4", 20, 10, SMALL)) == whole[32:]


def test_a_clip_trimmed_too_far_is_slowed_from_where_it_begins(tmp_path: Path) -> None:
    clip = make_counter(tmp_path / "c.mp4", frames=60)
    shown = numbers(body(footage(clip, 40, starts_s=1.0), tmp_path / "b.mp4", 0, 40, SMALL))
    assert shown[0] == 30
    assert max(shown) == 59
    assert shown[:37] == sorted(shown[:37])


def test_a_short_clip_is_slowed_then_played_back_and_forth(tmp_path: Path) -> None:
    clip = make_counter(tmp_path / "a.mp4", frames=40, size=SMALL)
    shown = numbers(body(footage(clip, 200), tmp_path / "b.mp4", 0, 200, SMALL))
    assert shown[:50] == sorted(shown[:50])
    assert shown[49] == 39
    assert shown[50:95] == sorted(shown[50:95], reverse=True)
    assert shown[96:140] == sorted(shown[96:140])
    assert max(abs(b - a) for a, b in pairwise(shown)) <= 2


def test_windows_inside_the_mirrored_end_continue_each_other(tmp_path: Path) -> None:
    clip = make_counter(tmp_path / "a.mp4", frames=40, size=SMALL)
    whole = numbers(body(footage(clip, 120), tmp_path / "w.mp4", 0, 120, SMALL))
    late = numbers(body(footage(clip, 120), tmp_path / "l.mp4", 80, 40, SMALL))
    assert late == whole[80:]


def test_a_still_is_never_frozen(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "a.mp4", frames=1)
    made = body(footage(clip, 60), tmp_path / "b.mp4", 0, 60)
    pictures = [frame.astype(float) for _, frame in frames_of(made)]
    assert np.abs(pictures[30] - pictures[0]).mean() > 0.5
    assert np.abs(pictures[59] - pictures[30]).mean() > 0.5


def test_a_body_shows_grey_as_grey_whatever_the_range(tmp_path: Path) -> None:
    clip = make_grey(tmp_path / "a.mp4", 128)
    ffmpeg("-i", clip, "-vf", "scale=out_range=pc,format=yuvj420p", tmp_path / "full.mp4")
    plain = levels(body(footage(clip, 5), tmp_path / "1.mp4", 0, 5))
    full = levels(body(footage(tmp_path / "full.mp4", 5), tmp_path / "2.mp4", 0, 5))
    assert plain == pytest.approx(full, abs=1.5)


def test_progress_is_told_and_a_cancelled_body_leaves_nothing(tmp_path: Path) -> None:
    clip = footage(make_clip(tmp_path / "a.mp4", seconds=3), 90)
    seen: list[float] = []
    body(clip, tmp_path / "out" / "b.mp4", 0, 90, on_fraction=seen.append)
    assert seen[-1] == pytest.approx(1, abs=0.1)

    def cancel(_fraction: float) -> None:
        raise Cancelled("Stopped.")

    shutil.rmtree(tmp_path / "out")
    with pytest.raises(Cancelled):
        body(clip, tmp_path / "out" / "b.mp4", 0, 90, on_fraction=cancel)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_clip_that_broke_after_it_was_measured_is_a_media_error(tmp_path: Path) -> None:
    clip = footage(make_clip(tmp_path / "a.mp4"), 20)
    cut_short(clip.path, tmp_path / "half.mp4").replace(clip.path)
    with pytest.raises(MediaError):
        body(clip, tmp_path / "b.mp4", 0, 20)
    assert not (tmp_path / "b.mp4").exists()
