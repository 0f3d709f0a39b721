"""The port for music beds: a mood and a length in, a WAV file out."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from pydantic import Field

from core.models import Mood, Value


class MusicRequest(Value):
    """Everything that determines a bed."""

    mood: Mood
    duration_s: float = Field(gt=0, le=600)
    seed: int = Field(default=0, ge=0, le=2**31 - 1)


class MusicBed(Value):
    """What was made. `bar_s` is the length of a bar, for loops and cuts on the beat."""

    duration_s: float = Field(gt=0)
    tempo_bpm: float = Field(gt=0)
    bar_s: float = Field(gt=0)
    key_name: str


class MusicModel(Protocol):
    """Makes music. Raises MediaError, ProviderUnavailable."""

    @property
    def model_id(self) -> str:
        """Stable name with version; part of every bed's key."""
        ...

    def compose(self, request: MusicRequest, target: Path) -> MusicBed:
        """Write 48 kHz stereo 16-bit PCM WAV of exactly the asked length, ending musically."""
        ...
