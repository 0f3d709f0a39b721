"""The animatic's pictures: alive, never black, the same for the same request."""

from __future__ import annotations

import hashlib
import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from core.models import AspectRatio, FrameSize, Mood, SceneRole
from core.providers.video.animatic import frame_size
from core.providers.video.animatic.motifs import MOTIFS
from core.providers.video.animatic.scene import Scene
from core.providers.video.animatic.scenery import SCENERY
from core.providers.video.animatic.vocabulary import ACTIONS, DEFAULT_THEME, PLACES, THEMES, THINGS
from core.providers.video.animatic.weather import KINDS
from core.providers.video.base import ClipRequest
from core.providers.video.camera import CameraMove

Frame = NDArray[np.uint8]


def a_request(**changes: object) -> ClipRequest:
    values: dict[str, object] = {
        "prompt": "A plumber with a wrench in a dark kitchen at 3 am, slow push in",
        "duration_s": 3.0,
        "aspect_ratio": AspectRatio.PORTRAIT,
        "mood": Mood.CALM,
        "role": SceneRole.HOOK,
        "key_words": "Burst pipe at 3 AM?",
        "subject": "plumber",
    }
    return ClipRequest.model_validate({**values, **changes})


def a_scene(short_side_px: int = 90, **changes: object) -> Scene:
    request = a_request(**changes)
    return Scene.of(request, frame_size(request.aspect_ratio, short_side_px))


def brightness(frame: Frame) -> float:
    return float((frame @ np.array([0.2126, 0.7152, 0.0722])).mean())


def digest(scene: Scene, times: tuple[float, ...] = (0.0, 0.5, 2.0)) -> str:
    return hashlib.sha256(b"".join(scene.frame(t).tobytes() for t in times)).hexdigest()


@pytest.mark.parametrize("mood", Mood)
def test_every_mood_role_and_ratio_makes_a_picture_that_is_neither_black_nor_glaring(mood: Mood) -> None:
    for role, ratio in itertools.product(SceneRole, AspectRatio):
        scene = a_scene(54, mood=mood, role=role, aspect_ratio=ratio, prompt="")
        frame = scene.frame(1.5)
        assert frame.shape == (scene.size.height, scene.size.width, 3)
        assert 22 < brightness(frame) < 170, (role, ratio)
        assert frame.std() > 12, (role, ratio)


@pytest.mark.parametrize("move", CameraMove)
def test_no_two_neighbouring_frames_look_the_same(move: CameraMove) -> None:
    scene = a_scene(prompt=f"A cup on a table, {move}", role=SceneRole.STORY)
    frames = [scene.frame(i / 30).astype(np.int16) for i in range(91)]
    changes = [float((np.abs(b - a) > 4).mean()) for a, b in itertools.pairwise(frames)]
    assert min(changes) > 0.0005
    assert all(22 < brightness(frame) < 170 for frame in frames)


def test_a_minute_long_scene_still_moves_at_its_end() -> None:
    scene = a_scene(prompt="A cup on a table, static", duration_s=60.0, role=SceneRole.STORY)
    before, after = scene.frame(59.9).astype(np.int16), scene.frame(59.9 + 1 / 30).astype(np.int16)
    assert (np.abs(after - before) > 4).mean() > 0.0005


def test_the_same_request_gives_the_same_pixels() -> None:
    assert digest(a_scene()) == digest(a_scene())


@pytest.mark.parametrize(
    "changes",
    [{"seed": 1}, {"key_words": "Leak?"}, {"role": SceneRole.PROOF}, {"prompt": "A beach, pan left"}],
    ids=str,
)
def test_a_different_request_gives_different_pixels(changes: dict[str, object]) -> None:
    assert digest(a_scene(**changes)) != digest(a_scene())


def test_a_frame_does_not_depend_on_the_frames_before_it() -> None:
    one, other = a_scene(), a_scene()
    one.frame(0.0)
    assert np.array_equal(one.frame(2.0), other.frame(2.0))


@pytest.mark.parametrize("move", CameraMove)
def test_what_the_ground_hides_may_be_left_out(move: CameraMove, monkeypatch: pytest.MonkeyPatch) -> None:
    scenes = [a_scene(prompt=f"{place}, {move}", role=SceneRole.SOLUTION) for place in SCENERY]
    short = [scene.frame(t) for scene in scenes for t in (0.0, 1.7, 3.0)]
    monkeypatch.setattr("core.providers.video.animatic.scene.hidden_from", lambda frame, *_: len(frame))
    whole = [scene.frame(t) for scene in scenes for t in (0.0, 1.7, 3.0)]
    assert all(np.array_equal(one, other) for one, other in zip(short, whole, strict=True))


def test_the_captions_zone_is_calm_and_not_bright() -> None:
    for mood in Mood:
        frame = a_scene(mood=mood, role=SceneRole.SOLUTION, prompt="open road at noon").frame(2.0)
        zone = frame[int(frame.shape[0] * 0.7) : int(frame.shape[0] * 0.8)]
        assert brightness(zone) < 110, mood


def test_a_problem_is_darker_than_its_solution() -> None:
    problem = a_scene(role=SceneRole.PROBLEM, prompt="city street").frame(2.0)
    solution = a_scene(role=SceneRole.SOLUTION, prompt="city street").frame(2.0)
    assert brightness(problem) < brightness(solution)


@pytest.mark.parametrize(
    "move", [CameraMove.PUSH_IN, CameraMove.PULL_BACK, CameraMove.PAN_LEFT, CameraMove.TILT_UP]
)
def test_the_camera_performs_the_move_the_prompt_names(move: CameraMove) -> None:
    assert a_scene(prompt=f"A cup, {move}").move is move


def test_every_name_the_vocabulary_uses_can_be_drawn() -> None:
    motifs = {name for theme in (*THEMES, DEFAULT_THEME) for name in theme.motifs}
    motifs |= {name for _, name in (*THINGS, *ACTIONS)}
    places = {place for theme in (*THEMES, DEFAULT_THEME) for place in theme.places} | {p for _, p in PLACES}
    assert motifs <= set(MOTIFS)
    assert places <= set(SCENERY)
    assert {theme.weather for theme in THEMES} <= set(KINDS)


@pytest.mark.parametrize("place", SCENERY)
@pytest.mark.parametrize("night", [False, True])
def test_every_place_can_be_filmed_by_day_and_by_night(place: str, night: bool) -> None:
    words = {"room": "kitchen", "digital": "interface", "ribbons": "abstract", "studio": "podium"}
    prompt = f"{words.get(place, place)} {'at night' if night else ''}"
    assert 22 < brightness(a_scene(prompt=prompt, role=SceneRole.STORY).frame(1.0)) < 170


def test_every_weather_can_fall() -> None:
    from core.providers.video.animatic.palette import palette_for
    from core.providers.video.animatic.stage import Stage
    from core.providers.video.animatic.weather import weather

    stage = Stage.of(FrameSize(90, 160))
    palette = palette_for(Mood.PLAYFUL, SceneRole.STORY, 0)
    for kind, form in KINDS.items():
        particles = weather(kind, stage, palette, np.random.default_rng(1))
        assert len(particles) == form.number
        early, late = particles[0].posing(0.0), particles[0].posing(0.4)
        assert (early.dx, early.dy) != (late.dx, late.dy)


@pytest.mark.parametrize("name", MOTIFS)
def test_every_motif_fills_its_box_and_no_more(name: str) -> None:
    from core.providers.video.animatic.canvas import Canvas
    from core.providers.video.animatic.inks import inks_of
    from core.providers.video.animatic.palette import palette_for

    canvas = Canvas(140, 140, 1.0, (-20.0, -20.0))
    MOTIFS[name](canvas, inks_of(palette_for(Mood.WARM, SceneRole.STORY, 0)))
    solid = canvas.pixels[..., 3] > 200
    assert solid.mean() > 0.08
    assert not solid[:12].any() and not solid[-12:].any()
    assert not solid[:, :12].any() and not solid[:, -12:].any()
