"""What is sent to Google's voices, what is believed of what they send, and who they are."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput, ProviderUnavailable
from core.models import Language, VoiceStyle, WordTime, clean_text
from core.providers.speech.base import SpeechRequest
from core.providers.speech.google.families import Family, family_of, language_of
from core.providers.speech.google.markup import billed_characters, mark_names, marked, plain, shown_tokens
from core.providers.speech.google.received import Spoken, from_pcm, from_wav, joined
from core.providers.speech.google.splitting import pieces_of
from core.providers.speech.google.voice_list import KNOWN_VOICES, VoiceList
from core.providers.speech.sound import Sound, wav_bytes

SIGNS = st.sampled_from(["-", "–", "—", "&", "...", "🎉", "$9.99", "<b>", "水道", "co"])
TEXTS = (st.text(max_size=300) | st.lists(SIGNS, max_size=9).map(" ".join)).map(clean_text)
RNG = np.random.default_rng(7)


def split(text: str, most_bytes: int) -> list[str]:
    tokens = shown_tokens(text, Language.ENGLISH)
    return [plain(piece) for piece in pieces_of(tokens, lambda some: len(plain(some).encode()), most_bytes)]


def test_a_text_that_fits_is_one_piece() -> None:
    assert split("Pipes burst. Call now!", 100) == ["Pipes burst. Call now!"]


def test_pieces_end_with_sentences_where_they_can() -> None:
    assert split("One two. Three four five. Six seven.", 28) == ["One two. Three four five.", "Six seven."]
    assert split("“One two.” Three four five six seven", 24) == ["“One two.”", "Three four five six", "seven"]


def test_pieces_end_with_clauses_or_words_otherwise() -> None:
    assert split("one two, three four five", 18) == ["one two,", "three four five"]
    assert split("one two three four", 8) == ["one two", "three", "four"]


@given(TEXTS, st.integers(24, 200))
def test_every_piece_fits_in_bytes_and_nothing_is_lost(text: str, most_bytes: int) -> None:
    tokens = shown_tokens(text, Language.ENGLISH)
    pieces = pieces_of(tokens, lambda some: len(plain(some).encode()), most_bytes)
    assert all(len(plain(piece).encode()) <= most_bytes or len(piece) == 1 for piece in pieces)
    said = "".join(token.spoken for piece in pieces for token in piece)
    assert said == "".join(token.spoken for token in tokens)
    spans = [(token.start, token.end) for piece in pieces for token in piece]
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_a_word_larger_than_a_request_is_cut_between_characters() -> None:
    pieces = split("e\u0301" * 3_000 + "\u0915\u094d\u0937" * 1_000, 5_000)
    assert all(len(piece.encode()) <= 5_000 for piece in pieces)
    assert "".join(pieces) == "e\u0301" * 3_000 + "\u0915\u094d\u0937" * 1_000
    assert all(piece[0] in "e\u0915\u0937" for piece in pieces)


@given(TEXTS)
def test_markup_is_sound_xml_with_one_mark_a_word_whatever_was_written(text: str) -> None:
    tokens = shown_tokens(text, Language.ENGLISH)
    root = ElementTree.fromstring(marked(tokens))
    assert {element.tag for element in root.iter()} <= {"speak", "mark"}
    assert [element.attrib["name"] for element in root.iter("mark")] == mark_names(tokens)
    assert "".join(root.itertext()) == plain(tokens)


def test_a_dash_between_words_is_a_pause_without_a_mark() -> None:
    ssml = marked(shown_tokens("Pipes burst — call us -", Language.ENGLISH))
    names = '<mark name="w0"/>Pipes <mark name="w1"/>burst , <mark name="w2"/>call <mark name="w3"/>us ,'
    assert ssml == f"<speak>{names}</speak>"


def test_markup_in_a_text_is_read_not_obeyed() -> None:
    ssml = marked(shown_tokens('</speak><mark name="w9"/> & co', Language.ENGLISH))
    assert ssml.count("</speak>") == 1
    assert "&lt;/speak&gt;" in ssml


def test_pictures_are_not_spoken_and_money_stays_as_it_is_shown() -> None:
    assert plain(shown_tokens("😀 20% off 🎉 — only $9.99 👍!", Language.ENGLISH)) == "20% off , only $9.99"


def test_tags_are_billed_and_marks_are_not() -> None:
    tokens = shown_tokens("Call now", Language.ENGLISH)
    assert billed_characters(tokens, is_marked=False) == 8
    assert billed_characters(tokens, is_marked=True) == len("<speak>Call now</speak>")


def noise(length_s: float, before_s: float = 0.0, after_s: float = 0.0, rate_hz: int = 24_000) -> Sound:
    heard = RNG.normal(0, 0.1, round(length_s * rate_hz))
    return Sound(np.pad(heard, (round(before_s * rate_hz), round(after_s * rate_hz))), rate_hz)


def test_silence_around_is_trimmed_and_counted() -> None:
    trimmed = from_wav(wav_bytes(noise(1.0, 0.5, 0.7)), 10, 1.0)
    assert trimmed.cut_s == pytest.approx(0.485, abs=0.01)
    assert trimmed.sound.duration_s == pytest.approx(1.055, abs=0.02)


GOOD = wav_bytes(noise(1.0))


@pytest.mark.parametrize(
    ("content", "characters", "says"),
    [
        (b"", 10, "no whole sound file"),
        (b"<html>log in</html>", 10, "no whole sound file"),
        (b"\xff\xfb\x90\x00" * 400, 10, "no whole sound file"),
        (GOOD[:-9_001], 10, "no whole sound file"),
        (wav_bytes(Sound(np.zeros(24_000), 24_000)), 10, "silence"),
        (wav_bytes(Sound(np.zeros(0), 24_000)), 10, "silence"),
        (wav_bytes(noise(20)), 10, "20 s of sound for 10"),
        (GOOD, 1_000, "only 1.0 s of sound for 1000"),
    ],
)
def test_what_is_no_narration_is_refused(content: bytes, characters: int, says: str) -> None:
    with pytest.raises(ProviderUnavailable, match=says):
        from_wav(content, characters, 1.0)


@pytest.mark.parametrize(("content", "rate_hz"), [(b"", 24_000), (b"abc", 24_000), (b"abcd", 0)])
def test_samples_that_are_none_are_refused(content: bytes, rate_hz: int) -> None:
    with pytest.raises(ProviderUnavailable):
        from_pcm(content, rate_hz, 1, 1.0)


@given(st.binary(max_size=3_000))
def test_any_bytes_are_judged_without_a_stumble(content: bytes) -> None:
    for judge in (lambda: from_wav(content, 5, 1.0), lambda: from_pcm(content, 24_000, 5, 1.0)):
        try:
            assert judge().sound.duration_s > 0
        except ProviderUnavailable as error:
            assert error.hint


def test_pieces_are_joined_with_a_breath_and_later_words() -> None:
    word = WordTime(start_char=0, end_char=1, start_s=0.1, end_s=0.4)
    whole = joined([Spoken(noise(1.0), (word,)), Spoken(noise(0.5), (word,))])
    assert whole.sound.duration_s == pytest.approx(1.8)
    assert [round(each.start_s, 3) for each in whole.words] == [0.1, 1.4]
    with pytest.raises(ProviderUnavailable, match="rates"):
        joined([Spoken(noise(1.0), ()), Spoken(noise(1.0, rate_hz=8_000), ())])


def test_names_tell_family_and_language() -> None:
    assert family_of("en-US-Chirp3-HD-Kore") is Family.CHIRP
    assert language_of("cmn-CN-Wavenet-A") is Language.CHINESE
    assert language_of("sv-SE-Standard-A") is None
    for odd in ("Kore", "en-US-Polyglot-1", "../en-US-Studio-O", "en-US-Studio-O\n", ""):
        assert family_of(odd) is None


class Service:
    """A service that lists voices, or fails, and counts how often it was asked."""

    def __init__(self, *names: str) -> None:
        self.names, self.asked, self.now_s = names, 0, 0.0

    def ask(self) -> list[tuple[str, str]]:
        self.asked += 1
        if not self.names:
            raise ProviderUnavailable("Down.")
        return [(name, "female") for name in self.names]

    def listed(self) -> VoiceList:
        return VoiceList(self.ask, lambda: self.now_s)


def ids(voices: VoiceList, language: Language = Language.ENGLISH) -> list[str]:
    return [voice.voice_id for voice in voices.voices(language)]


def test_the_best_families_and_the_usual_accent_come_first_and_the_service_is_asked_once() -> None:
    names = [f"en-US-{kind}-A" for kind in ("Standard", "Neural2", "Studio", "Wavenet")]
    service = Service("en-GB-Chirp3-HD-Kore", *names, "en-US-Chirp3-HD-Zulu", "en-US-Chirp3-HD-Kore")
    voices = service.listed()
    assert ids(voices)[:4] == [
        "en-US-Chirp3-HD-Kore", "en-US-Chirp3-HD-Zulu", "en-GB-Chirp3-HD-Kore", "en-US-Studio-A",
    ]  # fmt: skip
    assert ids(voices)[4:] == ["en-US-Neural2-A", "en-US-Wavenet-A", "en-US-Standard-A"]
    assert ids(voices, Language.FRENCH), "a language the service left out is offered from memory"
    assert service.asked == 1


def test_while_the_service_is_down_voices_come_from_memory_and_it_is_asked_again_later() -> None:
    service = Service()
    voices = service.listed()
    assert voices.voices() == KNOWN_VOICES == voices.voices()
    assert service.asked == 1
    asked = SpeechRequest(text="x", language=Language.ENGLISH, voice="en-US-Studio-O")
    assert voices.chosen(asked) == "en-US-Studio-O", "it may exist"
    service.names, service.now_s = ("en-US-Studio-Q",), 301.0
    assert ids(voices) == ["en-US-Studio-Q"]
    with pytest.raises(InvalidInput, match="does not speak"):
        voices.chosen(asked.model_copy(update={"language": Language.FRENCH}))


def test_style_chooses_the_voice_when_nobody_does() -> None:
    voices = Service().listed()
    asked = SpeechRequest(text="x", language=Language.GERMAN)
    assert voices.chosen(asked) == "de-DE-Chirp3-HD-Kore"
    low = asked.model_copy(update={"style": VoiceStyle.AUTHORITATIVE})
    assert voices.chosen(low) == "de-DE-Chirp3-HD-Charon"
