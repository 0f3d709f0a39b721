"""Sound as the speech adapters pass it round, and as a file: mono 16-bit PCM WAV."""

from __future__ import annotations

import contextlib
import io
import wave
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.errors import StorageError

Samples = NDArray[np.float64]
_NO_LENGTH = 2**31 - 2**16
"""Streams promise about this many bytes or twice as many."""


class Sound(NamedTuple):
    """Mono samples from -1 to 1."""

    samples: Samples
    sample_rate_hz: int

    @property
    def duration_s(self) -> float:
        return len(self.samples) / self.sample_rate_hz


def read_wav(content: bytes) -> Sound:
    """The sound of a whole 16-bit PCM WAV file, channels mixed to one. Raises ValueError for anything else.

    A header that gives no length, because the file was written as a stream, is no fault.
    """
    try:
        with wave.open(io.BytesIO(content)) as file:
            channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
            promised = file.getnframes() * width * channels
            frames = file.readframes(file.getnframes())
    except (wave.Error, EOFError, RuntimeError) as error:
        raise ValueError(f"no WAV file: {error}") from error
    if width != 2 or rate <= 0:
        raise ValueError(f"{8 * width} bits at {rate} Hz, not 16-bit PCM")
    if len(frames) < promised < _NO_LENGTH:
        raise ValueError(f"{len(frames)} bytes of sound where {promised} are promised")
    whole = np.frombuffer(frames[: len(frames) // (2 * channels) * 2 * channels], "<i2")
    return Sound(whole.reshape(-1, channels).mean(axis=1) / 32768, rate)


def wav_bytes(sound: Sound) -> bytes:
    """The sound as a mono 16-bit PCM WAV file."""
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.sample_rate_hz)
        file.writeframes((np.clip(sound.samples, -1, 1) * 32767).round().astype("<i2").tobytes())
    return content.getvalue()


def write_wav(target: Path, sound: Sound) -> None:
    """Write mono 16-bit PCM; the file appears only when it is complete. Raises StorageError."""
    part = target.with_name(target.name + ".part")
    try:
        part.write_bytes(wav_bytes(sound))
        part.replace(target)
    except OSError as error:
        raise StorageError(
            f"The narration could not be written: {error.strerror}.", f"Check the folder {target.parent}."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
