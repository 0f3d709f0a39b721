"""The composer's theory, form and sound, measured."""

from __future__ import annotations

import wave
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.models import Mood
from core.providers.music.base import MusicBed, MusicRequest
from core.providers.music.composer import MOODS
from core.providers.music.composer.drums import DRUMS
from core.providers.music.composer.form import TEMPO_SLACK, fit
from core.providers.music.composer.instruments import PLAYERS
from core.providers.music.composer.moods import SKETCHES
from core.providers.music.composer.parts import PARTS, Tune
from core.providers.music.composer.sketch import Layer
from core.providers.music.composer.theory import NOTE_NAMES, Scale, chord, close_voicing, hertz
from core.providers.music.composer.worker import played
from core.providers.music.loudness import bring_to, integrated_lufs

RATE = 48_000


def bed_of(folder: Path, mood: Mood, duration_s: float = 20, seed: int = 0) -> tuple[MusicBed, NDArray]:
    target = folder / f"{mood}-{seed}.wav"
    bed = played(MusicRequest(mood=mood, duration_s=duration_s, seed=seed), target)
    with wave.open(str(target)) as file:
        return bed, np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2).T / 32768


@pytest.fixture(scope="module", params=Mood)
def bed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Mood, MusicBed, NDArray]:
    return (request.param, *bed_of(tmp_path_factory.mktemp("beds"), request.param))


def cents_from_equal_temperament(frequency: float) -> float:
    midi = 69 + 12 * np.log2(frequency / 440)
    return 100 * (midi - round(midi))


def test_each_mood_is_at_the_common_level(bed: tuple[Mood, MusicBed, NDArray]) -> None:
    _, _, sound = bed
    assert integrated_lufs(sound) == pytest.approx(-19, abs=0.5)
    assert np.abs(sound).max() <= 10 ** (-3 / 20)


def test_each_moods_strongest_tones_are_in_tune_and_in_key(bed: tuple[Mood, MusicBed, NDArray]) -> None:
    mood, made, sound = bed
    spectrum = np.abs(np.fft.rfft(sound.sum(axis=0) * np.hanning(sound.shape[1]), 1 << 21))
    frequency = np.fft.rfftfreq(1 << 21, 1 / RATE)
    tonic = NOTE_NAMES.index(made.key_name.split()[0])
    scale = {(tonic + step) % 12 for step in SKETCHES[mood].scale.value}
    for _ in range(8):
        place = int(np.argmax(np.where((frequency > 150) & (frequency < 420), spectrum, 0)))
        peak = float(frequency[place])
        assert abs(cents_from_equal_temperament(peak)) < 10
        assert round(69 + 12 * np.log2(peak / 440)) % 12 in scale
        spectrum[np.abs(12 * np.log2(np.maximum(frequency, 1) / peak)) < 0.5] = 0


def test_each_mood_is_wide_but_safe_in_mono(bed: tuple[Mood, MusicBed, NDArray]) -> None:
    _, _, sound = bed
    assert 0.2 < np.corrcoef(sound[0], sound[1])[0, 1] < 0.97


def test_each_mood_has_no_click(bed: tuple[Mood, MusicBed, NDArray]) -> None:
    _, _, sound = bed
    assert np.abs(np.diff(sound, axis=1)).max() < 0.5


def test_each_mood_is_within_its_tempo_and_fills_whole_bars(bed: tuple[Mood, MusicBed, NDArray]) -> None:
    mood, made, _ = bed
    assert made.tempo_bpm == pytest.approx(SKETCHES[mood].tempo_bpm, rel=TEMPO_SLACK + 0.02)
    assert 20 / made.bar_s == pytest.approx(round(20 / made.bar_s))


def test_the_moods_differ_in_tempo_and_instruments() -> None:
    def players(mood: Mood) -> set[str]:
        return {name for layer in SKETCHES[mood].layers for name in layer.instruments}

    assert len({sketch.tempo_bpm for sketch in SKETCHES.values()}) == len(Mood)
    assert all(players(one) != players(two) for one, two in combinations(Mood, 2))


def test_other_seeds_give_other_music(tmp_path: Path) -> None:
    sounds = [bed_of(tmp_path, Mood.UPLIFTING, 8, seed)[1].tobytes() for seed in range(4)]
    assert len(set(sounds)) == 4


def test_every_mood_is_described_for_a_list() -> None:
    assert list(MOODS) == list(Mood)
    assert all(line.endswith(".") and len(line) < 80 for line in MOODS.values())


@pytest.mark.parametrize("mood", Mood)
def test_every_layer_names_things_that_exist(mood: Mood) -> None:
    sketch = SKETCHES[mood]
    assert all(1 <= degree <= 7 for degrees in sketch.progressions for degree in degrees)
    for layer in sketch.layers:
        assert layer.part in PARTS
        assert set(layer.instruments) <= set(DRUMS if layer.part == "drum" else PLAYERS)
        assert all(len(rhythm) == 16 and set(rhythm) <= set("Xxo.") for rhythm in layer.rhythms)
        assert -1 <= layer.pan <= 1
        assert 0 <= layer.enters < 1


@pytest.mark.parametrize("name", PLAYERS)
@pytest.mark.parametrize("midi", [36, 60, 84])
def test_every_instrument_is_in_tune(name: str, midi: int) -> None:
    sound = np.atleast_2d(PLAYERS[name](hertz(midi), 1.5)).mean(axis=0)
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 1 << 19))
    frequency = np.fft.rfftfreq(1 << 19, 1 / RATE)
    near = np.abs(12 * np.log2(np.maximum(frequency, 1) / hertz(midi))) < 1
    peak = frequency[int(np.argmax(np.where(near, spectrum, 0)))]
    assert abs(1200 * np.log2(peak / hertz(midi))) < 10


@pytest.mark.parametrize("name", [*PLAYERS, *DRUMS])
def test_every_sound_begins_and_ends_at_zero(name: str) -> None:
    sound = PLAYERS[name](220.0, 0.3) if name in PLAYERS else DRUMS[name]()
    assert sound.dtype == np.float32
    assert np.abs(sound[..., [0, -1]]).max() < 0.01
    assert 0.05 < np.abs(sound).max() < 3


@given(st.floats(0.05, 600), st.floats(60, 140))
def test_bars_always_fill_the_length_exactly(duration_s: float, tempo_bpm: float) -> None:
    form = fit(duration_s, tempo_bpm)
    beats = form.last_beat_start + form.last_beats
    assert beats * form.beat_s == pytest.approx(duration_s)
    assert form.last_beats >= 1
    if duration_s >= 8:
        assert form.tempo_bpm == pytest.approx(tempo_bpm, rel=TEMPO_SLACK)
        assert form.last_beats <= 5


def test_a_long_bed_ends_on_a_whole_bar() -> None:
    assert {fit(duration_s, 100).last_beats for duration_s in range(20, 61)} == {4}


def test_chords_are_stacked_thirds() -> None:
    assert chord(Scale.MAJOR, 1, 3) == (0, 4, 7)
    assert chord(Scale.MAJOR, 5, 4) == (7, 11, 14, 17)
    assert chord(Scale.MINOR, 6, 3) == (8, 12, 15)


@given(st.integers(0, 11), st.sampled_from(Scale), st.integers(1, 7), st.integers(3, 5), st.integers(30, 80))
def test_a_voicing_stays_within_an_octave(tonic: int, scale: Scale, root: int, size: int, low: int) -> None:
    notes = close_voicing(tonic, chord(scale, root, size), low)
    assert low <= notes[0] <= notes[-1] < low + 12
    assert {note % 12 for note in notes} == {(tonic + note) % 12 for note in chord(scale, root, size)}


def test_a_layer_enters_late_and_drums_hold_their_breath_before_the_end() -> None:
    form = fit(20, 96)
    tune = Tune(form, 0, Scale.MAJOR, (1,) * (form.body_bars + 1), 3, 0.0)
    layer = Layer("drum", ("kick",), ("X...X...X...X...",), 0, enters=0.5)
    beats = [note.beat for note in PARTS["drum"](tune, layer, layer.rhythms[0], np.random.default_rng(0))]
    assert beats[0] >= form.last_beat_start / 2 - 2
    assert beats[-1] == form.last_beat_start
    assert beats[-2] < form.last_beat_start - 2


def test_loudness_of_a_known_tone() -> None:
    time = np.arange(5 * RATE) / RATE
    tone = np.stack([np.sin(2 * np.pi * 997 * time) * 10 ** (-20 / 20)] * 2).astype(np.float32)
    assert integrated_lufs(tone) == pytest.approx(-20.0, abs=0.1)  # -23.0 a channel, as BS.1770 says
    assert integrated_lufs(np.zeros((2, RATE), np.float32)) == -70
    assert np.abs(bring_to(tone * 8, 0.0)).max() < 0.708
