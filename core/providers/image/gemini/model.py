"""Gemini pictures over `generate_content`, by key or by cloud. One call makes and bills one picture."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from google.genai import types
from PIL import Image

from core.errors import AppError, ContentRefused, InvalidInput, MediaError, ProviderRejected, StorageError
from core.providers.google.access import GoogleAccess, Route
from core.providers.google.connection import Connection
from core.providers.google.failures import google_failures
from core.providers.image.base import Picture, PictureRequest
from core.providers.image.reading import read_picture
from core.providers.image.sending import MIME_TYPE, OpenPicture, jpeg_of, no_pictures
from core.providers.meter import Meter, PaidCall, Unmetered
from core.providers.model_card import ModelCard, ModelKind
from core.providers.prices import utc_today

_VERSION = 1
"""Raise it when the same request asks Google for something else."""

_SIZE = "1K"
"""The size that the catalogue's prices are for."""

_QUALITY = 95
_WITHOUT_LETTERS = "A photograph-like picture without any text, letters or logos."


class GeminiPictures:
    """Makes pictures; implements `core.providers.image.base.PictureModel`."""

    def __init__(
        self,
        access: GoogleAccess,
        route: Route,
        card: ModelCard,
        *,
        open_picture: OpenPicture = no_pictures,
        meter: Meter | None = None,
        today: Callable[[], date] = utc_today,
    ) -> None:
        self._connection = Connection(access, route, card.cloud_location)
        self._card = card
        self._open_picture = open_picture
        self._meter = meter or Unmetered()
        self._today = today

    @property
    def provider(self) -> str:
        return "gemini"

    @property
    def model_id(self) -> str:
        return f"{self._card.id}/{_SIZE}/{_VERSION}"

    def price_usd(self, request: PictureRequest) -> float:  # noqa: ARG002 - the port asks per request
        """The catalogue's price of a picture. Raises InvalidInput when it has none."""
        return self._card.images_price_usd(1, on=self._today())

    def make(self, request: PictureRequest, target: Path) -> Picture:
        """Ask, check, and write a JPEG."""
        price_usd = self.price_usd(request)
        contents, config = self._contents(request), self._config(request)
        client = self._connection.client
        call = PaidCall(
            kind=ModelKind.IMAGE, model=self._card.id, route=self._connection.route, most_usd=price_usd
        )
        with self._meter.paying(call) as bill:
            with google_failures("making a picture", paid=True):
                answer = client.models.generate_content(model=self._card.id, contents=contents, config=config)
            found = _picture_of(answer)
            bill.settle(price_usd)
            return _kept(found, target, price_usd)

    def _contents(self, request: PictureRequest) -> list[Any]:
        references = [
            types.Part.from_bytes(data=jpeg_of(self._open_picture(name)), mime_type=MIME_TYPE)
            for name in request.reference_pictures
        ]
        return [*references, types.Part.from_text(text=f"{request.prompt} {_WITHOUT_LETTERS}")]

    def _config(self, request: PictureRequest) -> types.GenerateContentConfig:
        return types.GenerateContentConfig(
            response_modalities=["TEXT", "IMAGE"],
            image_config=types.ImageConfig(aspect_ratio=request.aspect_ratio.value, image_size=_SIZE),
            seed=request.seed,
        )


def _picture_of(answer: types.GenerateContentResponse) -> bytes:
    """The first picture of an answer; one without is a refusal or a failure."""
    for candidate in answer.candidates or ():
        for part in (candidate.content.parts if candidate.content else None) or ():
            if part.inline_data and part.inline_data.data:
                return part.inline_data.data
    raise _why_none(answer)


def _why_none(answer: types.GenerateContentResponse) -> AppError:
    """What an answer without a picture means."""
    blocked = answer.prompt_feedback.block_reason if answer.prompt_feedback else None
    ended = answer.candidates[0].finish_reason if answer.candidates else None
    reason = str(getattr(blocked or ended, "value", "")).replace("_", " ")
    if blocked or any(word in reason for word in ("SAFETY", "PROHIBITED", "BLOCKLIST", "SPII")):
        return ContentRefused(
            f"Gemini refused to make this picture ({reason.casefold()}); nothing was charged.",
            "Describe the picture in other words, or use one of your own.",
            may_reword=True,
        )
    return ProviderRejected(
        "Gemini answered without a picture.", "Try again, or describe the picture in other words."
    )


def _kept(data: bytes, target: Path, price_usd: float) -> Picture:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.stem[:16]}-") as folder:
            came, made = Path(folder) / "came", Path(folder) / "made.jpg"
            came.write_bytes(data)
            image = _read(came)
            image.save(made, "JPEG", quality=_QUALITY)
            made.replace(target)
            return Picture(width=image.width, height=image.height, cost_usd=price_usd)
    except OSError as error:
        raise StorageError(
            f"The picture could not be written: {error.strerror or error}.",
            "Free some space or choose another data folder.",
        ) from error


def _read(path: Path) -> Image.Image:
    try:
        return read_picture(path, enough_px=10_000)
    except InvalidInput as error:
        raise MediaError(
            "The picture that Gemini delivered is damaged.", "It is counted as paid. Make it again."
        ) from error
