"""Bodies and joins, encoded for real and counted frame by frame."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pymupdf_fonts
import pytest
from PIL import Image

from core.errors import Cancelled, MediaError
from core.media.ffmpeg import Ffmpeg
from core.media.focus import Focus
from core.media.footage import Footage
from core.media.logo import Mark
from core.media.probe import probe
from core.media.segments import encode_body, encode_join
from core.media.timeline import Body, Join, ScenePlan
from core.models import FrameSize, Transition
from tests.media_samples import cut_short, ffmpeg, frames_of, make_clip, make_counter, make_grey

SIZE = FrameSize(180, 320)
SMALL = FrameSize(64, 112)
BT709 = ("bt709", "bt709", "bt709", "tv")


def footage(
    path: Path,
    frames: int,
    *,
    head: int = 0,
    tail: int = 0,
    captions: Path | None = None,
    starts_s: float = 0.0,
) -> Footage:
    video = probe(path).video
    assert video is not None
    scene_id = "b" if head else "a"  # as in `join`: the second scene is the one with a head
    plan = ScenePlan(
        scene_id=scene_id, start_frame=0, frames=frames, head=head, tail=tail, narration_start_s=0
    )
    return Footage(path=path, video=video, scene=plan, captions=captions, starts_s=starts_s)


def body(
    clip: Footage, target: Path, first: int, frames: int, size: FrameSize = SIZE, **options: object
) -> Path:
    piece = Body(scene_id="a", first_frame=first, frames=frames)
    encode_body(Ffmpeg(), clip, piece, target, size=size, threads=1, **options)  # type: ignore[arg-type]
    return target


def join(
    kind: Transition, before: Footage, after: Footage, frames: int, target: Path, size: FrameSize
) -> Path:
    piece = Join(kind=kind, before="a", after="b", frames=frames)
    encode_join(Ffmpeg(), before, after, piece, target, size=size, threads=1)
    return target


def numbers(path: Path) -> list[int]:
    """Which frame of a counter clip each frame shows."""
    return [round((float(np.median(frame)) - 16) / 2) for _, frame in frames_of(path)]


def movement(path: Path) -> list[float]:
    """Mean change from each frame to the next."""
    pictures = [frame.astype(float) for _, frame in frames_of(path)]
    return [float(np.abs(b - a).mean()) for a, b in pairwise(pictures)]


def levels(path: Path) -> list[float]:
    return [float(frame.mean()) for _, frame in frames_of(path)]


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


@pytest.mark.parametrize("kind", [Transition.CROSSFADE, Transition.SLIDE, Transition.DIP])
def test_a_join_goes_in_steps_from_one_scene_to_the_next(tmp_path: Path, kind: Transition) -> None:
    dark, light = make_grey(tmp_path / "d.mp4", 90), make_grey(tmp_path / "l.mp4", 200)
    before, after = footage(dark, 20, tail=6), footage(light, 20, head=6)
    seen = levels(join(kind, before, after, 12, tmp_path / "j.mp4", SIZE))
    first = levels(body(before, tmp_path / "1.mp4", 0, 5))[0]
    last = levels(body(after, tmp_path / "2.mp4", 6, 5))[0]
    assert len(seen) == 12
    if kind is Transition.DIP:
        assert seen[:6] == sorted(seen[:6], reverse=True)
        assert seen[6:] == sorted(seen[6:])
        assert first > seen[0] > seen[5]
        assert seen[6] < seen[-1] < last
    else:
        assert seen == sorted(seen)
        assert first < seen[0] < seen[-1] < last


def test_a_join_takes_its_frames_around_the_border(tmp_path: Path) -> None:
    clip = make_counter(tmp_path / "a.mp4", frames=80, size=SMALL)
    before, after = footage(clip, 60, tail=4), footage(clip, 60, head=4)
    seen = numbers(join(Transition.CROSSFADE, before, after, 8, tmp_path / "j.mp4", SMALL))
    expected = [56 + i + (i - (56 + i)) * (i + 1) / 9 for i in range(8)]
    assert seen == pytest.approx(expected, abs=1.1)


CAPTIONS = """[Script Info]
ScriptType: v4.00+
PlayResX: 180
PlayResY: 320

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, BorderStyle, Outline, Shadow, Alignment
Style: A,FiraGO,60,&H00FFFFFF,1,0,0,5

[Events]
Format: Layer, Start, End, Style, Text
Dialogue: 0,0:00:0{start},0:00:0{end},A,MMM
"""


@pytest.fixture(scope="module")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fonts: it's 100%")
    (folder / "bold.otf").write_bytes(pymupdf_fonts.myfont("figbo"))
    return folder


def with_captions(folder: Path, start: str = "0.50", end: str = "1.00") -> Path:
    file = folder / "captions.ass"
    file.write_text(CAPTIONS.format(start=start, end=end))
    return file


def captioned_frames(path: Path) -> list[int]:
    return [n for n, (_, frame) in enumerate(frames_of(path)) if frame.max() > 200]


def test_captions_are_drawn_at_their_scene_time_wherever_the_body_starts(tmp_path: Path, fonts: Path) -> None:
    clip = footage(make_grey(tmp_path / "a.mp4", 40, seconds=2), 45, captions=with_captions(tmp_path))
    whole = body(clip, tmp_path / "w.mp4", 0, 45, fonts_dir=fonts)
    assert captioned_frames(whole) == list(range(15, 30))
    late = body(clip, tmp_path / "l.mp4", 20, 25, fonts_dir=fonts)
    assert captioned_frames(late) == list(range(10))


def test_captions_of_both_scenes_run_across_a_join(tmp_path: Path, fonts: Path) -> None:
    grey, captions = make_grey(tmp_path / "a.mp4", 40, seconds=2), with_captions(tmp_path)
    before, after = footage(grey, 30, tail=6, captions=captions), footage(grey, 30, head=6)
    encode = {"size": SIZE, "fonts_dir": fonts, "threads": 1}
    piece = Join(kind=Transition.CROSSFADE, before="a", after="b", frames=12)
    encode_join(Ffmpeg(), before, after, piece, tmp_path / "1.mp4", **encode)  # type: ignore[arg-type]
    assert captioned_frames(tmp_path / "1.mp4") == list(range(6))
    early = footage(grey, 30, head=6, captions=with_captions(tmp_path, "0.00", "0.10"))
    encode_join(Ffmpeg(), footage(grey, 15, tail=6), early, piece, tmp_path / "2.mp4", **encode)  # type: ignore[arg-type]
    assert captioned_frames(tmp_path / "2.mp4") == [6, 7, 8]


def test_words_of_a_voice_that_begins_before_its_picture_are_there_with_it(
    tmp_path: Path, fonts: Path
) -> None:
    grey = make_grey(tmp_path / "a.mp4", 40, seconds=2)
    early = footage(grey, 30, head=6, captions=with_captions(tmp_path, "0.90", "1.10"))
    after = early.model_copy(update={"captions_ahead": 30})
    piece = Join(kind=Transition.CROSSFADE, before="a", after="b", frames=12)
    encode_join(
        Ffmpeg(), footage(grey, 15, tail=6), after, piece, tmp_path / "j.mp4", size=SIZE, fonts_dir=fonts
    )
    assert captioned_frames(tmp_path / "j.mp4") == [3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize("name", ["it's", 'a"b', "a:b,c;d", "100%d [x]", "ü 漢字 🎬", "back\\slash", "-dash"])
def test_no_folder_name_can_break_a_filter(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    (folder / "fonts").mkdir()
    (folder / "fonts" / "bold.otf").write_bytes(pymupdf_fonts.myfont("figbo"))
    clip = make_grey(tmp_path / "a.mp4", 40, seconds=0.7).rename(folder / "it's.mp4")
    made = body(
        footage(clip, 20, captions=with_captions(folder)), folder / "b.mp4", 0, 20, fonts_dir=folder / "fonts"
    )
    assert captioned_frames(made) == list(range(15, 20))
    assert sorted(p.name for p in folder.iterdir()) == ["b.mp4", "captions.ass", "fonts", "it's.mp4"]


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


def test_a_logo_stands_still_over_a_body_and_a_transition(tmp_path: Path) -> None:
    dark = footage(make_grey(tmp_path / "dark.mp4", 40), 20, tail=4)
    light = footage(make_grey(tmp_path / "light.mp4", 90), 20, head=4)
    Image.new("RGBA", (20, 10), (255, 255, 255, 255)).save(tmp_path / "mark.png")
    mark = Mark(tmp_path / "mark.png", 100, 40)
    made = [body(dark, tmp_path / "body.mp4", 0, 20, mark=mark), tmp_path / "join.mp4"]
    piece = Join(kind=Transition.CROSSFADE, before="a", after="b", frames=8)
    encode_join(Ffmpeg(), dark, light, piece, made[1], size=SIZE, threads=1, mark=mark)
    for path in made:
        pictures = [frame for _, frame in frames_of(path)]
        assert len(pictures) == (20 if path is made[0] else 8)
        for picture in pictures:
            assert picture[42:48, 103:117].mean() > 225, "white stays white in every frame"
            assert picture[60:300].mean() < 110, "and nothing else is touched"
