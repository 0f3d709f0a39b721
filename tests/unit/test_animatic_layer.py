"""Layers, lights and motion: where a picture lands, and how it gets there."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from core.providers.video.animatic.canvas import Canvas, around, down
from core.providers.video.animatic.colour import BLACK, WHITE, fade
from core.providers.video.animatic.layer import Affine, Layer, Pose, layer_of, place, seen_by, trimmed
from core.providers.video.animatic.motion import Camera, camera_at, ease_in_out, ease_out, overshoot, wander
from core.providers.video.animatic.paths import box, ellipse
from core.providers.video.camera import CameraMove

HERE = Affine(1, 0, 0, 0, 1, 0)


def a_square(posing: object = None, *, light: bool = False) -> Layer:
    pixels = np.full((10, 10, 4), 200 if light else 255, np.uint8)
    layer = Layer(pixels, (20.0, 20.0), (25.0, 25.0), light=light)
    return layer._replace(posing=posing) if posing else layer


def a_frame(value: int = 0) -> np.ndarray:
    frame = np.full((60, 60, 4), value, np.uint8)
    frame[..., 3] = 255
    return frame


def test_a_layer_lands_where_it_belongs() -> None:
    frame = a_frame()
    place(frame, a_square(), HERE, 0.0)
    assert frame[25, 25, 0] == 255
    assert frame[:19].max(axis=2).min() == 255 and frame[:19, :, :3].max() == 0


def test_half_a_pixel_is_half_a_pixel() -> None:
    frame = a_frame()
    place(frame, a_square(lambda _: Pose(dx=0.5)), HERE, 0.0)
    assert 110 < frame[25, 20, 0] < 145


def test_opacity_fades_over_what_is_beneath() -> None:
    frame = a_frame(100)
    place(frame, a_square(lambda _: Pose(opacity=0.5)), HERE, 0.0)
    assert 170 < frame[25, 25, 0] < 185


def test_light_is_added_and_saturates() -> None:
    frame = a_frame(100)
    place(frame, a_square(light=True), HERE, 0.0)
    assert frame[25, 25, 0] == 255
    assert frame[5, 5, 0] == 100


@pytest.mark.parametrize("pose", [Pose(dx=500), Pose(dy=-500), Pose(opacity=0.0), Pose(scale=0.0)], ids=str)
def test_what_cannot_be_seen_changes_nothing(pose: Pose) -> None:
    frame = a_frame(7)
    place(frame, a_square(lambda _: pose), HERE, 0.0)
    assert np.array_equal(frame, a_frame(7))


def test_a_turned_layer_is_not_cut() -> None:
    straight, turned = a_frame(), a_frame()
    place(straight, a_square(), HERE, 0.0)
    place(turned, a_square(lambda _: Pose(angle=45.0)), HERE, 0.0)
    assert turned[..., 0].mean() == pytest.approx(straight[..., 0].mean(), rel=0.08)


def test_nearer_layers_move_more_than_far_ones() -> None:
    near, far = (seen_by(Camera(x=4.0), depth, 10.0, (0, 0)).x for depth in (1.0, 0.3))
    assert abs(near) > abs(far) > 0


def test_an_empty_canvas_is_a_layer_of_nothing() -> None:
    layer = layer_of(Canvas(20, 20, 1.0))
    assert layer.pixels.shape == (1, 1, 4)
    frame = a_frame(9)
    place(frame, layer, HERE, 0.0)
    assert np.array_equal(frame, a_frame(9))


def test_drawing_outside_the_canvas_is_harmless() -> None:
    canvas = Canvas(20, 20, 1.0)
    canvas.fill(ellipse(200, 200, 5), WHITE)
    canvas.solid(ellipse(-90, 0, 5), WHITE, BLACK)
    assert canvas.pixels.max() == 0


def test_edges_are_smooth() -> None:
    canvas = Canvas(20, 20, 1.0)
    canvas.fill(box(4.5, 4, 8, 8), WHITE)
    assert 100 < canvas.pixels[8, 4, 3] < 155


def test_a_dark_gradient_shows_no_bands() -> None:
    canvas = Canvas(64, 512, 1.0)
    canvas.fill(box(0, 0, 64, 512), down(0, 512, (10, 10, 14, 255), (22, 22, 30, 255)))
    rows = canvas.pixels[..., 0].astype(float)
    assert (rows.std(axis=1) > 0).mean() > 0.5


def test_a_glow_fades_to_nothing_at_its_radius() -> None:
    canvas = Canvas(100, 100, 1.0)
    canvas.glow((50, 50), 40, WHITE, 1.0)
    assert canvas.pixels[50, 50, 0] > 240
    assert canvas.pixels[50, 92].max() <= 1
    assert canvas.pixels[..., 3].max() == 0


def test_a_fill_keeps_within_the_shape_it_is_told() -> None:
    canvas = Canvas(40, 40, 1.0)
    canvas.fill(box(0, 0, 40, 40), around((20, 20), 20, WHITE, fade(WHITE, 0.5)), inside=box(10, 10, 20, 20))
    assert canvas.pixels[20, 20, 3] > 0
    assert canvas.pixels[:9].max() == 0


@pytest.mark.parametrize("move", CameraMove)
def test_every_move_is_smooth_and_never_stops(move: CameraMove) -> None:
    path = [camera_at(move, i / 30, 4.0) for i in range(121)]
    steps = [abs(b.x - a.x) + abs(b.y - a.y) + 50 * abs(b.zoom - a.zoom) for a, b in itertools.pairwise(path)]
    assert max(steps) < 0.6
    assert min(steps) > 0.0001
    assert all(1.0 <= camera.zoom < 1.2 for camera in path)


def test_easings_start_at_nothing_and_end_at_all() -> None:
    for ease in (ease_out, ease_in_out, overshoot):
        assert ease(-1.0) == pytest.approx(0.0, abs=1e-9)
        assert ease(2.0) == pytest.approx(1.0)
    assert max(overshoot(i / 100) for i in range(101)) > 1.02
    assert all(-1 <= wander(i / 7, 0.4) <= 1 for i in range(500))


def test_a_trimmed_layer_looks_the_same_and_knows_where_it_is_solid() -> None:
    pixels = np.zeros((40, 60, 4), np.uint8)
    pixels[10:30, 5:50] = (90, 60, 30, 128)
    pixels[20:30, 5:50] = (200, 120, 40, 255)
    layer = Layer(pixels, (3.0, 7.0), (20.0, 20.0))
    small = trimmed(layer)
    assert small.pixels.shape == (20, 45, 4)
    assert (small.corner, small.solid_from) == ((8.0, 17.0), 10)
    whole, part = np.full((80, 80, 4), 50, np.uint8), np.full((80, 80, 4), 50, np.uint8)
    view = Affine(1.1, 0.0, 0.4, 0.0, 1.1, -0.3)
    place(whole, layer, view, 0.0)
    place(part, small, view, 0.0)
    assert np.abs(whole.astype(int) - part).max() <= 2


def test_a_solid_ground_is_the_same_whether_blended_or_put_in_place() -> None:
    rng = np.random.default_rng(3)
    pixels = rng.integers(0, 255, (60, 120, 4), dtype=np.uint8)
    pixels[..., 3], pixels[:8, :, 3] = 255, 100
    pixels[:8, :, :3] //= 3
    ground = trimmed(Layer(pixels, (-20.0, 30.0), (40.0, 60.0)))
    assert ground.solid_from == 8
    view = Affine(1.05, 0.0, -2.0, 0.0, 1.05, 0.7)
    put, blended = np.full((80, 80, 4), 77, np.uint8), np.full((80, 80, 4), 77, np.uint8)
    place(put, ground, view, 0.0)
    place(blended, ground._replace(solid_from=1 << 30), view, 0.0)
    assert np.abs(put.astype(int) - blended).max() <= 2
    assert put[-1, :, 0].std() > 5
