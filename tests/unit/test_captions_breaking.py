"""Phrases break where a reader would, lines are balanced, long words find room."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.media.captions.breaking import Measure, cut_long_words, line_text, lines, phrases
from core.media.captions.tokens import Token, text_of

MEASURE = Measure(line_px=160, max_lines=2, max_words=4, target_words=3, shrink=0.6)


def width_of(text: str) -> float:
    return 10.0 * len(text)


def tokens(text: str, *, gap_s: float = 0.0) -> list[Token]:
    return [
        Token(text=word, start_s=0.3 * number + gap_s * number, end_s=0.3 * number + gap_s * number + 0.3)
        for number, word in enumerate(text.split())
    ]


def grouped(text: str, measure: Measure = MEASURE) -> list[str]:
    return [text_of(group) for group in phrases(tokens(text), measure, width_of)]


def in_lines(text: str, measure: Measure = MEASURE) -> list[str]:
    return [line_text(line) for line in lines(tokens(text), measure, width_of)]


def test_phrases_end_with_sentences_and_commas() -> None:
    assert grouped("Stop. Call Anna, she helps.") == ["Stop.", "Call Anna,", "she helps."]


def test_a_small_word_is_not_left_at_the_end() -> None:
    assert grouped("Wait for the plumber and sleep") == ["Wait for the plumber", "and sleep"]


def test_a_number_stays_with_its_unit() -> None:
    assert not any(group.endswith("3") for group in grouped("It is 3 am when water runs"))


def test_a_breath_of_the_voice_is_a_place_to_break() -> None:
    words = tokens("water runs fast help comes")
    late = [w.model_copy(update={"start_s": w.start_s + 1, "end_s": w.end_s + 1}) for w in words[3:]]
    assert [text_of(group) for group in phrases(words[:3] + late, MEASURE, width_of)] == [
        "water runs fast",
        "help comes",
    ]


def test_lines_are_balanced_and_no_word_is_lost() -> None:
    assert in_lines("water everywhere and more") == ["water everywhere", "and more"]
    assert in_lines("some short ones") == ["some short ones"]
    assert in_lines("a bright morning is") == ["a bright", "morning is"]


def test_one_line_styles_stay_on_one_line() -> None:
    single = MEASURE.model_copy(update={"max_lines": 1})
    assert all(
        width_of(group) <= 160 for group in grouped("several words that cannot share one line", single)
    )


def test_a_german_compound_is_cut_at_a_syllable_with_a_hyphen() -> None:
    parts = cut_long_words(tokens("Donaudampfschifffahrtsgesellschaft"), MEASURE, width_of)
    assert [part.drawn_text for part in parts] == ["Donaudampfschiff-", "fahrtsgesellschaft"]
    assert text_of(parts) == "Donaudampfschifffahrtsgesellschaft"
    assert parts[0].end_s == parts[1].start_s


def test_an_address_is_cut_at_its_signs_without_a_hyphen() -> None:
    parts = cut_long_words(tokens("www.klempner-notdienst.de/jetzt"), MEASURE, width_of)
    assert [part.drawn_text for part in parts] == ["www.klempner-", "notdienst.de/jetzt"]


def test_the_parts_of_a_torn_word_stand_on_lines_of_their_own() -> None:
    parts = cut_long_words(tokens("Die Donaudampfschifffahrtsgesellschaft"), MEASURE, width_of)
    (group,) = phrases(parts, MEASURE, width_of)
    assert [line_text(line) for line in lines(group, MEASURE, width_of)][-1] == "fahrtsgesellschaft"


def test_marks_are_never_torn_from_their_letter() -> None:
    parts = cut_long_words(tokens("e\u0301" * 60), MEASURE, width_of)
    assert len(parts) > 2
    assert all(part.text.startswith("e") and part.text.endswith("\u0301") for part in parts)


def test_a_single_wide_cluster_is_left_alone() -> None:
    cluster = "e" + "\u0301" * 80
    assert [part.text for part in cut_long_words(tokens(cluster), MEASURE, width_of)] == [cluster]


@given(st.lists(st.text(alphabet="abcde.,?-/ü漢", min_size=1, max_size=70), max_size=14))
def test_nothing_is_lost_and_nothing_is_too_wide(words: list[str]) -> None:
    whole = tokens(" ".join(words))
    parts = cut_long_words(whole, MEASURE, width_of)
    groups = phrases(parts, MEASURE, width_of)
    assert text_of(token for group in groups for token in group) == text_of(whole)
    for group in groups:
        rows = lines(group, MEASURE, width_of)
        assert len(group) <= 4 and len(rows) <= 2
        assert all(width_of(line_text(row)) <= 160 / 0.6 for row in rows)
