"""What stays in view where a clip's shape is cut: found by what draws the eye, or chosen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from core.media import picture
from core.media.focus import Focus, FocusPath, fixed, follow, view_of
from core.media.glance import LOOKS_PER_S, Glance
from core.models import FrameSize

PORTRAIT, LANDSCAPE, SQUARE = FrameSize(1080, 1920), FrameSize(1920, 1080), FrameSize(1080, 1080)
WIDE = (90, 160)
Place = Callable[[float], tuple[float, float]]


def glance(subject: Place | None, *, shape: tuple[int, int] = WIDE, pan: int = 0, seconds: int = 5) -> Glance:
    """Looks at a red shape on a mottled wall; the camera moves `pan` pixels a look."""
    chance = np.random.default_rng(1)
    wall = chance.uniform(90, 130, (shape[0], shape[1] + 400, 3))
    wall = (wall + np.roll(wall, 1, 1) + np.roll(wall, 1, 0)) / 3
    looks = []
    for number in range(seconds * LOOKS_PER_S):
        look = wall[:, number * pan : number * pan + shape[1]] + chance.normal(0, 3, (*shape, 3))
        if subject is not None:
            x, y = subject(number / (seconds * LOOKS_PER_S - 1))
            column, row = round(x * shape[1]), round(y * shape[0])
            look[max(0, row - 15) : row + 15, max(0, column - 8) : column + 8] = (60, 60, 170)
        looks.append(np.clip(look, 0, 255).astype(np.uint8))
    return Glance(np.arange(len(looks)) / LOOKS_PER_S, np.stack(looks))


def xs(path: FocusPath | None) -> NDArray[np.float64]:
    assert path is not None
    return np.array([point.x for point in path])


@pytest.mark.parametrize("x", [0.1, 0.3, 0.75, 0.9])
def test_a_standing_subject_is_kept_in_view_by_a_view_that_stands(x: float) -> None:
    path = follow(glance(lambda _: (x, 0.5)), PORTRAIT)
    assert path is not None and len(path) == 1
    view = view_of(path[0], FrameSize(1280, 720), PORTRAIT)
    assert view.left <= x <= view.right


def test_a_walking_subject_is_followed_steadily() -> None:
    path = follow(glance(lambda t: (0.15 + 0.7 * t, 0.5)), PORTRAIT)
    steps = np.diff(xs(path))
    assert xs(path)[0] < 0.3
    assert xs(path)[-1] > 0.7
    assert steps.min() >= -0.005, "never back"
    assert steps.max() < 0.12, "never in a jump: a picture's width takes more than four seconds"


def test_a_trembling_subject_does_not_make_the_view_tremble() -> None:
    path = follow(glance(lambda t: (0.7 + 0.04 * np.sin(40 * t), 0.5)), PORTRAIT)
    assert path is not None and len(path) == 1


@pytest.mark.parametrize("pan", [0, 5])
def test_where_nothing_stands_out_the_middle_is_kept(pan: int) -> None:
    assert follow(glance(None, pan=pan), PORTRAIT) is None


def test_a_subject_in_the_middle_needs_no_path() -> None:
    assert follow(glance(lambda _: (0.5, 0.5)), PORTRAIT) is None


def test_a_tall_clip_is_followed_up_and_down() -> None:
    path = follow(glance(lambda _: (0.5, 0.2), shape=(160, 90)), SQUARE)
    assert path is not None
    assert path[0].x == 0.5
    assert path[0].y < 0.45


def test_a_clip_in_the_videos_shape_has_no_focus() -> None:
    assert follow(glance(lambda _: (0.1, 0.5)), LANDSCAPE) is None


def test_a_single_look_is_enough() -> None:
    one = glance(lambda _: (0.8, 0.5))
    path = follow(Glance(one.times_s[:1], one.images[:1]), PORTRAIT)
    assert path is not None and path[0].x > 0.6


def test_a_view_never_leaves_the_picture() -> None:
    for x in (0.0, 1.0):
        view = view_of(Focus(x=x, y=0.5), FrameSize(1280, 720), PORTRAIT)
        assert 0 <= view.left < view.right <= 1 + 1e-9
        assert view.right - view.left == pytest.approx(0.316, abs=0.001)


def test_a_glide_holds_its_places_and_no_filter_of_its_own_when_it_is_the_middle() -> None:
    glide = [(0.0, 0.2, 0.5), (15.0, 0.6, 0.5)]
    assert picture._glide(glide, 1) == "0.2000+0.4000*clip((n-(0.00))/15.00,0,1)"
    assert picture._glide(glide, 2) == "0.5000"
    assert fixed(0.2, 0.5)[0].time_s == 0
