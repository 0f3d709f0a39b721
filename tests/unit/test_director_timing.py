"""Seconds of speech become lengths of scenes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.director.timing import (
    LEAD_IN_S,
    TAIL_S,
    estimated_seconds,
    fits,
    overflow_s,
    reading_seconds,
    scene_seconds,
)
from core.models import FPS, Language
from core.providers.text.seconds import share_seconds, spoken_words

spoken_lists = st.lists(st.floats(0, 8), min_size=1, max_size=8)


@given(spoken_lists, st.floats(8, 60))
def test_lengths_add_up_to_the_whole_and_are_whole_frames(spoken: list[float], total_s: float) -> None:
    lengths = scene_seconds(spoken, total_s)
    assert sum(lengths) == pytest.approx(total_s, abs=1e-12)
    assert all(length >= 1.0 - 1e-9 for length in lengths)
    assert all(abs(length * FPS - round(length * FPS)) < 1e-6 for length in lengths[:-1])


@given(spoken_lists, st.floats(8, 60))
def test_every_narration_fits_when_all_of_them_can(spoken: list[float], total_s: float) -> None:
    if overflow_s(spoken, total_s) == 0:
        assert all(fits(s, length) for s, length in zip(spoken, scene_seconds(spoken, total_s), strict=True))


def test_scenes_shrink_in_proportion_when_the_words_are_too_many() -> None:
    lengths = scene_seconds([10.0, 5.0, 5.0], 12.0)
    assert sum(lengths) == 12.0
    assert lengths[0] > lengths[1]
    assert overflow_s([10.0, 5.0, 5.0], 12.0) == pytest.approx(20 + 3 * (LEAD_IN_S + TAIL_S) - 12, abs=0.01)


def test_more_scenes_than_seconds_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be split"):
        scene_seconds([0.1] * 9, 8.0)


def test_nothing_to_share_is_refused() -> None:
    with pytest.raises(ValueError, match="0 parts"):
        share_seconds([], 8.0)


def test_equal_shares_when_no_part_weighs_anything() -> None:
    assert share_seconds([0, 0], 8.0) == (4.0, 4.0)


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("— … !", 0), ("one two", 2), ("20% off", 3), ("新产品发布", 2.5), ("a" * 60, 5), ("24/7", 2)],
)
def test_spoken_words_are_counted_as_a_voice_reads_them(text: str, words: float) -> None:
    assert spoken_words(text) == words


def test_a_french_voice_is_quicker_than_a_spanish_one() -> None:
    text = "un deux trois quatre cinq six"
    assert estimated_seconds(text, Language.FRENCH) < estimated_seconds(text, Language.SPANISH)
    assert estimated_seconds(text, Language.POLISH) == 6 / 2.5


def test_reading_takes_longer_in_dense_scripts() -> None:
    assert reading_seconds("字" * 18, Language.CHINESE) == 2.0
    assert reading_seconds("a" * 17, Language.POLISH) == 1.0


@given(spoken_lists, st.integers(16, 120))
def test_the_sum_of_usual_lengths_is_the_whole_to_the_last_bit(spoken: list[float], halves: int) -> None:
    assert sum(scene_seconds(spoken, halves / 2)) == halves / 2
