"""The port for whoever makes still pictures: first frames of clips, storyboards, thumbnails."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from pydantic import Field

from core.models import AspectRatio, LongText, ShortText, Value


class PictureRequest(Value):
    """Everything that determines a picture: its canonical JSON is part of the picture's key."""

    prompt: LongText
    aspect_ratio: AspectRatio
    seed: int = Field(default=0, ge=0, le=2**31 - 1)
    reference_pictures: tuple[ShortText, ...] = Field(default=(), max_length=6)
    """Keys or names of pictures with people and things that must look the same."""


class Picture(Value):
    """What was made, as measured on the file."""

    width: int = Field(gt=0)
    height: int = Field(gt=0)
    cost_usd: float = Field(default=0.0, ge=0)


class PictureModel(Protocol):
    """Makes pictures.

    Raises ContentRefused, QuotaExceeded, ProviderUnavailable, ProviderRejected: nothing was paid;
    OutcomeUnknown: nobody knows; MediaError: what came is no picture.
    """

    @property
    def provider(self) -> str:
        """Who makes them, as results name it: `gemini`."""
        ...

    @property
    def model_id(self) -> str:
        """Stable name with version; part of every picture's key."""
        ...

    def price_usd(self, request: PictureRequest) -> float:
        """What `make` will cost at most."""
        ...

    def make(self, request: PictureRequest, target: Path) -> Picture:
        """Write the picture to `target` as a JPEG; it is there whole or not at all."""
        ...
