"""The phrasebooks are data, so mistakes in them are found here."""

from __future__ import annotations

import re

import pytest

from core.models import Language, SceneRole
from core.providers.text.offline.lines import MOST_HOOK_WORDS, opening_words
from core.providers.text.offline.phrasebook import (
    GENERAL,
    LANGUAGES,
    Line,
    fill,
    kind_words,
    phrasebook,
    shot_lists,
    slots_of,
    topics,
    unfold,
)
from core.providers.text.offline.structure import STRUCTURES, lay_out
from core.providers.video.camera import CameraMove, camera_move

SLOTS = {
    "subject", "full", "name", "a_subject", "our_subject", "heads", "topic", "how", "statement",
    "brand", "offer", "price", "date", "day", "time", "audience",
}  # fmt: skip


def all_lines(language: Language) -> list[Line]:
    book = phrasebook(language)
    pools = [*book.beats.values(), *book.topics.values()]
    return [line for pool in pools for lines in pool.values() for line in lines]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_is_a_finished_sentence(language: Language) -> None:
    for line in all_lines(language):
        plain = line.text.replace("*", "")
        assert re.search(r"[.!?]$", plain), line
        assert not re.search(r"[\[\]()|@]|  | [.,]|\.\.", plain), line
        assert plain.count("{") == plain.count("}") and line.text.count("*") in (0, 2), line
        assert not re.match(r"[a-zà-ÿ]", plain), line
        assert not re.search(r"[.!?] [a-zà-ÿ]", plain), line


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_ask_only_for_facts_that_exist(language: Language) -> None:
    assert {slot.lower() for line in all_lines(language) for slot in slots_of(line.text)} <= SLOTS


@pytest.mark.parametrize("language", LANGUAGES)
def test_key_words_are_at_most_four(language: Language) -> None:
    for line in all_lines(language):
        _, key = fill(line.text, dict.fromkeys(slots_of(line.text), "X"))
        assert len(key.split()) <= 4, line


@pytest.mark.parametrize("language", LANGUAGES)
def test_hooks_are_short_enough_to_land(language: Language) -> None:
    book = phrasebook(language)
    hooks = [*book.beats["hook"].values(), *(topic.get("hook", ()) for topic in book.topics.values())]
    for line in (line for lines in hooks for line in lines):
        text, _ = fill(line.text, dict.fromkeys(slots_of(line.text), "X"))
        assert opening_words(text) <= MOST_HOOK_WORDS, line


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_topic_beat_and_role(language: Language) -> None:
    book = phrasebook(language)
    assert set(book.topics) == set(topics()) - {GENERAL}
    beats = {
        beat
        for structure in STRUCTURES
        for count in range(11)
        for plan in lay_out(structure, count, tells_offer=count % 2 == 0)
        for beat in (*plan.beats, *plan.fill)
    }
    assert beats <= set(book.beats)
    assert set(book.labels) == set(SceneRole)


@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize("count", range(2, 11))
def test_a_layout_has_as_many_scenes_as_asked_from_hook_to_call(structure: str, count: int) -> None:
    plans = lay_out(structure, count)
    assert len(plans) == count
    assert plans[0].role is SceneRole.HOOK
    assert plans[-1].role is SceneRole.CALL_TO_ACTION
    assert any("reveal" in plan.beats for plan in plans)


def test_shots_name_no_camera_move_of_their_own() -> None:
    assert set(shot_lists()) == set(topics())
    for shots in shot_lists().values():
        for deck in ("problem", "benefit", "cta"):
            for action in shots[deck]:
                prompt = f"Close-up: {action}, in {shots['where']}. Camera: {CameraMove.STATIC}."
                assert camera_move(prompt) is CameraMove.STATIC, action
        assert len(shots["props"]) >= 3


def test_kinds_are_known() -> None:
    known = {*kind_words(), "cause", "property"}
    assert {topic.kind for topic in topics().values()} <= known


def test_options_and_alternatives_unfold_into_all_variants() -> None:
    lines = unfold(["@app|place (One|Two) way[, or more]."], "any")
    assert [line.text for line in lines] == ["One way.", "One way, or more.", "Two way.", "Two way, or more."]
    assert lines[0].kinds == ("app", "place")


def test_facts_are_data_even_when_they_look_like_marks() -> None:
    text, key = fill("Meet *{full}*.", {"full": "{offer} *x* [y] (a|b) \\1 {\\an8}"})
    assert text == "Meet {offer} *x* [y] (a|b) \\1 {\\an8}."
    assert key == "{offer} *x* [y] (a|b) \\1 {\\an8}"
