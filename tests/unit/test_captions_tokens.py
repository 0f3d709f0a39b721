"""Tokens keep the writer's characters and the voice's times, whatever either looks like."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.media.captions.tokens import graphemes, text_of, timed_tokens
from core.models import Narration, WordTime, clean_text
from tests.unit.captions_support import ENGLISH, HOSTILE, narration


def spoken(text: str, *words: tuple[int, int, float, float], duration_s: float = 3.0) -> Narration:
    times = tuple(WordTime(start_char=a, end_char=b, start_s=c, end_s=d) for a, b, c, d in words)
    return Narration(text=text, path="", duration_s=duration_s, words=times, voice="v", provider="p")


def test_punctuation_stays_with_its_word_and_times_are_the_voices() -> None:
    tokens = timed_tokens(spoken("Hi, «you»!", (0, 2, 0.1, 0.4), (5, 8, 0.6, 1.0)))
    assert [(t.text, t.start_s, t.end_s) for t in tokens] == [("Hi,", 0.1, 0.4), ("«you»!", 0.6, 1.0)]


def test_a_word_spoken_in_two_parts_is_shown_as_one() -> None:
    (token,) = timed_tokens(spoken("20%", (0, 2, 0.0, 0.5), (2, 3, 0.5, 1.1)))
    assert (token.text, token.start_s, token.end_s) == ("20%", 0.0, 1.1)


def test_signs_nobody_speaks_join_their_neighbour() -> None:
    tokens = timed_tokens(spoken("— Go 🎉 now", (2, 4, 0.2, 0.5), (7, 10, 0.7, 1.0)))
    assert [token.text for token in tokens] == ["— Go 🎉", "now"]
    assert [token.start_s for token in tokens] == [0.2, 0.7]


def test_without_times_words_are_spread_by_their_length() -> None:
    tokens = timed_tokens(narration(ENGLISH, timed=False))
    assert tokens[0].start_s == 0
    assert tokens[-1].end_s == narration(ENGLISH).duration_s
    lengths = {token.text: token.end_s - token.start_s for token in tokens}
    assert lengths["flooding."] > 3 * lengths["3"]


def test_a_word_the_voice_skipped_gets_the_gap_around_it() -> None:
    tokens = timed_tokens(spoken("one two three", (0, 3, 0.0, 0.5), (8, 13, 1.5, 2.0)))
    assert (tokens[1].start_s, tokens[1].end_s) == (0.5, 1.5)


def test_scripts_without_blanks_are_cut_at_the_voices_words() -> None:
    tokens = timed_tokens(spoken("今日は、晴れ。", (0, 2, 0.0, 0.3), (2, 3, 0.3, 0.5), (4, 6, 0.7, 1.0)))
    assert [token.text for token in tokens] == ["今日", "は、", "晴れ。"]
    assert [token.spaced for token in tokens] == [True, False, False]


def test_chinese_without_times_is_cut_between_characters_but_never_before_a_mark() -> None:
    tokens = timed_tokens(narration("你好，「世界」。", timed=False))
    assert [token.text for token in tokens] == ["你", "好，", "「世", "界」。"]


def test_thai_without_times_stays_in_one_piece() -> None:
    assert [token.text for token in timed_tokens(narration("สวัสดีครับ", timed=False))] == ["สวัสดีครับ"]


def test_control_characters_vanish_and_blanks_fold() -> None:
    tokens = timed_tokens(narration("a\x00b\n\t \x07 c\u202e"))
    assert text_of(tokens) == "ab c"


def test_an_empty_text_has_no_tokens() -> None:
    assert timed_tokens(narration("")) == ()
    assert timed_tokens(narration(" \n\x00 ")) == ()


def test_hostile_text_comes_through_unchanged() -> None:
    for text in HOSTILE:
        assert text_of(timed_tokens(narration(text))) == clean_text(text)


def test_graphemes_keep_marks_and_joiners_together() -> None:
    assert graphemes("ae\u0301क्षि👩\u200d🚀") == ["a", "e\u0301", "क्", "षि", "👩\u200d🚀"]


@given(
    st.text(max_size=60),
    st.lists(
        st.tuples(st.integers(0, 70), st.integers(0, 70), st.floats(0, 9), st.floats(0, 9)), max_size=12
    ),
    st.floats(0.1, 8),
)
def test_any_text_with_any_times_gives_ordered_tokens_and_keeps_its_letters(
    text: str, words: list[tuple[int, int, float, float]], duration_s: float
) -> None:
    tokens = timed_tokens(spoken(text, *words, duration_s=duration_s))
    assert all(0 <= token.start_s <= token.end_s <= duration_s for token in tokens)
    assert all(before.end_s <= after.start_s for before, after in pairwise(tokens))
    shown = "".join(text_of(tokens).split())
    assert clean_text(shown) == clean_text("".join(clean_text(part) for part in text.split()))
