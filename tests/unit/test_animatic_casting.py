"""Casting and palettes: words bring on the right things, and a video keeps its colours."""

from __future__ import annotations

import pytest

from core.models import AspectRatio, Mood, SceneRole
from core.providers.video.animatic.casting import Cast, cast
from core.providers.video.animatic.colour import from_hex, luma, mix, tuned
from core.providers.video.animatic.palette import palette_for
from core.providers.video.animatic.vocabulary import DEFAULT_THEME
from core.providers.video.base import ClipRequest


def cast_of(prompt: str, subject: str = "", role: SceneRole = SceneRole.STORY, **changes: object) -> Cast:
    values = {
        "prompt": prompt,
        "subject": subject,
        "role": role,
        "duration_s": 3,
        "aspect_ratio": AspectRatio.PORTRAIT,
    }
    return cast(ClipRequest.model_validate({**values, **changes}))


@pytest.mark.parametrize(
    ("prompt", "motif", "scenery"),
    [
        ("A wrench under the sink in a kitchen", "wrench", "room"),
        ("An espresso on a rooftop", "cup", "city"),
        ("A suitcase on a beach", "suitcase", "sea"),
        ("Running shoes in the park", "shoe", "hills"),
        ("Laptop with a neon interface", "laptop", "digital"),
        ("A puppy in a garden", "paw", "garden"),
        ("A serum on a podium", "cosmetics", "studio"),
    ],
)
def test_what_the_prompt_shows_is_shown(prompt: str, motif: str, scenery: str) -> None:
    found = cast_of(prompt)
    assert (found.motif, found.scenery) == (motif, scenery)


def test_words_of_film_craft_bring_nothing_on() -> None:
    craft = (
        "Camera pans left, key light, focal plane, medium shot, photo-real style, proof, chair, smart start"
    )
    found = cast_of(craft)
    assert found.motif in DEFAULT_THEME.motifs
    assert found.scenery in DEFAULT_THEME.places


@pytest.mark.parametrize(
    "subject", ["plumber", "Klempner", "fontanero", "encanador", "idraulico", "plombier"]
)
def test_a_subject_is_known_in_several_languages(subject: str) -> None:
    assert cast_of("", subject, SceneRole.HOOK).motif == "wrench"


def test_an_unknown_subject_still_gets_a_set() -> None:
    found = cast_of("", "zxqv")
    assert found.motif and found.scenery in ("ribbons", "studio")


@pytest.mark.parametrize(
    ("words", "motif"),
    [
        ("Call now", "phone"),
        ("Book now", "calendar"),
        ("Shop the drop", "bag"),
        ("Donate today", "love"),
        ("Go", "button"),
    ],
)
def test_a_call_to_action_shows_the_act(words: str, motif: str) -> None:
    assert cast_of("", "zxqv", SceneRole.CALL_TO_ACTION, key_words=words).motif == motif


def test_the_subject_is_not_its_own_companion() -> None:
    for role in SceneRole:
        found = cast_of("a wrench, a phone and a bottle", "plumber", role)
        assert found.motif not in found.companions
        assert len(found.companions) == 2


@pytest.mark.parametrize(
    ("prompt", "night"),
    [
        ("at 3 am", True),
        ("a moon over roofs", True),
        ("eleven at night", True),
        ("at 11 am", False),
        ("sunny noon", False),
    ],
)
def test_the_hour_is_read_from_the_prompt(prompt: str, night: bool) -> None:
    assert cast_of(prompt).night is night


def test_it_rains_on_problems_outdoors_only() -> None:
    assert cast_of("city street", role=SceneRole.PROBLEM).weather == "rain"
    assert cast_of("kitchen", role=SceneRole.PROBLEM).weather == "dust"


def test_the_scenes_of_a_video_share_a_palette() -> None:
    names = {palette_for(Mood.WARM, role, 7).name for role in SceneRole}
    assert len(names) == 1


def test_videos_differ_by_their_palette_seed() -> None:
    names = {palette_for(Mood.WARM, SceneRole.STORY, seed).name for seed in range(20)}
    assert len(names) == 3


@pytest.mark.parametrize("mood", Mood)
def test_type_and_captions_can_be_read_on_every_palette(mood: Mood) -> None:
    for role in SceneRole:
        for seed in range(8):
            palette = palette_for(mood, role, seed, night=seed % 2 == 0)
            assert luma(palette.paper) - luma(palette.sky) > 120
            assert luma(palette.paper) - luma(palette.air) > 90
            assert luma(palette.near) <= 85


def test_night_is_darker_than_day() -> None:
    day = palette_for(Mood.UPLIFTING, SceneRole.STORY, 0)
    night = palette_for(Mood.UPLIFTING, SceneRole.STORY, 0, night=True)
    assert luma(night.air) < luma(day.air)
    assert night.night


def test_colours_mix_and_tune_within_their_range() -> None:
    red, white = from_hex("#ff0000"), from_hex("#ffffff")
    assert mix(red, white, 0.0) == red
    assert mix(red, white, 1.0) == white
    assert tuned(white, lightness=3.0) == white
    assert luma(tuned(red, lightness=0.5)) < luma(red)


def test_the_place_of_a_scene_is_not_mistaken_for_its_subject() -> None:
    prompt = (
        "Close-up: water spreads across dark tiles, in a lived-in family kitchen at night. Camera: static."
    )
    asked = ClipRequest(
        prompt=prompt, duration_s=4, aspect_ratio=AspectRatio.PORTRAIT, role=SceneRole.HOOK, subject="plumber"
    )
    assert cast(asked).motif != "people"
