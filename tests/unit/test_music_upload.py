"""A person's own music: any format, any damage, any length."""

from __future__ import annotations

import subprocess
import wave
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import InvalidInput, MediaError
from core.models import Mood
from core.providers.music import decoding
from core.providers.music import upload as upload_module
from core.providers.music.base import MusicRequest
from core.providers.music.decoding import decode
from core.providers.music.looping import looped, seam_of, tempo_of
from core.providers.music.upload import UploadedMusic

RATE = 48_000


def drum_loop(length_s: float, bpm: float = 120.0) -> NDArray[np.float32]:
    """A bar of four different beats, again and again."""
    time = np.arange(round(length_s * RATE)) / RATE
    beat = time * bpm / 60
    accent = np.array([1.0, 0.3, 0.6, 0.15])[np.floor(beat).astype(int) % 4]
    sound = 0.5 * accent * np.exp(-12 * (beat % 1)) * np.sin(2 * np.pi * 200 * time)
    return np.stack([sound, sound]).astype(np.float32)


def write_wav(path: Path, sound: NDArray[np.float32]) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, RATE, 0, "NONE", ""))
        file.writeframes((sound.T * 32767).astype("<i2").tobytes())
    return path


def convert(source: Path, target: Path) -> Path:
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([ffmpeg, "-v", "error", "-y", "-i", str(source), str(target)], check=True)
    return target


def compose(path: Path, duration_s: float = 8.0) -> NDArray[np.float64]:
    target = path.parent / "bed-of-upload.wav"
    UploadedMusic(path).compose(MusicRequest(mood=Mood.CALM, duration_s=duration_s), target)
    with wave.open(str(target)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2).T / 32768


@pytest.mark.parametrize("kind", ["mp3", "m4a", "flac", "ogg", "opus", "mkv", "aiff"])
def test_formats_people_have_are_read(tmp_path: Path, kind: str) -> None:
    source = write_wav(tmp_path / "source.wav", drum_loop(4))
    sound = decode(convert(source, tmp_path / f"song.{kind}"), 60)
    assert sound.shape[1] / RATE == pytest.approx(3.7, abs=0.3)


@pytest.mark.parametrize(
    "name", ['it\'s 100% "mine" {\\an8}.wav', "-i.wav", "歌 🎵.wav", "a:b|c,d;e.wav", "http:x.wav"]
)
def test_any_file_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    assert compose(write_wav(tmp_path / name, drum_loop(3))).shape[1] == 8 * RATE


def test_the_rhythm_goes_on_over_the_seam(tmp_path: Path) -> None:
    piece = drum_loop(9.3)
    seam = seam_of(piece)
    bars = (seam.late - seam.early) / RATE / 2.0
    assert bars == pytest.approx(round(bars), abs=0.02)
    assert bars >= 1
    bed = compose(write_wav(tmp_path / "loop.wav", piece), 30)
    assert tempo_of(bed.astype(np.float32)) == pytest.approx(120, abs=1)


def test_music_without_a_rhythm_is_blended_without_a_hole() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, (2, 5 * RATE)).astype(np.float32)
    sound = looped(noise, 20 * RATE)
    level = np.sqrt((sound.reshape(2, -1, RATE // 10) ** 2).mean(axis=(0, 2)))
    assert level.min() > 0.07
    assert level.max() < 0.16


@pytest.mark.parametrize("length_s", [1.0, 1.3, 2.5])
def test_very_short_pieces_fill_the_length(length_s: float) -> None:
    sound = looped(drum_loop(length_s), 7 * RATE)
    assert sound.shape == (2, 7 * RATE)
    assert np.abs(sound[:, 5 * RATE :]).max() > 0.05


def test_a_long_piece_is_cut() -> None:
    piece = drum_loop(9)
    assert np.array_equal(looped(piece, 4 * RATE), piece[:, : 4 * RATE])


@pytest.mark.parametrize(
    "content",
    [b"not music at all", b"RIFF\x00\x00\x00\x00WAVEfmt ", b"ID3\x04\x00" + b"\x00" * 300, b"\x00" * 5000],
)
def test_a_damaged_file_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken song.mp3"
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match=r"broken song\.mp3"):
        compose(path)


@pytest.mark.parametrize("kind", ["m3u8", "ffconcat", "mp3", "sdp", "mpd"])
def test_a_playlist_cannot_open_other_files(tmp_path: Path, kind: str) -> None:
    other = write_wav(tmp_path / "other.wav", drum_loop(3))
    lists = {
        "ffconcat": f"ffconcat version 1.0\nfile '{other}'\n",
        "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n",
    }
    hls = f"#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n{other}\n#EXT-X-ENDLIST\n"
    path = tmp_path / f"list.{kind}"
    path.write_text(lists.get(kind, hls))
    with pytest.raises(InvalidInput):
        compose(path)


def test_silence_is_not_music(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no sound"):
        compose(write_wav(tmp_path / "silence.wav", np.zeros((2, 3 * RATE), np.float32)))


def test_a_blink_of_sound_is_too_short(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="shorter"):
        compose(write_wav(tmp_path / "blink.wav", drum_loop(0.4)))


def test_a_missing_or_empty_file_or_a_folder_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "empty.mp3").touch()
    for path in (tmp_path / "missing.mp3", tmp_path / "empty.mp3", tmp_path, Path("a\0b.mp3")):
        with pytest.raises(InvalidInput):
            UploadedMusic(path)


def test_a_file_that_is_too_large_is_refused_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_module, "LARGEST_BYTES", 1000)
    with pytest.raises(InvalidInput, match="50 MB"):
        UploadedMusic(write_wav(tmp_path / "large.wav", drum_loop(1)))


def test_a_piece_that_is_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "LONGEST_S", 2)
    with pytest.raises(InvalidInput, match="20 minutes"):
        compose(write_wav(tmp_path / "long.wav", drum_loop(4)))


def test_the_name_follows_the_content_not_the_path(tmp_path: Path) -> None:
    one = write_wav(tmp_path / "one.wav", drum_loop(1))
    two = write_wav(tmp_path / "two.wav", drum_loop(1))
    other = write_wav(tmp_path / "other.wav", drum_loop(2))
    assert UploadedMusic(one).model_id == UploadedMusic(two).model_id != UploadedMusic(other).model_id


def test_a_missing_ffmpeg_is_said_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_wav(tmp_path / "song.wav", drum_loop(2))

    def none() -> str:
        raise RuntimeError("no ffmpeg exe could be found")

    monkeypatch.setattr(decoding.imageio_ffmpeg, "get_ffmpeg_exe", lambda: "/no/such/ffmpeg")
    with pytest.raises(MediaError, match="could not start"):
        compose(path)
    monkeypatch.setattr(decoding.imageio_ffmpeg, "get_ffmpeg_exe", none)
    with pytest.raises(MediaError, match="missing"):
        compose(path)


def test_an_ffmpeg_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_wav(tmp_path / "song.wav", drum_loop(2))
    sleeper = tmp_path / "ffmpeg"
    sleeper.write_text("#!/bin/sh\nexec sleep 60\n")
    sleeper.chmod(0o755)
    monkeypatch.setattr(decoding.imageio_ffmpeg, "get_ffmpeg_exe", lambda: str(sleeper))
    monkeypatch.setattr(decoding, "TIMEOUT_S", 0.2)
    with pytest.raises(MediaError, match="too long"):
        compose(path)
