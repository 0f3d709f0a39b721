"""What every speech model promises; each adapter joins by one line in `MODELS`."""

from __future__ import annotations

import wave
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pydantic import SecretStr

from core.errors import InvalidInput
from core.models import Language, VoiceStyle
from core.providers.catalogue import load_catalogue
from core.providers.google.access import GoogleAccess
from core.providers.speech.base import SpeechModel, SpeechRequest, Utterance
from core.providers.speech.espeak import Espeak
from core.providers.speech.google import CloudVoices, GeminiVoices
from tests.fakes.google.server import FakeGoogle

MODELS: dict[str, Callable[[FakeGoogle], SpeechModel]] = {
    "espeak-ng": lambda _: Espeak(),
    "google cloud": lambda google: CloudVoices(_access(google), load_catalogue(), Espeak()),
    "gemini": lambda google: GeminiVoices(_access(google), load_catalogue(), Espeak()),
}


def _access(google: FakeGoogle) -> GoogleAccess:
    return GoogleAccess(api_key=SecretStr("key"), gemini_base_url=google.url, tts_endpoint=google.url)


LINE = "It's three in the morning, and your kitchen is under water. Call now!"

HOSTILE = [
    'He said "yes" \\ {\\an8} %{x} $(reboot) `ls` <speak>hi</speak>',
    "[[h@l'oU]] <break time='9s'/> &amp; [[",
    "schöne Grüße, café naïve: 20% off, $9.99!",
    "😀 word 👩‍👩‍👧 🎉🎉 done",
    "שלום עולם and مرحبا بالعالم",
    "你好世界,今天很好。",
    "a\u0301 e\u0301 ZWJ\u200dhere \u202eabc",
    "1234567890 24/7 555-1234 www.example.com/path?x=1 @you #sale",
    "word " * 3 + "antidisestablishmentarianism" * 6,
]


@pytest.fixture(params=MODELS.values(), ids=MODELS)
def model(request: pytest.FixtureRequest, fake_google: FakeGoogle) -> SpeechModel:
    made: SpeechModel = request.param(fake_google)
    return made


def sound_of(path: Path) -> tuple[NDArray[np.float64], int]:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        frames = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return frames / 32768, file.getframerate()


def check_words(text: str, spoken: Utterance) -> None:
    for word in spoken.words:
        assert word.start_char < word.end_char <= len(text)
        assert 0 <= word.start_s < word.end_s <= spoken.duration_s
    for before, after in pairwise(spoken.words):
        assert before.end_char <= after.start_char
        assert before.end_s <= after.start_s


def test_a_line_becomes_a_wav_file_of_the_reported_length(model: SpeechModel, tmp_path: Path) -> None:
    spoken = model.speak(SpeechRequest(text=LINE, language=Language.ENGLISH), tmp_path / "line.wav")
    samples, rate = sound_of(tmp_path / "line.wav")
    assert rate == spoken.sample_rate_hz
    assert len(samples) / rate == pytest.approx(spoken.duration_s, abs=0.001)
    assert 3.0 < spoken.duration_s < 9.0
    assert 0.05 < np.abs(samples).max() < 0.95
    assert list(tmp_path.iterdir()) == [tmp_path / "line.wav"]


def test_each_shown_word_has_one_time_in_order(model: SpeechModel, tmp_path: Path) -> None:
    spoken = model.speak(SpeechRequest(text=LINE, language=Language.ENGLISH), tmp_path / "line.wav")
    assert [LINE[word.start_char : word.end_char] for word in spoken.words] == LINE.split()
    check_words(LINE, spoken)


def test_words_after_a_pause_begin_where_the_sound_does(model: SpeechModel, tmp_path: Path) -> None:
    spoken = model.speak(SpeechRequest(text=LINE, language=Language.ENGLISH), tmp_path / "line.wav")
    samples, rate = sound_of(tmp_path / "line.wav")
    size = rate // 100
    level = np.sqrt((samples[: len(samples) // size * size].reshape(-1, size) ** 2).mean(axis=1))
    heard = level > level.max() * 10 ** (-35 / 20)
    pauses = [(a, b) for a, b in pairwise(spoken.words) if b.start_s - a.end_s > 0.1]
    assert pauses, "a sentence's end is a pause"
    for before, after in pauses:
        middle = round((before.end_s + after.start_s) * 50)
        assert (middle + int(np.argmax(heard[middle:]))) / 100 == pytest.approx(after.start_s, abs=0.04)


def test_silence_at_both_ends_is_trimmed(model: SpeechModel, tmp_path: Path) -> None:
    spoken = model.speak(SpeechRequest(text=LINE, language=Language.ENGLISH), tmp_path / "line.wav")
    samples, rate = sound_of(tmp_path / "line.wav")
    loud = np.flatnonzero(np.abs(samples) > np.abs(samples).max() * 10 ** (-40 / 20))
    assert loud[0] / rate < 0.05
    assert spoken.duration_s - loud[-1] / rate < 0.05


@pytest.mark.parametrize("language", Language)
def test_every_language_has_voices_with_names_that_differ(model: SpeechModel, language: Language) -> None:
    voices = model.voices(language)
    assert {voice.language for voice in voices} == {language}
    assert len({voice.voice_id for voice in voices}) == len(voices) >= 1
    assert all(voice.name for voice in voices)
    assert set(voices) <= set(model.voices())


def test_an_unknown_voice_is_refused_with_the_voices_that_exist(model: SpeechModel, tmp_path: Path) -> None:
    asked = SpeechRequest(text=LINE, language=Language.ENGLISH, voice="../nobody")
    with pytest.raises(InvalidInput) as refusal:
        model.speak(asked, tmp_path / "line.wav")
    assert model.voices(Language.ENGLISH)[0].voice_id in refusal.value.hint
    assert not list(tmp_path.iterdir())


def test_a_voice_of_another_language_is_refused(model: SpeechModel, tmp_path: Path) -> None:
    french = model.voices(Language.FRENCH)[0].voice_id
    with pytest.raises(InvalidInput, match="English"):
        model.speak(SpeechRequest(text=LINE, language=Language.ENGLISH, voice=french), tmp_path / "line.wav")


def test_the_chosen_voice_speaks_and_is_reported(model: SpeechModel, tmp_path: Path) -> None:
    chosen = model.voices(Language.GERMAN)[-1].voice_id
    asked = SpeechRequest(text="Rufen Sie jetzt an.", language=Language.GERMAN, voice=chosen)
    assert model.speak(asked, tmp_path / "line.wav").voice == chosen


def test_speed_shortens_and_stretches(model: SpeechModel, tmp_path: Path) -> None:
    lengths = [
        model.speak(
            SpeechRequest(text=LINE, language=Language.ENGLISH, speed=speed), tmp_path / f"{speed}.wav"
        ).duration_s
        for speed in (0.7, 1.0, 1.5)
    ]
    assert lengths[0] > lengths[1] * 1.2
    assert lengths[1] > lengths[2] * 1.2


def test_a_calm_voice_is_slower_than_an_energetic_one(model: SpeechModel, tmp_path: Path) -> None:
    def length(style: VoiceStyle) -> float:
        asked = SpeechRequest(text=LINE, language=Language.ENGLISH, style=style)
        return model.speak(asked, tmp_path / f"{style}.wav").duration_s

    assert length(VoiceStyle.CALM) > length(VoiceStyle.NATURAL) > length(VoiceStyle.ENERGETIC)


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_data(model: SpeechModel, tmp_path: Path, text: str) -> None:
    asked = SpeechRequest(text=text, language=Language.ENGLISH)
    spoken = model.speak(asked, tmp_path / "line.wav")
    assert spoken.words
    check_words(asked.text, spoken)


@pytest.mark.parametrize("text", ["", "   ", "😀🎉", "… — !", "\u200d"])
def test_nothing_to_say_is_a_short_silence_without_words(
    model: SpeechModel, tmp_path: Path, text: str
) -> None:
    spoken = model.speak(SpeechRequest(text=text, language=Language.ENGLISH), tmp_path / "line.wav")
    samples, _ = sound_of(tmp_path / "line.wav")
    assert spoken.words == ()
    assert 0 < spoken.duration_s <= 0.5
    assert not samples.any()


def test_two_thousand_characters_are_spoken_to_the_end(model: SpeechModel, tmp_path: Path) -> None:
    text = ("Pipes burst at night, and we answer. " * 60)[:2000].strip()
    spoken = model.speak(SpeechRequest(text=text, language=Language.ENGLISH), tmp_path / "line.wav")
    assert len(spoken.words) == len(text.split())
    check_words(text, spoken)


def test_speakers_at_the_same_time_do_not_mix(model: SpeechModel, tmp_path: Path) -> None:
    lines = {Language.ENGLISH: LINE, Language.ITALIAN: "Una chiamata, e risponde un vero idraulico."}

    def speak(language: Language, name: str) -> tuple[Utterance, bytes]:
        target = tmp_path / f"{language}-{name}.wav"
        asked = SpeechRequest(text=lines[language], language=language)
        return model.speak(asked, target), target.read_bytes()

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda job: speak(*job), [(a, n) for n in "ab" for a in lines]))
    assert together[0] == together[2]
    assert together[1] == together[3]
    assert together[0][0].words != together[1][0].words
