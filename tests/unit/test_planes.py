"""The planes that go to the encoder: BT.709 in video range."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from core.providers.video.planes import picture_of


def planes_of(frame: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    planes = picture_of(frame, 0).planes
    return [np.frombuffer(p, np.uint8).reshape(p.height, p.line_size)[:, : p.width] for p in planes]


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
    planes = planes_of(frame)
    assert [plane.shape for plane in planes] == [(4, 6), (2, 3), (2, 3)]
    for plane, level in zip(planes, yuv, strict=True):
        assert np.abs(plane.astype(int) - level).max() <= 1


def test_colour_is_the_mean_of_four_pixels_and_brightness_is_each_its_own() -> None:
    frame = np.zeros((2, 2, 3), np.uint8)
    frame[0] = 255
    assert [plane.ravel().tolist() for plane in planes_of(frame)] == [[235, 235, 16, 16], [128], [128]]
