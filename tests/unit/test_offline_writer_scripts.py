"""Scripts of the offline writer: seeded, honest, various, and safe with any text."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.models import (
    CaptionStyle,
    ClipSound,
    GenerationRequest,
    Language,
    SceneRole,
    Transition,
    VideoScript,
)
from core.providers.text.offline import OfflineWriter
from core.providers.text.offline.structure import STRUCTURES
from core.providers.text.seconds import spoken_words
from core.providers.video.camera import camera_move

WRITER = OfflineWriter()
PLUMBER = "A calm 20 second spot for a plumber who answers at 3 am"


def script(prompt: str, rate: float = 2.5, **options: object) -> VideoScript:
    return WRITER.write_script(
        GenerationRequest.model_validate({"prompt": prompt, **options}), words_per_s=rate
    )


def spoken(made: VideoScript) -> str:
    return " ".join(scene.narration for scene in made.scenes)


def test_the_same_request_gives_the_same_script() -> None:
    assert script(PLUMBER) == script(PLUMBER)


def test_looks_do_not_change_the_words() -> None:
    assert script(PLUMBER, caption_style=CaptionStyle.BOX, music="none", clip_sound=ClipSound.LOUD) == script(
        PLUMBER
    )


def test_seeds_and_prompts_give_visibly_different_scripts() -> None:
    assert len({spoken(script(PLUMBER, seed=seed)) for seed in range(12)}) >= 9
    topics = ["our bakery", "our gym", "a tax adviser", "a jazz festival", "our dog hotel", "a skin cream"]
    lines = [{scene.narration for scene in script(prompt).scenes} for prompt in topics]
    assert all(not a & b for i, a in enumerate(lines) for b in lines[i + 1 :])


def test_all_structures_are_used() -> None:
    used = {
        script("our coffee app", seed=s, duration_s=35, creativity_level=1).metadata.structure
        for s in range(60)
    }
    assert used == set(STRUCTURES)


def test_instructions_are_never_spoken() -> None:
    words = spoken(script(PLUMBER, duration_s=40)).casefold()
    assert "spot" not in words
    assert "second" not in words
    assert "a plumber who answers at 3 am" in words


def test_an_offer_is_spoken_and_nothing_is_made_up() -> None:
    words = spoken(script("Ad for our bakery, 20% off this week", duration_s=30))
    assert "20% off this week" in words
    without = spoken(script("Ad for our bakery", duration_s=60))
    assert "%" not in without
    assert "$" not in without
    assert not any(c.isdigit() for c in without)


def test_no_sentence_is_said_twice() -> None:
    for prompt in (PLUMBER, "a charity", "un gimnasio", "5 tips for better sleep"):
        said = [part for part in spoken(script(prompt, duration_s=60)).split(". ") if len(part.split()) > 2]
        assert len(said) == len(set(said))


def test_neighbouring_scenes_have_different_moves_and_shots_have_one_place() -> None:
    made = script(PLUMBER, duration_s=60)
    moves = [camera_move(scene.visual_prompt) for scene in made.scenes]
    assert all(a != b for a, b in itertools.pairwise(moves))
    assert all("kitchen at night" in scene.visual_prompt for scene in made.scenes)


def test_transitions_are_cuts_with_one_other_kind_at_the_turns() -> None:
    made = script(PLUMBER, duration_s=40)
    kinds = {scene.transition for scene in made.scenes}
    assert made.scenes[0].transition is Transition.CUT
    assert len(kinds - {Transition.CUT}) == 1


@pytest.mark.parametrize("language", ["en", "es", "fr", "de", "pt", "it"])
def test_pictures_are_described_in_english_whatever_the_language(language: str) -> None:
    made = script("Yoga", language=language, duration_s=30)
    assert all("in a quiet room with plants and candle light" in scene.visual_prompt for scene in made.scenes)
    assert all(scene.description and scene.on_screen_text for scene in made.scenes)


def test_key_words_are_few_and_not_the_whole_narration() -> None:
    for prompt in (PLUMBER, "our new eco bottle", "how to tie a bow tie", "una panadería que abre a las 6"):
        for scene in script(prompt, duration_s=45).scenes:
            assert 1 <= len(scene.on_screen_text.split()) <= 5
            assert scene.on_screen_text.casefold() != scene.narration.casefold().rstrip(".")


def test_hashtags_are_three_to_six_single_words() -> None:
    for prompt in (PLUMBER, "a zorblax", "新产品发布", "Ad for a lamp called Lumo"):
        tags = script(prompt).metadata.hashtags
        assert 3 <= len(tags) <= 6
        assert all(tag.startswith("#") and " " not in tag for tag in tags)
        assert len({tag.casefold() for tag in tags}) == len(tags)


def test_a_listing_counts_its_items() -> None:
    made = script("5 tips for better sleep", duration_s=30)
    items = [scene for scene in made.scenes if scene.role is SceneRole.STEP]
    assert items[0].narration.startswith("One. ")
    assert items[1].narration.startswith("Two. ")


def test_a_call_too_long_to_be_spoken_is_kept_but_not_forced_into_the_scene() -> None:
    call = "Visit us " * 20
    made = script("our gym", duration_s=8, call_to_action=call)
    assert made.call_to_action == call.strip()
    assert spoken_words(spoken(made)) / 2.5 <= 8


def test_a_slow_voice_gets_fewer_scenes_and_never_too_many_words() -> None:
    for rate in (1.3, 1.0, 0.8):
        made = script(PLUMBER, rate, duration_s=8)
        assert len(made.scenes) <= 2
        assert spoken_words(spoken(made)) / rate <= 8


@pytest.mark.parametrize("rate", [0.0, -1.0, math.nan, math.inf])
def test_an_impossible_rate_is_refused(rate: float) -> None:
    with pytest.raises(InvalidInput):
        script(PLUMBER, rate)


def test_a_voice_too_slow_for_any_sentence_is_refused_plainly() -> None:
    with pytest.raises(InvalidInput, match="no time"):
        script(PLUMBER, 0.1, duration_s=8)


def test_a_language_without_phrasebook_is_refused() -> None:
    with pytest.raises(InvalidInput, match="'ja'"):
        script(PLUMBER, language=Language.JAPANESE)


def test_hostile_text_is_carried_literally() -> None:
    made = script('{\\an8} %{x} "quoted" <b>bold</b>', duration_s=20)
    assert '{\\an8} %{x} "quoted" <b>bold</b>' in spoken(made)


prompts = st.text(min_size=1, max_size=300).filter(lambda text: any(c.isalnum() for c in text))


@settings(max_examples=40)
@given(prompts, st.sampled_from([8.0, 20.0, 47.3]), st.integers(0, 9))
def test_any_prompt_makes_a_valid_script(prompt: str, seconds: float, seed: int) -> None:
    try:
        request = GenerationRequest(prompt=prompt, duration_s=seconds, seed=seed)
    except ValueError:
        return
    made = WRITER.write_script(request, words_per_s=2.5)
    assert VideoScript.model_validate_json(made.model_dump_json()) == made
    assert made.duration_s == seconds
    assert all(spoken_words(scene.narration) / 2.5 <= scene.duration_s for scene in made.scenes)
