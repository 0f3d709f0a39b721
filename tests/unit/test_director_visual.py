"""Final prompts repeat what must stay the same and ask for no letters."""

from __future__ import annotations

import pytest

from core.director.visual import (
    MOST_CHARS,
    ModelFamily,
    consistency_block,
    optimised_prompt,
    without_text_requests,
)
from core.models import GenerationRequest, VideoScript
from core.providers.text.offline import OfflineWriter
from core.providers.video.camera import camera_move


@pytest.fixture(scope="module")
def script() -> VideoScript:
    return OfflineWriter().write_script(
        GenerationRequest(prompt="our new eco bottle", duration_s=40), words_per_s=2.5
    )


@pytest.mark.parametrize("family", list(ModelFamily))
def test_the_camera_move_survives(script: VideoScript, family: ModelFamily) -> None:
    for scene in script.scenes:
        assert camera_move(optimised_prompt(script, scene, family)) is camera_move(scene.visual_prompt)


@pytest.mark.parametrize("family", [ModelFamily.VEO, ModelFamily.OMNI])
def test_every_scene_repeats_the_same_block_word_for_word(script: VideoScript, family: ModelFamily) -> None:
    block = consistency_block(script)
    prompts = [optimised_prompt(script, scene, family) for scene in script.scenes]
    assert all(block in prompt and "No text" in prompt for prompt in prompts)
    assert len(set(prompts)) == len(prompts)


def test_the_animatic_gets_the_shot_alone(script: VideoScript) -> None:
    scene = script.scenes[0]
    assert optimised_prompt(script, scene, ModelFamily.ANIMATIC) == scene.visual_prompt


def test_no_letters_are_asked_for() -> None:
    asked = "A cup on a table. Bold text appears saying SALE. Slow push in."
    assert without_text_requests(asked) == "A cup on a table. Slow push in."
    assert without_text_requests("The slogan reads: buy") == "The slogan reads: buy"


def test_a_long_shot_gives_way_and_the_block_stays(script: VideoScript) -> None:
    scene = script.scenes[0].model_copy(update={"visual_prompt": "a cup, " * 280})
    prompt = optimised_prompt(script, scene)
    assert len(prompt) <= MOST_CHARS
    assert consistency_block(script) in prompt


def test_a_film_without_props_still_has_one_look(script: VideoScript) -> None:
    bare = tuple(scene.model_copy(update={"visual_elements": ()}) for scene in script.scenes)
    assert "Recurring" not in consistency_block(script.model_copy(update={"scenes": bare}))
