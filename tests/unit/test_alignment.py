"""Word times for voices that report none: right where sounds can be compared, sane for any sound."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import ProviderUnavailable
from core.models import Language, WordTime
from core.providers.speech.alignment import Aligner, aligned, shared_by_length
from core.providers.speech.alignment.features import hear
from core.providers.speech.alignment.path import Band, cheapest_path
from core.providers.speech.base import SpeechModel, SpeechRequest, Utterance, Voice
from core.providers.speech.espeak import Espeak
from core.providers.speech.sound import Sound, read_wav, wav_bytes, write_wav
from core.providers.speech.spoken import tokens_of

READER_HZ, VOICE_HZ = 22_050, 24_000
LINE = "Pipes burst at night, and we answer."


def spoken(*words: tuple[float, float], rate_hz: int, pitch: float = 1.0, seed: int = 0) -> Sound:
    """Word n, from and until the given seconds, is a chord of its own that glides; faint hiss around it."""
    rng = np.random.default_rng(seed)
    length_s = words[-1][1] + 0.3 if words else 1.0
    samples = rng.normal(0, 1e-4, round(length_s * rate_hz))
    for index, (start_s, end_s) in enumerate(words):
        chord = np.random.default_rng(index).uniform(200, 4000, 4) * pitch
        here = slice(round(start_s * rate_hz), round(end_s * rate_hz))
        turn = np.linspace(0, 1, len(samples[here]))
        seconds = turn * (end_s - start_s)
        glide = seconds * (1 + 0.1 * turn)
        samples[here] += 0.1 * sum(np.sin(2 * np.pi * tone * glide) for tone in chord)
    return Sound(samples, rate_hz)


def times(*spans: tuple[float, float]) -> tuple[WordTime, ...]:
    return tuple(
        WordTime(start_char=2 * n, end_char=2 * n + 1, start_s=start, end_s=end)
        for n, (start, end) in enumerate(spans)
    )


def check(words: tuple[WordTime, ...], count: int, duration_s: float) -> None:
    assert len(words) == count
    assert all(0 <= word.start_s < word.end_s <= duration_s for word in words)
    assert all(before.end_s <= after.start_s for before, after in pairwise(words))


READ = [(0.1 + 0.3 * n, 0.4 + 0.3 * n) for n in range(8)]


def errors_s(found: tuple[WordTime, ...], true: list[tuple[float, float]]) -> list[float]:
    return [abs(word.start_s - start) for word, (start, _) in zip(found, true, strict=True)]


def test_words_said_at_changing_speed_are_found() -> None:
    lengths = [0.21, 0.4, 0.25, 0.42, 0.3, 0.22, 0.38, 0.3]
    starts = np.cumsum([0.5, *lengths])
    said = list(pairwise(starts.tolist()))
    real = spoken(*said, rate_hz=VOICE_HZ, pitch=1.05, seed=5)
    found = aligned(real, spoken(*READ, rate_hz=READER_HZ), times(*READ))
    assert max(errors_s(found, said)) < 0.05


def test_pauses_that_the_reader_did_not_make_are_left_out_of_the_words() -> None:
    said = [(0.1, 0.4), (0.4, 0.7), (1.6, 1.9), (1.9, 2.2), (2.2, 2.5), (3.2, 3.5), (3.5, 3.8), (3.8, 4.1)]
    found = aligned(spoken(*said, rate_hz=VOICE_HZ), spoken(*READ, rate_hz=READER_HZ), times(*READ))
    assert max(errors_s(found, said)) < 0.05
    assert found[1].end_s == pytest.approx(0.7, abs=0.05)
    assert found[4].end_s == pytest.approx(2.5, abs=0.05)


def test_pauses_of_the_reader_need_not_be_made() -> None:
    read = [(0.1, 0.4), (0.4, 0.7), (1.7, 2.0), (2.0, 2.3)]
    found = aligned(spoken(*READ[:4], rate_hz=VOICE_HZ), spoken(*read, rate_hz=READER_HZ), times(*read))
    assert max(errors_s(found, READ[:4])) < 0.05


def test_noise_and_long_silence_around_do_not_move_words_far() -> None:
    said = [(start + 1.5, end + 1.5) for start, end in READ]
    real = spoken(*said, rate_hz=VOICE_HZ)
    samples = np.pad(real.samples, (0, 2 * VOICE_HZ))
    samples += np.random.default_rng(3).normal(0, np.sqrt(np.mean(samples**2)) / 5, len(samples))
    found = aligned(Sound(samples, VOICE_HZ), spoken(*READ, rate_hz=READER_HZ), times(*READ))
    assert np.median(errors_s(found, said)) < 0.05


def test_a_voice_unlike_the_reader_is_timed_within_60_ms(tmp_path: Path) -> None:
    asked = SpeechRequest(text=LINE, language=Language.ENGLISH, voice="en-gb-f", speed=0.8)
    truth = Espeak().speak(asked, tmp_path / "voice.wav")
    found = Aligner(Espeak()).words(LINE, Language.ENGLISH, read_wav((tmp_path / "voice.wav").read_bytes()))
    assert [(w.start_char, w.end_char) for w in found] == [(w.start_char, w.end_char) for w in truth.words]
    assert np.median(errors_s(found, [(w.start_s, w.end_s) for w in truth.words])) < 0.06


SOUNDS = st.one_of(
    st.integers(0, 60_000).map(np.zeros),
    st.tuples(st.integers(1, 60_000), st.floats(1e-6, 1)).map(
        lambda made: np.random.default_rng(made[0]).normal(0, made[1], made[0])
    ),
    st.integers(1, 6).map(lambda n: spoken(*READ[:n], rate_hz=VOICE_HZ).samples),
    st.lists(st.floats(-1, 1), max_size=40).map(np.array),
)
READINGS = st.lists(st.tuples(st.floats(0, 0.5), st.floats(1e-6, 2)), max_size=60)


@settings(max_examples=60, deadline=None)  # the first example pays for imports
@given(SOUNDS, SOUNDS, READINGS, st.sampled_from([8_000, 24_000, 48_000]))
def test_any_sound_gives_each_word_a_time_in_order(
    real: np.ndarray, prior: np.ndarray, reading: list[tuple[float, float]], rate_hz: int
) -> None:
    edges = np.cumsum([moment for gap_and_length in reading for moment in gap_and_length]).tolist()
    words = times(*zip(edges[::2], edges[1::2], strict=True))
    sound = Sound(real.astype(float), rate_hz)
    found = aligned(sound, Sound(prior.astype(float), READER_HZ), words)
    check(found, len(words) if len(real) else 0, sound.duration_s)


@pytest.mark.parametrize(
    "text",
    ["", "😀🎉", "20% of $9.99!", "你好世界,今天很好。", "שלום עולם and مرحبا", "\u0301 1234567890 24/7"],
)
@pytest.mark.parametrize("samples", [np.zeros(24_000), np.random.default_rng(1).normal(0, 0.1, 24_000)])
def test_any_text_over_any_sound_has_the_times_of_its_words(text: str, samples: np.ndarray) -> None:
    sound = Sound(samples, VOICE_HZ)
    expected = [(t.start, t.end) for t in tokens_of(text, Language.ENGLISH) if t.sounds]
    found = Aligner(Espeak()).words(text, Language.ENGLISH, sound)
    assert [(word.start_char, word.end_char) for word in found] == expected
    check(found, len(expected), 1.0)


class Mute:
    """A reader that cannot read."""

    provider, model_id = "mute", "mute-1"

    def voices(self, language: Language | None = None) -> tuple[Voice, ...]:  # noqa: ARG002 - the port's
        return ()

    def speak(self, request: SpeechRequest, target: Path) -> Utterance:  # noqa: ARG002 - the port's
        raise ProviderUnavailable("No library.")


class Damaged(Mute):
    """A reader whose file is no sound."""

    def speak(self, request: SpeechRequest, target: Path) -> Utterance:  # noqa: ARG002 - the port's
        target.write_bytes(b"<html>")
        return Utterance(duration_s=1, sample_rate_hz=8_000, words=(), voice="")


@pytest.mark.parametrize("reader", [Mute(), Damaged()])
def test_without_a_reading_words_share_what_is_heard_by_length(reader: SpeechModel) -> None:
    sound = spoken((0.5, 2.5), rate_hz=VOICE_HZ)
    found = Aligner(reader).words("No extraordinarily", Language.ENGLISH, sound)
    check(found, 2, sound.duration_s)
    assert found[0].start_s == pytest.approx(0.5, abs=0.02)
    assert found[1].start_s == pytest.approx(0.5 + 2 * 2 / 18, abs=0.03)
    assert found[1].end_s == pytest.approx(2.5, abs=0.03)


def test_text_without_words_has_no_times() -> None:
    assert shared_by_length(tokens_of("😀", Language.ENGLISH), Sound(np.zeros(100), VOICE_HZ)) == ()


def test_a_row_too_long_for_the_recording_has_no_path() -> None:
    states, band = np.eye(9, dtype=np.float32), Band(np.zeros(3, np.int32), 9)
    assert cheapest_path(states[:3], states, np.zeros(9, bool), band) is None


def test_a_row_is_heard_where_it_is() -> None:
    states = np.eye(4, dtype=np.float32)
    real = states[[0, 0, 1, 2, 2, 3]]
    path = cheapest_path(real, states, np.zeros(4, bool), Band(np.zeros(6, np.int32), 4))
    assert path is not None and path.tolist() == [0, 0, 1, 2, 2, 3]


def test_silence_is_not_heard() -> None:
    assert hear(Sound(np.zeros(24_000), VOICE_HZ), 0.01, 7000) is None
    assert hear(Sound(np.zeros(0), VOICE_HZ), 0.01, 7000) is None


def test_a_written_wav_reads_back_and_anything_else_is_refused(tmp_path: Path) -> None:
    sound = spoken((0.1, 0.3), rate_hz=8_000)
    write_wav(tmp_path / "a.wav", sound)
    content = (tmp_path / "a.wav").read_bytes()
    again = read_wav(content)
    assert again.sample_rate_hz == 8_000
    assert np.abs(again.samples - sound.samples).max() < 1e-4
    for damaged in (b"", b"<html>", content[:30], content[:20] + b"\xff\xff" + content[22:], b"RIFF" * 20):
        with pytest.raises(ValueError, match=r".+"):
            read_wav(damaged)


def test_a_truncated_wav_is_refused_and_a_streamed_one_is_read() -> None:
    content = wav_bytes(Sound(np.full(1000, 0.5), 8_000))
    with pytest.raises(ValueError, match="promised"):
        read_wav(content[:-501])
    assert len(read_wav(content[:40] + b"\xff\xff\xff\xff" + content[44:]).samples) == 1000
