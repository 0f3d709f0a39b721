"""A person's own music behind the music port: cut or looped to the asked length, faded out at its end."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from core.errors import InvalidInput
from core.providers.music.base import MusicBed, MusicRequest
from core.providers.music.decoding import decode
from core.providers.music.looping import looped, tempo_of
from core.providers.music.loudness import bring_to
from core.providers.music.wav import RATE_HZ, Sound, write_stereo

LARGEST_BYTES = 50 * 1024 * 1024
SHORTEST_S = 1.0
_LUFS = -19.0
_FADE_IN_S, _FADE_OUT_S = 0.01, 2.0


class UploadedMusic:
    """One file. Mood and seed of a request are ignored: the person has chosen.

    Raises InvalidInput at once when the file is missing, empty or larger than 50 MB.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.model_id = f"upload-{_digest(path)}"

    def compose(self, request: MusicRequest, target: Path) -> MusicBed:
        """Write the bed. Raises InvalidInput for a damaged file, MediaError, StorageError."""
        frames = max(1, round(request.duration_s * RATE_HZ))
        piece = decode(self._path, request.duration_s + 10)
        if piece.shape[1] < SHORTEST_S * RATE_HZ:
            raise InvalidInput(
                f"The music {self._path.name} is shorter than a second.", "Upload a longer piece."
            )
        bed = looped(piece, frames)
        bed -= bed.mean(axis=1, keepdims=True)
        _fade(bed)
        write_stereo(target, bring_to(bed, _LUFS))
        tempo = tempo_of(piece)
        return MusicBed(
            duration_s=frames / RATE_HZ, tempo_bpm=tempo, bar_s=240 / tempo, key_name="as uploaded"
        )


def _digest(path: Path) -> str:
    """The first 16 digits of the content's SHA-256."""
    try:
        if not path.is_file():
            raise InvalidInput(f"There is no music file {path.name}.", "Choose a file that exists.")
        if not 0 < path.stat().st_size <= LARGEST_BYTES:
            raise InvalidInput(
                f"The music {path.name} is empty or larger than 50 MB.", "Choose another file."
            )
        return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    except (OSError, ValueError) as error:
        raise InvalidInput("The music file cannot be opened.", "Choose another file.") from error


def _fade(bed: Sound) -> None:
    frames = bed.shape[1]
    rise = min(round(_FADE_IN_S * RATE_HZ), frames // 2)
    fall = min(round(_FADE_OUT_S * RATE_HZ), frames - rise)
    bed[:, :rise] *= np.linspace(0, 1, rise, dtype=np.float32)
    bed[:, frames - fall :] *= np.cos(np.linspace(0, np.pi / 2, fall, dtype=np.float32)) ** 2
