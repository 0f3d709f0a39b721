"""Writing a bed: 48 kHz stereo 16-bit PCM WAV that appears only when it is complete."""

from __future__ import annotations

import contextlib
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import StorageError

RATE_HZ = 48_000
Sound = NDArray[np.float32]
"""Samples from -1 to 1 at 48 kHz: mono `(frames,)` or stereo `(2, frames)`."""


def write_stereo(target: Path, sound: Sound) -> None:
    """Write `(2, frames)` samples from -1 to 1. Raises StorageError."""
    part = target.with_name(target.name + ".part")
    try:
        with part.open("wb") as raw, wave.open(raw, "wb") as file:
            file.setnchannels(2)
            file.setsampwidth(2)
            file.setframerate(RATE_HZ)
            for first in range(0, sound.shape[1], RATE_HZ):
                second = np.clip(sound[:, first : first + RATE_HZ], -1, 1)
                file.writeframesraw((second.T * 32767).round().astype("<i2").tobytes())
        part.replace(target)
    except OSError as error:
        raise StorageError(
            f"The music could not be written: {error.strerror}.", f"Check the folder {target.parent}."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
