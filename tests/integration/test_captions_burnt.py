"""Burnt captions, judged by their pixels: libass draws what the layout says, and text as text.

Captions are drawn on white and the frame is turned to its negative, so outlines, panels and
letters shine and ffmpeg's `bbox` filter finds their box in every frame.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import features

from core.media.captions import (
    CaptionTrack,
    backed,
    check_inside_safe_zone,
    depends_on_picture,
    letterings,
    text_boxes,
    write_ass,
)
from core.media.captions.styles.base import turns
from core.media.contrast import COMFORTABLE
from core.media.ffmpeg import Ffmpeg
from core.media.footage import Footage
from core.media.probe import probe
from core.media.reading import Reading
from core.media.safe_zones import Box
from core.media.segments import encode_body
from core.media.timeline import Body, ScenePlan
from core.models import FPS, AspectRatio, CaptionStyle, FrameSize, Platform
from tests.media_samples import make_grey
from tests.unit.captions_support import (
    ARABIC,
    BURNT_STYLES,
    ENGLISH,
    HINDI,
    HOSTILE,
    THAI,
    fonts,
    track,
)

FRAME_S = 0.07  # the largest size of a jumping word falls on a frame
SHADOW = {CaptionStyle.BOX: 100}  # brightness of the negative that only crisp ink reaches
SLACK_PX = 14 if features.check("raqm") else 24  # side bearings, a jump missed at its top; kerning unknown
OVERHANG_PX = 3  # curves that reach beyond their advance width, and rounding
InkBox = tuple[int, int, int, int]


def burn(captions: CaptionTrack, folder: Path, filters: str, duration_s: float, frame_s: float) -> bytes:
    write_ass(captions, folder / "captions.ass")
    (folder / "fonts").symlink_to(fonts().folder)
    width, height = captions.size
    source = f"color=white:s={width}x{height}:r={1 / frame_s:.6f}:d={duration_s}"
    chain = f"format=yuv420p,ass=captions.ass:fontsdir=fonts,{filters}"
    args = ["-v", "error", "-f", "lavfi", "-i", source, "-vf", chain, "-f", "rawvideo", "-"]
    run = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), *args], cwd=folder, capture_output=True, check=True
    )
    assert run.stderr == b""
    (folder / "fonts").unlink()
    return run.stdout


def ink(captions: CaptionTrack, folder: Path) -> dict[float, InkBox]:
    """The box of the ink in each frame that has any, by the frame's time."""
    end_s = captions.phrases[-1].end_s
    floor = SHADOW.get(captions.style, 200)
    filters = f"format=gray,negate,bbox=min_val={floor},metadata=print:file=boxes.txt,scale=2:2"
    burn(captions, folder, filters, end_s, FRAME_S)
    report = (folder / "boxes.txt").read_text()
    pattern = r"pts_time:(\S+)\n(?:lavfi\.bbox\.)x1=(\d+)\n\S+x2=(\d+)\n\S+y1=(\d+)\n\S+y2=(\d+)"
    found = re.findall(pattern, report)
    return {float(time): (int(x1), int(y1), int(x2) + 1, int(y2) + 1) for time, x1, x2, y1, y2 in found}


def phrase_inks(captions: CaptionTrack, folder: Path) -> list[InkBox]:
    """For each phrase the box around all its frames."""
    frames = ink(captions, folder)
    boxes = []
    for phrase in captions.phrases:
        own = [box for time, box in frames.items() if phrase.start_s <= time < phrase.end_s - 0.001]
        columns = list(zip(*own, strict=True))
        boxes.append((min(columns[0]), min(columns[1]), max(columns[2]), max(columns[3])))
    return boxes


def assert_drawn_as_measured(captions: CaptionTrack, wanted: Sequence[Box], folder: Path) -> None:
    """The ink of each phrase fills its box to a few pixels and leaves it nowhere."""
    width, height = captions.size
    for box, (x1, y1, x2, y2) in zip(wanted, phrase_inks(captions, folder), strict=True):
        over = (
            box.left * width - x1,
            box.top * height - y1,
            x2 - box.right * width,
            y2 - box.bottom * height,
        )
        assert max(over) <= OVERHANG_PX, (over, box)
        assert min(over) >= -SLACK_PX, (over, box)


@pytest.mark.parametrize("style", BURNT_STYLES)
@pytest.mark.parametrize("ratio", AspectRatio)
def test_ink_fills_the_measured_boxes_inside_every_platforms_zone(
    style: CaptionStyle, ratio: AspectRatio, tmp_path: Path
) -> None:
    """One phrase after the other, each laid out for another platform."""
    parts = [
        track("Água über {Jg}", style, size=ratio.size, platform=platform, offset_s=1.4 * number)
        for number, platform in enumerate(Platform)
    ]
    assert all(check_inside_safe_zone(part).passed for part in parts)
    together = parts[0].model_copy(update={"phrases": tuple(p for part in parts for p in part.phrases)})
    assert_drawn_as_measured(together, [box for part in parts for box in text_boxes(part)], tmp_path)


@pytest.mark.parametrize("style", BURNT_STYLES)
def test_hostile_text_is_drawn_as_text_and_no_override_runs(style: CaptionStyle, tmp_path: Path) -> None:
    """Boxes are measured from the bare characters: a moved, hidden or resized word would miss its box.

    So would a word whose joiner was drawn as an empty glyph.
    """
    captions = track(" ".join(HOSTILE), style)
    assert_drawn_as_measured(captions, text_boxes(captions), tmp_path)


def test_a_literal_backslash_command_looks_like_its_characters(tmp_path: Path) -> None:
    """`a\\Nb` is as wide as its four characters; a break would make it narrow and twice as high."""
    captions = track("x a\\Nb", CaptionStyle.MINIMAL)
    [(x1, y1, x2, y2)] = phrase_inks(captions, tmp_path)
    assert len(captions.phrases[0].lines) == 1
    assert y2 - y1 < 1.3 * captions.phrases[0].em_px
    assert x2 - x1 == pytest.approx(captions.phrases[0].lines[0].width_px, abs=SLACK_PX)


@pytest.mark.skipif(not features.check("raqm"), reason="exact widths of joined letters need FriBiDi")
@pytest.mark.parametrize("text", [ARABIC, HINDI, THAI])
def test_joined_scripts_are_drawn_as_measured(text: str, tmp_path: Path) -> None:
    captions = track(text)
    assert_drawn_as_measured(captions, text_boxes(captions), tmp_path)


def accent_places(captions: CaptionTrack, folder: Path, end_s: float) -> Iterator[tuple[float, float]]:
    """Time and horizontal middle of the yellow ink in each frame of 30 a second."""
    width, height = captions.size
    raw = burn(captions, folder, f"scale={width // 4}:{height // 4},format=rgb24", end_s, 1 / FPS)
    frames = np.frombuffer(raw, np.uint8).reshape(-1, height // 4, width // 4, 3)
    for number, frame in enumerate(frames):
        yellow = (frame[..., 0] > 200) & (frame[..., 1] > 160) & (frame[..., 2] < 120)
        columns = np.flatnonzero(yellow.any(axis=0))
        if columns.size:
            yield number / FPS, (columns[0] + columns[-1] + 1) * 2.0


def test_the_spoken_word_is_lit_within_80_ms_of_the_voice(tmp_path: Path) -> None:
    captions = track(ENGLISH, offset_s=0.2)
    end_s = captions.phrases[1].end_s
    places = list(accent_places(captions, tmp_path, end_s))
    words = [turn for phrase in captions.phrases[:2] for turn in turns(phrase)]
    assert len(places) > 40
    for turn in words:
        lit = [x for time, x in places if turn.word.start_s + 0.08 <= time < turn.end_s - 0.001]
        middle_px = turn.word.left_px + turn.word.width_px / 2
        assert lit and all(x == pytest.approx(middle_px, abs=SLACK_PX) for x in lit)


def test_arabic_words_are_lit_from_right_to_left(tmp_path: Path) -> None:
    captions = track("نحن هنا دائما", offset_s=0.0)
    places = [x for _, x in accent_places(captions, tmp_path, captions.phrases[0].end_s)]
    steps = list(dict.fromkeys(round(x, -1) for x in places))
    assert len(steps) == 3
    assert steps == sorted(steps, reverse=True)


@pytest.mark.parametrize("ground", [0x05, 0xFA])
@pytest.mark.parametrize("style", BURNT_STYLES)
def test_captions_of_every_style_are_measured_to_be_readable_on_black_and_on_white(
    tmp_path: Path, style: CaptionStyle, ground: int
) -> None:
    size = FrameSize(540, 960)
    clip = make_grey(tmp_path / "a.mp4", ground, seconds=1.2, size=size)
    laid = track("Read me", style, size=size)
    if depends_on_picture(laid):
        laid = backed(laid, (ground / 255) ** 2.2)
    write_ass(laid, tmp_path / "c.ass")
    video = probe(clip).video
    assert video is not None
    plan = ScenePlan(scene_id="a", start_frame=0, frames=30, narration_start_s=0)
    footage = Footage(path=clip, video=video, scene=plan, captions=tmp_path / "c.ass")
    looks = encode_body(
        Ffmpeg(),
        footage,
        Body(scene_id="a", first_frame=0, frames=30),
        tmp_path / "b.mp4",
        size=size,
        fonts_dir=fonts().folder,
        reading=Reading(letterings(laid, 0), 30, size),
    )
    assert looks.contrast is not None
    assert looks.contrast >= COMFORTABLE
