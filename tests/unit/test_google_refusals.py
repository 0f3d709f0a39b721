"""Refusals are read out of Google's words: what was seen, the code to quote, what may be done."""

from __future__ import annotations

import pytest

from core.providers.video.google.refusals import NEVER_REWORDED, Refusal, RefusalKind

REAL = (
    "Veo could not generate 1 videos based on the prompt provided. You will not be charged for this request. "
    "Try rephrasing the prompt. If you think this was an error, send feedback. Support codes: 42237218"
)
ABOUT_SOUND = (
    "We encountered an issue with the audio for your prompt, which means we could not create your video. "
    "You have not been charged for this attempt."
)


def test_a_real_refusal_is_said_in_plain_words_with_its_code() -> None:
    error = Refusal.of([REAL]).error("Veo")
    assert "Google's rules for safe videos" in error.message and "42237218" in error.message
    assert "nothing was charged" in error.message and error.hint and error.may_reword


@pytest.mark.parametrize(
    ("code", "kind", "may_reword"),
    [
        ("58061214", RefusalKind.CHILD, False),
        ("17301594", RefusalKind.CHILD, False),
        ("29310472", RefusalKind.CELEBRITY, False),
        ("15236754", RefusalKind.CELEBRITY, False),
        ("35561574", RefusalKind.THIRD_PARTY, False),
        ("35561575", RefusalKind.THIRD_PARTY, False),
        ("64151117", RefusalKind.VIDEO_SAFETY, True),
        ("62263041", RefusalKind.DANGEROUS, True),
        ("57734940", RefusalKind.HATE, True),
        ("74803281", RefusalKind.OTHER, True),
        ("89371032", RefusalKind.PROHIBITED, True),
        ("90789179", RefusalKind.SEXUAL, True),
        ("78610348", RefusalKind.TOXIC, True),
        ("61493863", RefusalKind.VIOLENCE, True),
        ("32635315", RefusalKind.VULGAR, True),
        ("00000001", RefusalKind.OTHER, True),
    ],
)
def test_codes_say_what_was_seen(code: str, kind: RefusalKind, may_reword: bool) -> None:
    refusal = Refusal.of([f"Filtered. Support code: {code}"])
    assert (refusal.kinds, refusal.support_codes, refusal.may_reword) == ((kind,), (code,), may_reword)


def test_one_strict_kind_among_others_forbids_rewording() -> None:
    refusal = Refusal.of(["Support codes: 62263041, 29310472", "Support codes: 62263041"])
    assert refusal.support_codes == ("62263041", "29310472")
    error = refusal.error("Veo")
    assert not error.may_reword and "invented person" in error.hint


def test_trouble_with_the_sound_may_be_tried_again() -> None:
    refusal = Refusal.of([ABOUT_SOUND])
    assert refusal.kinds == (RefusalKind.AUDIO,) and refusal.may_reword


@pytest.mark.parametrize("words", [REAL, ABOUT_SOUND, "It might violate our policies.", "Responsible AI"])
def test_the_filters_words_are_known_for_what_they_are(words: str) -> None:
    assert Refusal.is_meant_by(words)


@pytest.mark.parametrize("words", ["", "Internal error.", "Unsupported duration 5.", "Support codes:"])
def test_other_words_are_no_refusal(words: str) -> None:
    assert not Refusal.is_meant_by(words)


@pytest.mark.parametrize("words", ["", "\x00\x07" * 50, "x" * 100_000, "Support codes: " + "9, " * 5_000])
def test_hostile_words_stay_short_and_clean(words: str) -> None:
    refusal = Refusal.of([words])
    assert len(refusal.words) <= 200 and refusal.words.isprintable()
    assert len(refusal.error("Veo").message) < 400


def test_every_kind_has_a_sentence() -> None:
    for kind in RefusalKind:
        error = Refusal(kinds=(kind,)).error("Veo")
        assert kind in error.message and error.hint
        assert error.may_reword == (kind not in NEVER_REWORDED)
