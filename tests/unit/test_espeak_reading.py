"""What is read aloud for what is shown, and how the library's events become word times."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.models import Language, clean_text
from core.providers.speech.espeak.library import Speech, WordEvent
from core.providers.speech.espeak.timing import words_of
from core.providers.speech.spans import audible_frames, sounding
from core.providers.speech.spoken import reading_of, tokens_of

RATE = 22_050


def read(text: str, language: Language = Language.ENGLISH) -> str:
    return reading_of(tokens_of(text, language)).text


def shown(text: str, language: Language = Language.ENGLISH) -> list[str]:
    return [text[token.start : token.end] for token in tokens_of(text, language)]


def tone(*stretches: tuple[float, float], length_s: float = 2.0) -> np.ndarray:
    """Noise at the given stretches (start, end in seconds), silence elsewhere."""
    samples = np.zeros(round(length_s * RATE))
    noise = np.random.default_rng(3).uniform(-0.5, 0.5, len(samples))
    for start, end in stretches:
        samples[round(start * RATE) : round(end * RATE)] = noise[round(start * RATE) : round(end * RATE)]
    return samples


def timed(text: str, samples: np.ndarray, *events: tuple[int, float]) -> list[tuple[str, float, float]]:
    tokens = tokens_of(text, Language.ENGLISH)
    speech = Speech(samples, RATE, tuple(WordEvent(*event) for event in events))
    words = words_of(tokens, reading_of(tokens), speech)
    return [(text[w.start_char : w.end_char], round(w.start_s, 2), round(w.end_s, 2)) for w in words]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Save $9.99 today", "Save 9 dollars 99 today"),
        ("only $1!", "only 1 dollar!"),
        ("from £1,299.00.", "from 1,299 pounds."),
        ("$1,299", "1,299 dollars"),
        ("Open 24/7", "Open 24 7"),
        ("call 555-1234", "call 5 5 5 , 1 2 3 4"),
        ("wait — call", "wait , call"),
        ("#sale *now* <b>bold</b> [[h]]", "sale now b bold  b h"),
        ("new 😀 ™ 20°", "new  20°"),
        ("{\\an8}hi", "an8 hi"),
    ],
)
def test_text_is_read_as_people_say_it(text: str, said: str) -> None:
    assert read(text).split() == said.split()


def test_money_is_named_in_the_language_of_the_text() -> None:
    assert read("ab $9.99", Language.GERMAN) == "ab 9 Dollar 99"
    assert read("за $5", Language.RUSSIAN) == "за 5 $"


def test_han_and_kana_are_tokens_of_one_character_with_their_marks() -> None:
    assert shown("你好,world。", Language.CHINESE) == ["你", "好,", "world。"]
    assert shown("今日は「新しい」コ。", Language.JAPANESE) == [
        *("今", "日", "は", "「新", "し", "い」", "コ。"),
    ]


def test_characters_without_blanks_are_read_in_one_breath() -> None:
    assert read("你好,世界 ok", Language.CHINESE) == "你好,世界 ok"


@given(st.text(max_size=120), st.sampled_from(Language))
def test_tokens_hold_every_visible_character_once(raw: str, language: Language) -> None:
    text = clean_text(raw)
    tokens = tokens_of(text, language)
    assert "".join(text[t.start : t.end] for t in tokens) == "".join(text.split())
    reading = reading_of(tokens)
    assert len(reading.starts) == len(tokens)
    assert list(reading.starts) == sorted(reading.starts)


def test_several_events_of_a_token_become_one_time() -> None:
    samples = tone((0.0, 2.0))
    assert timed("20% off", samples, (0, 0.0), (2, 0.5), (4, 1.0)) == [("20%", 0.0, 1.0), ("off", 1.0, 2.0)]


def test_words_read_in_one_breath_share_its_time_by_length() -> None:
    samples = tone((0.0, 2.0))
    assert timed("aa bbbbbb", samples, (0, 0.0)) == [("aa", 0.0, 0.5), ("bbbbbb", 0.5, 2.0)]


def test_a_word_ends_before_the_pause_and_begins_after_it() -> None:
    samples = tone((0.0, 0.6), (1.0, 1.8))
    assert timed("one, two", samples, (0, 0.0), (5, 0.9)) == [("one,", 0.0, 0.6), ("two", 1.0, 1.8)]


def test_a_gap_too_short_for_a_pause_is_closed() -> None:
    samples = tone((0.0, 0.95), (1.0, 2.0))
    assert timed("one two", samples, (0, 0.0), (4, 1.0)) == [("one", 0.0, 1.0), ("two", 1.0, 2.0)]


def test_emoji_and_lonely_marks_have_no_time() -> None:
    words = timed("hi 😀 — yo", tone((0.0, 2.0)), (0, 0.0), (6, 1.0))
    assert [word for word, *_ in words] == ["hi", "yo"]


def test_events_that_go_back_or_point_outside_change_no_order() -> None:
    words = timed("one two three", tone((0.0, 2.0)), (4, 0.5), (0, 0.8), (999, 1.0), (-5, 1.5))
    assert [word for word, *_ in words] == ["one", "two", "three"]
    assert all(start < end for _, start, end in words)


def test_no_event_at_all_still_gives_each_word_a_time() -> None:
    assert len(timed("one two three", tone((0.1, 1.9)))) == 3


def test_a_word_of_silence_is_short_but_not_empty() -> None:
    words = timed("one two", tone((0.0, 0.5)), (0, 0.0), (4, 1.0))
    assert words[1][2] > words[1][1]


@given(
    st.text("ab ,😀-你", max_size=30),
    st.lists(st.tuples(st.integers(-3, 60), st.floats(0, 2)), max_size=8),
)
def test_whatever_the_events_times_stay_in_order(raw: str, events: list[tuple[int, float]]) -> None:
    text = clean_text(raw)
    ordered = sorted(events, key=lambda event: event[1])
    words = timed(text, tone((0.2, 0.9), (1.2, 1.9)), *ordered)
    assert all(start < end for _, start, end in words)
    assert all(a[2] <= b[1] + 0.001 for a, b in pairwise(words))


def test_silence_is_not_audible() -> None:
    assert sounding(audible_frames(np.zeros(RATE), RATE)) is None
    assert sounding(audible_frames(np.zeros(0), RATE)) is None
