"""The mix: levels, ducking, exact length, and sound that is hardly any."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import Cancelled, MediaError
from core.media.ffmpeg import Ffmpeg
from core.media.probe import probe
from core.media.soundtrack import PlacedClip, PlacedVoice, SoundReport, mix
from core.models import ClipSound
from tests.media_samples import cut_short, ffmpeg, make_silence, make_speech, make_tone, samples_of

TONE_HERTZ = 9_000
"""Above everything the voice has, so that the music can be told apart."""


def level_db(sound: NDArray[np.float32]) -> float:
    return 10 * float(np.log10(np.mean(sound.astype(float) ** 2) + 1e-12))


def tone_db(sound: NDArray[np.float32]) -> list[float]:
    """Level of the music's tone in windows of 50 ms."""
    windows = sound[0][: sound.shape[1] // 2_400 * 2_400].reshape(-1, 2_400)
    bin_of_tone = TONE_HERTZ * 2_400 // 48_000
    strength = np.abs(np.fft.rfft(windows * np.hanning(2_400), axis=1))[:, bin_of_tone]
    return [float(x) for x in 20 * np.log10(strength + 1e-9)]


def is_on_target(report: SoundReport) -> bool:
    return abs(report.integrated_lufs + 14) <= 0.5 and report.true_peak_dbtp <= -1


def test_voice_and_music_come_out_at_the_programmes_loudness(tmp_path: Path) -> None:
    voices = [make_speech(tmp_path / f"{i}.wav", seconds=2, volume_db=db) for i, db in enumerate((-12, 0))]
    music = make_tone(tmp_path / "m.wav", seconds=8, channels=2)
    seen: list[float] = []
    placed = [PlacedVoice(voices[0], 0.5), PlacedVoice(voices[1], 4.0)]
    report = mix(Ffmpeg(), placed, music, 8.0, tmp_path / "s.m4a", on_fraction=seen.append)
    assert is_on_target(report)
    assert report.encodes <= 2
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    sound = samples_of(tmp_path / "s.m4a")
    first, second = (level_db(sound[:, int(48_000 * t) : int(48_000 * (t + 2))]) for t in (0.5, 4.0))
    assert first == pytest.approx(second, abs=1.0), "a quiet and a loud voice are equally loud"


@pytest.mark.parametrize("duration_s", [8.0, 7.7666666])
def test_the_sound_is_exactly_as_long_as_the_video(tmp_path: Path, duration_s: float) -> None:
    late = make_speech(tmp_path / "v.wav", seconds=3)
    mix(Ffmpeg(), [(late, 6.0)], None, duration_s, tmp_path / "s.m4a")
    info = probe(tmp_path / "s.m4a").audio
    assert info is not None
    assert (info.codec, info.sample_rate_hz, info.channels) == ("aac", 48_000, 2)
    assert samples_of(tmp_path / "s.m4a").shape[1] == pytest.approx(round(duration_s * 48_000), abs=1_024)
    assert info.duration_s == pytest.approx(duration_s, abs=0.002)


def test_a_voice_starts_on_time(tmp_path: Path) -> None:
    voice = make_tone(tmp_path / "v.wav", seconds=1)
    mix(Ffmpeg(), [(voice, 1.25)], None, 3.0, tmp_path / "s.m4a")
    loud = np.nonzero(np.abs(samples_of(tmp_path / "s.m4a")[0]) > 0.05)[0]
    assert loud[0] / 48_000 == pytest.approx(1.25, abs=0.015)
    assert loud[-1] / 48_000 == pytest.approx(2.25, abs=0.015)


def test_music_gives_way_before_the_voice_without_pumping_and_comes_back(tmp_path: Path) -> None:
    voice = make_speech(tmp_path / "v.wav", seconds=4)
    music = make_tone(tmp_path / "m.wav", hertz=TONE_HERTZ, seconds=10, channels=2)
    mix(Ffmpeg(), [(voice, 3.0)], music, 10.0, tmp_path / "s.m4a")
    tone = tone_db(samples_of(tmp_path / "s.m4a"))
    free = np.mean(tone[10:50])
    under = tone[66:138]
    assert 8 < free - np.mean(under) < 14
    assert free - tone[60] > 4, "down when the first word comes"
    assert np.percentile(under, 95) - np.percentile(under, 5) < 3, "no pumping between syllables"
    assert max(abs(np.diff(tone[5:195]))) < 7, "no jumps"
    assert abs(free - np.mean(tone[185:197])) < 1.5, "back again"


def test_short_music_is_looped_and_fades_out_with_the_video(tmp_path: Path) -> None:
    music = make_tone(tmp_path / "m.wav", hertz=TONE_HERTZ, seconds=1.5, channels=2)
    mix(Ffmpeg(), [], music, 6.0, tmp_path / "s.m4a")
    tone = tone_db(samples_of(tmp_path / "s.m4a"))
    assert max(tone[20:85]) - min(tone[20:85]) < 3
    assert tone[118] < tone[85] - 12


def test_music_that_ends_by_itself_is_left_alone(tmp_path: Path) -> None:
    music = make_tone(tmp_path / "m.wav", hertz=TONE_HERTZ, seconds=4, channels=2)
    mix(Ffmpeg(), [], music, 4.0, tmp_path / "s.m4a")
    tone = tone_db(samples_of(tmp_path / "s.m4a"))
    assert max(tone[5:77]) - min(tone[5:77]) < 1


@pytest.mark.parametrize("with_voice", [True, False])
@pytest.mark.parametrize("with_music", [True, False])
def test_any_of_voice_and_music_may_be_missing(tmp_path: Path, with_voice: bool, with_music: bool) -> None:
    voices = [(make_speech(tmp_path / "v.wav"), 0.3)] if with_voice else []
    music = make_tone(tmp_path / "m.wav", seconds=4) if with_music else None
    report = mix(Ffmpeg(), voices, music, 4.0, tmp_path / "s.m4a")
    assert report.is_silent == (not with_voice and not with_music)
    assert report.is_silent or is_on_target(report)
    assert samples_of(tmp_path / "s.m4a").shape[1] >= 4.0 * 48_000 - 1_024


def test_silence_stays_silence(tmp_path: Path) -> None:
    quiet = make_silence(tmp_path / "q.wav", seconds=2)
    report = mix(
        Ffmpeg(), [(quiet, 0.5)], make_silence(tmp_path / "m.wav", seconds=4), 4.0, tmp_path / "s.m4a"
    )
    assert report.is_silent
    assert np.abs(samples_of(tmp_path / "s.m4a")).max() < 1e-3


def test_a_word_too_short_to_measure_does_no_harm(tmp_path: Path) -> None:
    blip = make_tone(tmp_path / "b.wav", seconds=0.2)
    report = mix(Ffmpeg(), [(blip, 1.0)], None, 3.0, tmp_path / "s.m4a")
    assert report.true_peak_dbtp <= -1


HARD_SOUNDS = {
    "clicks": "if(lt(mod(t,0.5),0.002),0.95,0.02*sin(2000*t))",
    "thuds": "if(lt(mod(t,0.25),0.03),0.95*sin(2*PI*60*t),0)+0.05*random(0)",
    "white noise, of which AAC drops the top": "0.9*(2*random(0)-1)",
}


@pytest.mark.parametrize("name", HARD_SOUNDS)
def test_sounds_that_limiter_and_encoder_change_still_come_out_right(tmp_path: Path, name: str) -> None:
    hard = tmp_path / "hard.wav"
    ffmpeg("-f", "lavfi", "-i", f"aevalsrc='{HARD_SOUNDS[name]}':s=48000:d=5", hard)
    report = mix(Ffmpeg(), [], hard, 5.0, tmp_path / "s.m4a")
    assert is_on_target(report)
    assert report.encodes <= 2


def test_relative_paths_mean_the_callers_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    make_speech(tmp_path / "v.wav")
    mix(Ffmpeg(), [(Path("v.wav"), 0)], None, 2.0, Path("s.m4a"))
    assert (tmp_path / "s.m4a").stat().st_size > 0


def test_cancelling_leaves_nothing_behind(tmp_path: Path) -> None:
    def cancel(_fraction: float) -> None:
        raise Cancelled("Stopped.")

    voice = make_speech(tmp_path / "v.wav")
    with pytest.raises(Cancelled):
        mix(Ffmpeg(), [(voice, 0)], None, 3.0, tmp_path / "out" / "s.m4a", on_fraction=cancel)
    assert list((tmp_path / "out").iterdir()) == []


def test_damaged_sound_is_a_media_error(tmp_path: Path) -> None:
    damaged = cut_short(make_tone(tmp_path / "a.m4a"), tmp_path / "b.m4a")
    with pytest.raises(MediaError):
        mix(Ffmpeg(), [(damaged, 0)], None, 3.0, tmp_path / "s.m4a")
    with pytest.raises(MediaError):
        mix(Ffmpeg(), [], damaged, 3.0, tmp_path / "s.m4a")
    assert not (tmp_path / "s.m4a").exists()


def test_no_folder_name_can_break_the_mix(tmp_path: Path) -> None:
    folder = tmp_path / "it's 100% [a],b;c: ü"
    folder.mkdir()
    voice = make_speech(folder / "v'o.wav")
    report = mix(Ffmpeg(), [(voice, 0)], make_tone(folder / "m:u.wav"), 3.0, folder / "s.m4a")
    assert is_on_target(report)


def test_a_clips_own_sound_lies_at_its_level_and_gives_way_to_the_voice(tmp_path: Path) -> None:
    hum = make_tone(tmp_path / "hum.wav", hertz=TONE_HERTZ, seconds=6)
    voice = make_speech(tmp_path / "v.wav", seconds=2)
    tones = {}
    for level in (ClipSound.OFF, ClipSound.QUIET, ClipSound.LOUD):
        clip = PlacedClip(hum, 1.0, 6.0, 1.0, start_s=0.5, rise_s=0.04, fall_s=0.04)
        mix(Ffmpeg(), [(voice, 2.5)], None, 7.0, tmp_path / "s.m4a", clips=[clip], clip_sound=level)
        tones[level] = tone_db(samples_of(tmp_path / "s.m4a"))
    loud, quiet = tones[ClipSound.LOUD], tones[ClipSound.QUIET]
    assert max(tones[ClipSound.OFF][:138]) < min(quiet[14:44]) - 20
    assert 9 < np.mean(loud[14:44]) - np.mean(quiet[14:44]) < 15
    assert np.mean(loud[14:44]) - np.mean(loud[56:88]) > 8, "under the voice"
    assert max(loud[:9]) < np.mean(loud[14:44]) - 30, "not before its time"
    assert max(loud[112:]) < np.mean(loud[14:44]) - 30, "nor after it"


def test_clips_sound_at_their_own_times_beside_music_and_alone(tmp_path: Path) -> None:
    hums = [make_tone(tmp_path / f"{i}.m4a", hertz=TONE_HERTZ, seconds=3) for i in range(2)]
    clips = [PlacedClip(hums[0], 0, 2, 1.0, 0, 0.1, 0.1), PlacedClip(hums[1], 0, 1.6, 1.25, 3, 0.1, 0.6)]
    music = make_tone(tmp_path / "m.wav", seconds=6, channels=2)
    for bed in (None, music):
        report = mix(Ffmpeg(), [], bed, 6.0, tmp_path / "s.m4a", clips=clips, clip_sound=ClipSound.MEDIUM)
        assert is_on_target(report)
        assert samples_of(tmp_path / "s.m4a").shape[1] == pytest.approx(6 * 48_000, abs=1_024)
