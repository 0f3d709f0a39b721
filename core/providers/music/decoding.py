"""A person's audio file, decoded by ffmpeg in a child that can open nothing but this one file.

Only containers that hold their sound themselves are read: a playlist, a list of files or an address
hidden in an upload is not understood, so it cannot make ffmpeg open anything else.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np

from core.errors import InvalidInput, MediaError
from core.operations.children import spawn
from core.providers.music.wav import RATE_HZ, Sound

LONGEST_S = 20 * 60
TIMEOUT_S = 120.0
_CONTAINERS = "mp3,wav,w64,flac,ogg,mov,matroska,aac,aiff,caf,asf,avi,mpeg,mpegts,amr,ac3,eac3,au,wv,ape,tta"
_DURATION = re.compile(rb"Duration: (\d+):(\d\d):(\d\d)")


def decode(file: Path, longest_s: float) -> Sound:
    """The first `longest_s` seconds as `(2, frames)` at 48 kHz, silence at both ends removed.

    Raises InvalidInput when the file holds no sound that can be read or is longer than 20 minutes,
    MediaError when ffmpeg is missing or does not finish.
    """
    raw, notes = _run(_arguments(file, longest_s), file)
    if found := _DURATION.search(notes):
        hours, minutes, seconds = (int(part) for part in found.groups())
        if hours * 3600 + minutes * 60 + seconds > LONGEST_S:
            raise InvalidInput(f"The music {file.name} is longer than 20 minutes.", "Upload a shorter piece.")
    samples = np.frombuffer(raw[: len(raw) // 4 * 4], "<i2").reshape(-1, 2).T.astype(np.float32) / 32768
    heard = np.flatnonzero(np.abs(samples).max(axis=0, initial=0.0) > 0.001)
    if not len(heard):
        raise InvalidInput(
            f"The file {file.name} holds no sound that can be read.",
            "Upload music as MP3, WAV, M4A, FLAC or OGG.",
        )
    return np.ascontiguousarray(samples[:, heard[0] : heard[-1] + 1])


def _arguments(file: Path, longest_s: float) -> list[str]:
    try:
        ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError as error:
        raise MediaError("ffmpeg is missing.", "Install the requirements again with `make setup`.") from error
    safety = ["-protocol_whitelist", "file,pipe", "-format_whitelist", _CONTAINERS]
    source = ["-t", f"{longest_s:.3f}", "-i", f"file:{file.resolve()}"]
    sound = ["-map", "0:a:0", "-ac", "2", "-ar", str(RATE_HZ), "-f", "s16le", "pipe:1"]
    return [ffmpeg, "-hide_banner", "-nostdin", *safety, *source, *sound]


def _run(arguments: list[str], file: Path) -> tuple[bytes, bytes]:
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    try:
        with spawn(arguments, **pipes) as child:
            return child.communicate(timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired as error:
        raise MediaError(f"Reading {file.name} took too long.", "Upload the music as a WAV file.") from error
    except OSError as error:
        raise MediaError(f"ffmpeg could not start: {error.strerror}.", "Try again.") from error
