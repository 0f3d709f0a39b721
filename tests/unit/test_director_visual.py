"""Final prompts repeat what must stay the same and ask for no letters."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from core.director.visual import (
    MOST_CHARS,
    ModelFamily,
    consistency_block,
    negative_prompt,
    optimised_prompt,
    with_one_action,
    without_text_requests,
)
from core.models import GenerationRequest, VideoScript
from core.providers.text.offline import OfflineWriter
from core.providers.video.camera import CameraMove, camera_move


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
    assert all(block in prompt and "no text" in prompt.casefold() for prompt in prompts)
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
    block = consistency_block(script.model_copy(update={"scenes": bare}))
    assert block.startswith("Throughout the film") and "Always the same" not in block


def reordered(script: VideoScript) -> VideoScript:
    return script.model_copy(update={"scenes": script.scenes[::-1]})


def with_other_words(script: VideoScript) -> VideoScript:
    """The first scene says, shows on screen, lasts and begins otherwise."""
    changes = {"narration": "New words.", "on_screen_text": "New", "duration_s": 9.0, "transition": "dip"}
    return script.with_scene(script.scenes[0].model_copy(update=changes))


def with_a_copy(script: VideoScript) -> VideoScript:
    copy = script.scenes[0].model_copy(update={"scene_id": "copy", "visual_prompt": "Another picture."})
    return script.model_copy(update={"scenes": (*script.scenes, copy)})


@pytest.mark.parametrize("family", list(ModelFamily))
@pytest.mark.parametrize("edit", [reordered, with_other_words, with_a_copy])
def test_what_does_not_change_a_picture_changes_no_prompt(
    script: VideoScript, family: ModelFamily, edit: Callable[[VideoScript], VideoScript]
) -> None:
    edited = edit(script)
    for scene in script.scenes:
        same = edited.scene(scene.scene_id)
        assert same is not None
        assert optimised_prompt(edited, same, family) == optimised_prompt(script, scene, family)


def test_only_what_scenes_share_is_repeated(script: VideoScript) -> None:
    first, second, *_ = script.scenes
    scenes = (
        first.model_copy(update={"visual_elements": ("Red mug", "a dog")}),
        second.model_copy(update={"visual_elements": ("red mug", "a phone")}),
    )
    block = consistency_block(script.model_copy(update={"scenes": scenes}))
    assert "red mug" in block and "dog" not in block and "phone" not in block


def shot(script: VideoScript, words: str, family: ModelFamily = ModelFamily.VEO) -> str:
    scene = script.scenes[0].model_copy(update={"visual_prompt": words})
    return optimised_prompt(script, scene, family)


@pytest.mark.parametrize("family", [ModelFamily.VEO, ModelFamily.OMNI])
def test_what_a_scene_leaves_open_is_filled_in(script: VideoScript, family: ModelFamily) -> None:
    prompt = shot(script, "a baker opens the door", family)
    assert "Close-up: a baker opens the door." in prompt
    assert "Camera:" in prompt and "mm lens" in prompt and "Light:" in prompt


@pytest.mark.parametrize("family", [ModelFamily.VEO, ModelFamily.OMNI])
def test_what_a_scene_says_itself_is_not_said_otherwise(script: VideoScript, family: ModelFamily) -> None:
    words = "Wide shot: a baker at night, neon signs, 24 mm lens. Camera: pan left."
    prompt = shot(script, words, family)
    assert "Close-up" not in prompt and "Light:" not in prompt
    assert prompt.count("mm lens") == 1 and prompt.count("Camera:") == 1
    assert camera_move(prompt) is CameraMove.PAN_LEFT


def test_one_action_stays_and_the_place_too() -> None:
    chain = "She opens a box, then pours water, and finally smiles, in a kitchen"
    assert with_one_action(chain) == "She opens a box, in a kitchen"
    assert with_one_action("Steam rises from a cup") == "Steam rises from a cup"


def test_omni_is_told_in_words_what_veo_is_told_apart(script: VideoScript) -> None:
    omni = optimised_prompt(script, script.scenes[0], ModelFamily.OMNI)
    assert "Single continuous shot" in omni and "No dialogue" in omni
    assert negative_prompt(ModelFamily.OMNI) == negative_prompt(ModelFamily.ANIMATIC) == ""
    assert "text" in negative_prompt(ModelFamily.VEO)
    assert not re.search(r"\b(?:no|not|without|don.t)\b", negative_prompt(ModelFamily.VEO))


@pytest.mark.parametrize(
    "hostile", ["$film ${shot} $$", "{film} %s \\N", "Camera: Camera: ;", ". . .", "then"]
)
def test_a_picture_with_template_signs_is_only_words(script: VideoScript, hostile: str) -> None:
    prompt = shot(script, hostile)
    assert consistency_block(script) in prompt
    assert len(prompt) <= MOST_CHARS
