"""Whether captions can be read: contrast as WCAG measures it, and a panel where it would be too little."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from core.media.captions import backed, depends_on_picture
from core.media.captions.styles import style_of
from core.media.contrast import contrast, letters_contrast, luminance
from core.media.focus import fixed
from core.media.footage import Footage
from core.media.glance import Glance
from core.media.ground import Spot, brightness_behind
from core.media.probe import VideoStream
from core.media.safe_zones import Box
from core.media.timeline import ScenePlan
from core.models import CaptionStyle
from tests.unit.captions_support import ENGLISH, PORTRAIT
from tests.unit.captions_support import track as track_of

WHITE = ("FFFFFF",)


def light(rgb: tuple[int, int, int]) -> float:
    return float(luminance(np.array([[rgb[::-1]]], np.uint8))[0, 0])


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(light((0, 0, 0)), light((255, 255, 255))) == pytest.approx(21)
    assert contrast(light((255, 255, 255)), light((118, 118, 118))) == pytest.approx(4.54, abs=0.01)
    assert contrast(light((255, 0, 0)), light((255, 255, 255))) == pytest.approx(4.0, abs=0.01)


def words(ground: int, *, outline: int = 0) -> np.ndarray:
    """White letters on an even grey, with a black line of so many pixels around them."""
    ink = np.zeros((80, 400), np.uint8)
    cv2.putText(ink, "READ ME", (20, 55), cv2.FONT_HERSHEY_DUPLEX, 1.6, 255, 4)
    image = np.full((80, 400, 3), ground, np.uint8)
    if outline:
        image[cv2.dilate(ink, np.ones((2 * outline + 1,) * 2)) > 0] = 0
    image[ink > 127] = 255
    return image


@pytest.mark.parametrize(("ground", "expected"), [(0, 21.0), (118, 4.54), (160, 2.6)])
def test_letters_are_measured_against_what_touches_them(ground: int, expected: float) -> None:
    assert letters_contrast(words(ground), WHITE, 40) == pytest.approx(expected, rel=0.06)


def test_an_outline_is_what_touches_letters() -> None:
    ratio = letters_contrast(words(200, outline=6), WHITE, 40)
    assert ratio is not None and ratio > 7


def test_a_white_ground_beyond_the_outline_is_not_taken_for_letters() -> None:
    ratio = letters_contrast(words(252, outline=6), WHITE, 40)
    assert ratio is not None and ratio > 7


def test_white_letters_on_white_cannot_be_read_and_no_letters_are_no_measure() -> None:
    assert letters_contrast(words(255), WHITE, 40) == 1.0
    assert letters_contrast(np.full((80, 400, 3), 30, np.uint8), WHITE, 40) is None


def footage(width: int = 720, height: int = 1280, **changes: object) -> Footage:
    video = VideoStream(
        codec="h264", pix_fmt="yuv420p", width=width, height=height, fps=30, frames=120, duration_s=4,
        time_base="1/15360",
    )  # fmt: skip
    plan = ScenePlan(scene_id="a", start_frame=0, frames=120, narration_start_s=0)
    return Footage(path=Path("a.mp4"), video=video, scene=plan, **changes)


def looks(height: int, width: int) -> Glance:
    return Glance(np.arange(16) / 4, np.zeros((16, height, width, 3), np.uint8))


LOW = Box(left=0.1, top=0.7, right=0.9, bottom=0.8)


def test_only_what_is_bright_behind_the_words_while_they_stand_counts() -> None:
    glance = looks(160, 90)
    glance.images[8:12, 112:128] = 255
    spot = Spot(box=LOW, start_s=2.2, end_s=2.4)
    assert brightness_behind(glance, footage(), [spot], PORTRAIT) == pytest.approx(1)
    early = Spot(box=LOW, start_s=0.2, end_s=0.9)
    high = Spot(box=Box(left=0.1, top=0.1, right=0.9, bottom=0.3), start_s=2.2, end_s=2.4)
    assert brightness_behind(glance, footage(), [early, high], PORTRAIT) == 0
    assert brightness_behind(glance, footage(), [], PORTRAIT) == 0


def test_what_a_crop_leaves_out_does_not_count() -> None:
    glance = looks(90, 160)
    glance.images[:, :, :40] = 255
    spot = Spot(box=LOW, start_s=0, end_s=1)
    away, there = footage(1280, 720, focus=fixed(0.9, 0.5)), footage(1280, 720, focus=fixed(0.1, 0.5))
    assert brightness_behind(glance, away, [spot], PORTRAIT) == 0
    assert brightness_behind(glance, there, [spot], PORTRAIT) == pytest.approx(1)


def test_a_thin_outline_gets_a_panel_on_bright_ground_only() -> None:
    track = track_of(ENGLISH, CaptionStyle.MINIMAL)
    assert depends_on_picture(track)
    assert not any(phrase.has_panel for phrase in backed(track, 0.1).phrases)
    bright = backed(track, 0.8)
    assert all(phrase.has_panel for phrase in bright.phrases)
    style = style_of(CaptionStyle.MINIMAL)
    drawn = [len(list(style.draw(phrase, style.look))) for phrase in (track.phrases[0], bright.phrases[0])]
    assert drawn[1] == drawn[0] + 1
    assert not depends_on_picture(track_of(ENGLISH, CaptionStyle.BOLD))
