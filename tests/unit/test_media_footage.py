"""How a clip is fitted: length, shape and colour, before any ffmpeg runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.media import picture
from core.media.footage import MAX_SLOWDOWN, Footage, fit_length, window
from core.media.probe import VideoStream
from core.media.timeline import ScenePlan
from core.models import FrameSize

PORTRAIT = FrameSize(1080, 1920)


def video(**changes: object) -> VideoStream:
    facts = {
        "codec": "h264",
        "pix_fmt": "yuv420p",
        "width": 720,
        "height": 1280,
        "fps": 30,
        "frames": 120,
        "duration_s": 4,
        "time_base": "1/15360",
        "matrix": "bt709",
        "colour_range": "tv",
    }
    return VideoStream.model_validate({**facts, **changes})


def footage(needed: int, **changes: object) -> Footage:
    plan = ScenePlan(scene_id="a", start_frame=0, frames=needed, narration_start_s=0)
    return Footage(path=Path("/clips/a.mp4"), video=video(**changes), scene=plan)


@given(st.floats(min_value=0.001, max_value=600), st.integers(min_value=1, max_value=2_000))
def test_forward_and_mirrored_frames_make_what_is_needed(duration_s: float, needed: int) -> None:
    fit = fit_length(duration_s, needed)
    assert fit.forward + fit.mirrored == needed
    assert 1.0 <= fit.slowdown <= MAX_SLOWDOWN


@pytest.mark.parametrize(
    ("duration_s", "needed", "slowdown", "mirrored"),
    [
        (4, 120, 1.0, 0),
        (8, 120, 1.0, 0),
        (4, 132, 1.1, 0),
        (4, 150, 1.25, 0),
        (4, 180, 1.25, 30),
        (0.03, 90, 1.25, 89),
    ],
)
def test_longer_clips_are_cut_and_shorter_ones_slowed_then_mirrored(
    duration_s: float, needed: int, slowdown: float, mirrored: int
) -> None:
    fit = fit_length(duration_s, needed)
    assert (fit.slowdown, fit.mirrored) == (pytest.approx(slowdown), mirrored)


def test_a_window_late_in_a_long_clip_starts_decoding_just_before_it() -> None:
    args = window(footage(100), 90, 10, PORTRAIT, source=0, label="x").input_args
    assert args[args.index("-ss") + 1] == "2.800000"
    assert "-ss" not in window(footage(100), 0, 10, PORTRAIT, source=0, label="x").input_args


@pytest.mark.parametrize(("starts_s", "skipped"), [(0, 0), (1.04, 30), (3.95, 117), (4, 117), (1e9, 117)])
def test_a_trimmed_clip_keeps_at_least_a_frame(starts_s: float, skipped: int) -> None:
    trimmed = footage(120).model_copy(update={"starts_s": starts_s})
    assert trimmed.skipped == skipped
    assert trimmed.fit.forward + trimmed.fit.mirrored == 120


def test_paths_never_come_into_the_filter_chain() -> None:
    view = window(footage(500), 400, 50, PORTRAIT, source=1, label="x")
    assert "/clips" not in view.chain
    assert view.input_args[-1] == "file:/clips/a.mp4"


def test_a_clip_in_the_delivery_format_is_not_converted() -> None:
    assert "scale" not in picture.normalise(video(width=1080, height=1920), PORTRAIT, "x")
    assert "scale" in picture.normalise(video(), PORTRAIT, "x")


@pytest.mark.parametrize(
    ("width", "height", "is_cropped"),
    [
        (720, 1280, True),
        (1080, 1350, True),
        (1080, 1080, True),
        (1280, 720, True),
        (2560, 1080, False),
        (3000, 64, False),
        (1, 1, True),
    ],
)
def test_near_shapes_are_cropped_and_far_ones_shown_whole(width: int, height: int, is_cropped: bool) -> None:
    chain = picture.normalise(video(width=width, height=height), PORTRAIT, "x")
    assert ("overlay" not in chain) == is_cropped


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"matrix": "unknown"}, "in_color_matrix=bt709"),
        ({"matrix": "unknown", "width": 360, "height": 640}, "in_color_matrix=smpte170m"),
        ({"matrix": "bt470bg"}, "in_color_matrix=bt470:"),
        ({"matrix": "bt2020nc"}, "in_color_matrix=bt2020:"),
        ({"primaries": "smpte432"}, "zscale=matrix=bt709:primaries=bt709"),
        ({"is_interlaced": True}, "bwdif"),
        ({"matrix": "bt2020nc", "transfer": "arib-std-b67"}, "tonemap"),
    ],
)
def test_colours_are_converted_from_what_the_clip_says_or_players_assume(
    changes: dict[str, object], expected: str
) -> None:
    assert expected in picture.normalise(video(**changes), PORTRAIT, "x")
