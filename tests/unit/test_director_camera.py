"""Camera moves are read out of prose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.providers.video.camera import CameraMove, camera_move


@pytest.mark.parametrize("move", list(CameraMove))
def test_every_move_is_found_by_its_own_name(move: CameraMove) -> None:
    assert camera_move(f"Close-up: a cup on a table. Camera: {move}. Warm light.") is move
    assert camera_move(move.upper()) is move


@pytest.mark.parametrize(
    ("prompt", "move"),
    [
        ("a slow dolly in on the door", CameraMove.PUSH_IN),
        ("the camera moves closer", CameraMove.PUSH_IN),
        ("zooming out over the city", CameraMove.PULL_BACK),
        ("tracking shot left along the bar", CameraMove.PAN_LEFT),
        ("pans slowly to the right", CameraMove.PAN_RIGHT),
        ("pan from left to right", CameraMove.PAN_RIGHT),
        ("crane up above the roof", CameraMove.TILT_UP),
        ("boom down to the street", CameraMove.TILT_DOWN),
        ("an arc around the product", CameraMove.ORBIT),
        ("hand-held, close to the face", CameraMove.HANDHELD),
        ("locked-off on a tripod", CameraMove.STATIC),
    ],
)
def test_the_words_of_cinematographers_are_understood(prompt: str, move: CameraMove) -> None:
    assert camera_move(prompt) is move


def test_the_first_of_several_moves_counts() -> None:
    assert camera_move("orbit, then pull back and pan left") is CameraMove.ORBIT


@pytest.mark.parametrize(
    "prompt", ["", "a company left the house", "move into the flat", "static noise", "新产品"]
)
def test_a_prompt_without_a_move_gets_a_slow_push_in(prompt: str) -> None:
    assert camera_move(prompt) is CameraMove.PUSH_IN


@given(st.text(max_size=200))
def test_no_text_makes_the_parser_fail(prompt: str) -> None:
    assert camera_move(prompt) in CameraMove
