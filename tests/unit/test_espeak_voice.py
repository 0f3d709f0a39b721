"""The adapter, the child and the polish, part by part."""

from __future__ import annotations

import ctypes
import wave
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import MediaError, ProviderUnavailable, StorageError
from core.models import Language, VoiceStyle
from core.providers.speech.base import SpeechRequest
from core.providers.speech.espeak import Espeak
from core.providers.speech.espeak import library as espeak_library
from core.providers.speech.espeak.deliveries import FASTEST_WPM, SLOWEST_WPM, delivery_for
from core.providers.speech.espeak.library import Library
from core.providers.speech.espeak.polish import PEAK, polished
from core.providers.speech.espeak.voices import CAST, Timbre
from core.providers.speech.espeak.worker import narrate

HELLO = SpeechRequest(text="Hello there.", language=Language.ENGLISH)


def order(target: Path, **changes: Any) -> dict[str, Any]:
    return {
        "text": "Of the people, in a house: 20% off!",
        "language": "en",
        "engine_voice": "gmw/en-US+m7",
        "timbre": "m7",
        "delivery": delivery_for(VoiceStyle.NATURAL, Language.ENGLISH, 1.0)._asdict(),
        "target": str(target),
        **changes,
    }


def test_the_child_speaks_every_word_in_order(tmp_path: Path) -> None:
    fractions: list[float] = []
    answer = narrate(order(tmp_path / "a.wav"), fractions.append)
    assert len(answer["words"]) == 8
    assert all(a["end_s"] <= b["start_s"] for a, b in pairwise(answer["words"]))
    assert answer["words"][-1]["end_s"] <= answer["duration_s"]
    assert fractions == [0.5]
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert file.getframerate() == 22_050


def test_the_child_answers_with_silence_when_there_is_nothing_to_say(tmp_path: Path) -> None:
    answer = narrate(order(tmp_path / "a.wav", text="…"), lambda _: None)
    assert answer["words"] == []
    assert answer["duration_s"] == pytest.approx(0.2)


def test_a_folder_that_is_missing_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        narrate(order(tmp_path / "missing" / "a.wav"), lambda _: None)
    with pytest.raises(StorageError):
        Espeak().speak(HELLO, tmp_path / "missing" / "a.wav")


def test_a_voice_file_that_is_missing_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(ProviderUnavailable, match="gmw/nobody"):
        narrate(order(tmp_path / "a.wav", engine_voice="gmw/nobody"), lambda _: None)


def test_a_library_that_cannot_be_loaded_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak_library.espeakng_loader, "get_library_path", lambda: "/no/such/library.so")
    with pytest.raises(ProviderUnavailable, match="cannot be loaded"):
        Library()


def test_data_that_is_missing_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    class Empty:
        def espeak_Initialize(self, *_: object) -> int:  # noqa: N802 - the library's own name
            return -1

    monkeypatch.setattr(ctypes, "CDLL", lambda _: Empty())
    with pytest.raises(ProviderUnavailable, match="data is missing"):
        Library()


def test_a_crashed_child_leaves_nothing_behind(tmp_path: Path) -> None:
    def crash(_: str, order: dict[str, Any], **__: Any) -> dict[str, Any]:
        Path(order["target"]).write_bytes(b"half a file")
        raise MediaError("The helper worker stopped: status -11")

    with pytest.raises(MediaError):
        Espeak(crash).speak(HELLO, tmp_path / "a.wav")
    assert list(tmp_path.iterdir()) == []


def test_a_child_that_wrote_nothing_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        Espeak(lambda *_, **__: {}).speak(HELLO, tmp_path / "a.wav")


def test_the_default_voice_follows_language_and_style() -> None:
    asked: list[dict[str, Any]] = []

    def refuse(_: str, order: dict[str, Any], **__: Any) -> dict[str, Any]:
        asked.append(order)
        raise MediaError("enough")

    for style in (VoiceStyle.NATURAL, VoiceStyle.ENERGETIC):
        with pytest.raises(MediaError):
            Espeak(refuse).speak(HELLO.model_copy(update={"style": style}), Path("a.wav"))
    assert [one["timbre"] for one in asked] == [Timbre.BARITONE, Timbre.ALTO]


@pytest.mark.parametrize("character", CAST, ids=lambda c: c.voice.voice_id)
def test_every_voice_of_the_cast_is_in_the_wheel(character: Any) -> None:
    data = Path(espeak_library.espeakng_loader.get_data_path())
    file, variant = character.engine_voice.split("+")
    assert (data / "lang" / file).is_file()
    assert (data / "voices" / "!v" / variant).is_file()


def test_the_version_is_part_of_the_models_name() -> None:
    assert Espeak().model_id.startswith("espeak-ng-")
    assert any(c.isdigit() for c in Espeak().model_id)


def test_speed_stays_within_what_the_library_can_do() -> None:
    slow = delivery_for(VoiceStyle.CALM, Language.FRENCH, 0.5)
    fast = delivery_for(VoiceStyle.ENERGETIC, Language.PORTUGUESE, 3.0)
    assert (slow.rate_wpm, fast.rate_wpm) == (SLOWEST_WPM, FASTEST_WPM)


@pytest.mark.parametrize("timbre", Timbre)
def test_polish_keeps_length_time_and_headroom(timbre: Timbre) -> None:
    click = np.zeros(22_050)
    click[8_000:8_400] = np.sin(np.arange(400) * 0.3) * 0.4
    sound = polished(click, 22_050, timbre)
    assert len(sound) == len(click)
    assert np.abs(sound).max() <= PEAK + 1e-9
    assert abs(int(np.argmax(np.abs(sound))) - 8_200) < 300
    assert np.abs(sound[:7_000]).max() < np.abs(sound).max() / 100


def test_polish_of_silence_is_silence() -> None:
    assert not polished(np.zeros(4_000), 22_050, Timbre.ALTO).any()
