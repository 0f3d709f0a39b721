"""The planes that go to the encoder: BT.709 in video range."""

from __future__ import annotations

import numpy as np
import pytest

from core.providers.video.planes import Planes


@pytest.mark.parametrize(
    ("rgb", "yuv"),
    [
        ((0, 0, 0), (16, 128, 128)),
        ((255, 255, 255), (235, 128, 128)),
        ((255, 0, 0), (63, 102, 240)),
        ((0, 255, 0), (173, 42, 26)),
        ((0, 0, 255), (32, 240, 118)),
    ],
)
def test_pure_colours_have_the_levels_of_the_standard(
    rgb: tuple[int, int, int], yuv: tuple[int, int, int]
) -> None:
    frame = np.full((4, 6, 3), rgb, np.uint8)
    planes = np.frombuffer(Planes(6, 4).of(frame), np.uint8)
    assert len(planes) == 24 + 6 + 6
    for plane, level in zip((planes[:24], planes[24:30], planes[30:]), yuv, strict=True):
        assert np.abs(plane.astype(int) - level).max() <= 1


def test_colour_is_the_mean_of_four_pixels_and_brightness_is_each_its_own() -> None:
    frame = np.zeros((2, 2, 3), np.uint8)
    frame[0] = 255
    planes = np.frombuffer(Planes(2, 2).of(frame), np.uint8)
    assert planes.tolist() == [235, 235, 16, 16, 128, 128]
