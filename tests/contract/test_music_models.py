"""What every music model promises; each adapter joins by one line in `MODELS`."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import StorageError
from core.models import Mood
from core.providers.music.base import MusicModel, MusicRequest
from core.providers.music.composer import Composer
from core.providers.music.loudness import integrated_lufs
from core.providers.music.upload import UploadedMusic

RATE = 48_000


def uploaded(folder: Path) -> MusicModel:
    """Six seconds of a beat over a tone, as a person might upload it."""
    time = np.arange(6 * RATE) / RATE
    beat = np.exp(-20 * (time % 0.5)) * np.sin(2 * np.pi * 110 * time)
    sound = 0.5 * beat + 0.1 * np.sin(2 * np.pi * 440 * time)
    path = folder / "my song.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes((sound * 32767).astype("<i2").tobytes())
    return UploadedMusic(path)


MODELS: dict[str, Callable[[Path], MusicModel]] = {"composer": lambda _: Composer(), "upload": uploaded}


@pytest.fixture(params=MODELS.values(), ids=MODELS)
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> MusicModel:
    made: MusicModel = request.param(tmp_path_factory.mktemp("upload"))
    return made


def sound_of(path: Path) -> NDArray[np.float32]:
    """`(2, frames)`."""
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, RATE)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2).T / np.float32(32768)


@pytest.mark.parametrize("duration_s", [0.01, 1.0, 8.0, 9.37, 20.0, 33.3333])
def test_the_bed_is_exactly_as_long_as_asked(model: MusicModel, tmp_path: Path, duration_s: float) -> None:
    bed = model.compose(MusicRequest(mood=Mood.WARM, duration_s=duration_s), tmp_path / "bed.wav")
    assert sound_of(tmp_path / "bed.wav").shape[1] == round(duration_s * RATE)
    assert bed.duration_s == pytest.approx(duration_s, abs=1 / RATE)
    assert bed.bar_s == pytest.approx(240 / bed.tempo_bpm)
    assert list(tmp_path.iterdir()) == [tmp_path / "bed.wav"]


def test_the_bed_is_at_a_common_level_with_headroom(model: MusicModel, tmp_path: Path) -> None:
    model.compose(MusicRequest(mood=Mood.UPLIFTING, duration_s=12), tmp_path / "bed.wav")
    sound = sound_of(tmp_path / "bed.wav")
    assert -20.5 < integrated_lufs(sound) < -17.5
    assert np.abs(sound).max() <= 10 ** (-3 / 20)
    assert np.abs(sound.mean(axis=1)).max() < 0.001


def test_the_bed_ends_by_fading_out(model: MusicModel, tmp_path: Path) -> None:
    model.compose(MusicRequest(mood=Mood.ENERGETIC, duration_s=10), tmp_path / "bed.wav")
    sound = np.abs(sound_of(tmp_path / "bed.wav"))
    assert sound[:, -48:].max() < 0.002
    assert sound[:, -RATE // 5 :].max() < sound.max() / 5


def test_the_bed_has_no_hole(model: MusicModel, tmp_path: Path) -> None:
    model.compose(MusicRequest(mood=Mood.WARM, duration_s=15), tmp_path / "bed.wav")
    sound = sound_of(tmp_path / "bed.wav")[:, : 12 * RATE]
    level = np.sqrt((sound.reshape(2, -1, RATE // 2) ** 2).mean(axis=(0, 2)))
    assert level.min() > 0.003


def test_the_same_request_gives_the_same_samples(model: MusicModel, tmp_path: Path) -> None:
    asked = MusicRequest(mood=Mood.PLAYFUL, duration_s=9, seed=5)
    first = model.compose(asked, tmp_path / "a.wav")
    assert model.compose(asked, tmp_path / "b.wav") == first
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()


def test_a_missing_folder_is_a_storage_error(model: MusicModel, tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        model.compose(MusicRequest(mood=Mood.CALM, duration_s=1), tmp_path / "missing" / "bed.wav")


def test_the_model_has_a_stable_name(model: MusicModel) -> None:
    assert model.model_id == model.model_id
    assert model.model_id.strip()
