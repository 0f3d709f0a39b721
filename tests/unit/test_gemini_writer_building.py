"""From words of a model to a script of ours: plans, lengths, camera moves, prompts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.models import Category, GenerationRequest, Platform, VoiceStyle, clean_text
from core.providers.text.gemini import templates
from core.providers.text.gemini.building import clipped, with_move
from core.providers.text.gemini.faults import says_call
from core.providers.text.gemini.plan import plan_for, scene_lengths
from core.providers.video.camera import CameraMove, camera_move


@pytest.mark.parametrize(("seconds", "scenes"), [(8, 2), (15, 3), (20, 4), (30, 5), (60, 9)])
def test_longer_videos_have_more_scenes(seconds: float, scenes: int) -> None:
    assert plan_for(GenerationRequest(prompt="x", duration_s=seconds), 2.5).scenes == scenes


@pytest.mark.parametrize("rate", [0.0, -1.0, float("nan"), float("inf")])
def test_a_rate_that_is_none_is_refused(rate: float) -> None:
    with pytest.raises(InvalidInput, match="no speaking rate"):
        plan_for(GenerationRequest(prompt="x"), rate)


@given(st.lists(st.floats(0, 300), min_size=2, max_size=8), st.floats(8, 60))
def test_lengths_of_scenes_fill_the_video_and_none_is_too_short(words: list[float], total_s: float) -> None:
    lengths = scene_lengths(words, total_s)
    assert sum(lengths) == pytest.approx(total_s)
    assert min(lengths) >= 1.0 - 1e-6


@pytest.mark.parametrize("move", CameraMove)
@pytest.mark.parametrize(
    "visual", ["A cup on a table.", "A slow push in on a cup", "Static. Orbit it", "x" * 1_500]
)
def test_a_prompt_names_the_chosen_move_before_any_other(visual: str, move: CameraMove) -> None:
    prompt = with_move(visual, move)
    assert camera_move(prompt) is move
    assert move in prompt


@given(st.text(max_size=300), st.integers(1, 50))
def test_a_clipped_text_is_clean_and_short_enough(text: str, most: int) -> None:
    short = clipped(text, most)
    assert len(short) <= most
    assert clean_text(text).startswith(short)


@pytest.mark.parametrize(
    ("narration", "call", "said"),
    [
        ("So order at eco.example!", "Order at eco.example.", True),
        ("Anything", "", True),
        ("Order soon", "Order now", False),
    ],
)
def test_a_call_to_action_is_found_whatever_its_capitals(narration: str, call: str, said: bool) -> None:
    assert says_call(narration, call) is said


@given(st.text(max_size=200))
def test_nothing_that_is_fenced_can_hold_an_angle_bracket(text: str) -> None:
    fenced = templates.fenced({"a": text, text: [text]})
    assert "<" not in fenced
    assert ">" not in fenced


def test_every_choice_has_its_sentence() -> None:
    sentences = [
        *map(templates.platform_rule, Platform),
        *map(templates.category_rule, Category),
        *map(templates.voice_rule, VoiceStyle),
        *map(templates.creativity_rule, (0.0, 0.5, 0.7, 1.0)),
    ]
    assert len(set(sentences)) == len(sentences)


def test_a_template_without_a_value_is_not_sent() -> None:
    with pytest.raises(KeyError):
        templates.filled("repair")


def test_any_change_of_a_prompt_changes_the_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = templates.version()
    for file in templates.FOLDER.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(templates, "FOLDER", tmp_path)
    templates.version.cache_clear()
    assert templates.version() == before
    (tmp_path / "system.md").write_text("other", encoding="utf-8")
    templates.version.cache_clear()
    assert templates.version() != before
    templates.version.cache_clear()
