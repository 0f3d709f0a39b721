"""One scene is rewritten: same place, same seconds, other words."""

from __future__ import annotations

import pytest

from core.models import GenerationRequest, Language, SceneRole, VideoScript
from core.providers.text.offline import OfflineWriter
from core.providers.text.seconds import spoken_words

WRITER = OfflineWriter()


@pytest.fixture(scope="module")
def script() -> VideoScript:
    request = GenerationRequest(prompt="Ad for a lamp called Lumo that follows the sun", duration_s=40)
    return WRITER.write_script(request, words_per_s=2.5)


def test_only_words_change(script: VideoScript) -> None:
    for scene in script.scenes:
        again = WRITER.rewrite_scene(script, scene, "another one")
        kept = {"narration", "on_screen_text"}
        assert again.model_dump(exclude=kept) == scene.model_dump(exclude=kept)
        assert again.narration not in {other.narration for other in script.scenes}
        assert spoken_words(again.narration) / 2.5 <= scene.duration_s


def test_the_same_instruction_gives_the_same_words_and_another_gives_others(script: VideoScript) -> None:
    scene = script.scenes[3]
    assert WRITER.rewrite_scene(script, scene, "a") == WRITER.rewrite_scene(script, scene, "a")
    assert len({WRITER.rewrite_scene(script, scene, f"try {i}").narration for i in range(6)}) > 1


def test_shorter_is_shorter(script: VideoScript) -> None:
    longest = max(script.scenes, key=lambda scene: spoken_words(scene.narration))
    again = WRITER.rewrite_scene(script, longest, "make it shorter")
    assert spoken_words(again.narration) < 0.75 * spoken_words(longest.narration)


def test_a_feeling_is_followed(script: VideoScript) -> None:
    hook = script.scenes[0]
    funny = {WRITER.rewrite_scene(script, hook, f"funnier {i}").narration for i in range(12)}
    playful = ("don't laugh", "Plot twist", "Raise your hand", "awkward")
    assert any(phrase in text for text in funny for phrase in playful)


def test_the_reveal_keeps_the_name(script: VideoScript) -> None:
    reveal = next(s for s in script.scenes if s.role is SceneRole.SOLUTION and "Lumo" in s.narration)
    assert "Lumo" in WRITER.rewrite_scene(script, reveal, "other words").narration


@pytest.mark.parametrize(
    ("instruction", "wanted"),
    [
        ('say: "Hello, world."', "Hello, world."),
        ("Say: Come {\\an8} in", "Come {\\an8} in"),
        ("say: “One — two”", "One — two"),
    ],
)
def test_a_literal_sentence_is_taken_as_it_stands(script: VideoScript, instruction: str, wanted: str) -> None:
    again = WRITER.rewrite_scene(script, script.scenes[0], instruction)
    assert again.narration == wanted
    assert again.on_screen_text


def test_an_empty_literal_is_no_narration(script: VideoScript) -> None:
    again = WRITER.rewrite_scene(script, script.scenes[0], 'say: "..."')
    assert any(c.isalpha() for c in again.narration)


@pytest.mark.parametrize("language", ["es", "fr", "de", "pt", "it"])
def test_every_language_can_be_rewritten(language: str) -> None:
    request = GenerationRequest(prompt="Yoga", language=Language(language), duration_s=30)
    made = WRITER.write_script(request, words_per_s=2.5)
    for scene in made.scenes:
        assert WRITER.rewrite_scene(made, scene, "").narration != scene.narration


def test_a_script_in_another_language_is_rewritten_in_the_narrations_own(script: VideoScript) -> None:
    metadata = script.metadata.model_copy(update={"language": Language.DUTCH})
    foreign = script.model_copy(update={"metadata": metadata})
    assert WRITER.rewrite_scene(foreign, script.scenes[0], "new").narration


def test_a_scene_with_no_room_keeps_its_words(script: VideoScript) -> None:
    long_call = script.scenes[0].model_copy(
        update={"duration_s": 1.0, "role": SceneRole.STORY, "narration": "Hi."}
    )
    again = WRITER.rewrite_scene(script.with_scene(long_call), long_call, "shorter")
    assert again.narration
