"""What Veo and Omni share: the order and its price, pictures, patience, and how a clip can fail to come."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import ClassVar

from core.errors import AppError, ContentRefused, OutcomeUnknown, ProviderRejected
from core.providers.google.access import GoogleAccess, Route
from core.providers.google.connection import Connection
from core.providers.google.failures import google_failures
from core.providers.image.sending import OpenPicture, jpeg_of, no_pictures
from core.providers.meter import Meter, PaidCall, Unmetered
from core.providers.model_card import ModelCard, ModelKind
from core.providers.prices import utc_today
from core.providers.quote import Quote
from core.providers.video.base import ClipRequest
from core.providers.video.google.bucket import Bucket
from core.providers.video.google.operation import GIVE_UP_AFTER_S, Operation
from core.providers.video.google.order import Order, order_for
from core.providers.video.google.refusals import Refusal

_VERSION = 1
"""Raise it when the same request asks Google for something else."""


class GoogleFilming:
    """A model of the catalogue on one route; submitting is the one paid call, and nothing repeats it."""

    who: ClassVar[str]
    """The model as people know it."""

    def __init__(
        self,
        access: GoogleAccess,
        route: Route,
        card: ModelCard,
        *,
        resolution: str = "720p",
        wants_audio: bool = False,
        open_picture: OpenPicture = no_pictures,
        bucket: Bucket | None = None,
        meter: Meter | None = None,
        give_up_after_s: float = GIVE_UP_AFTER_S,
        clock: Callable[[], float] = time.time,
        today: Callable[[], date] = utc_today,
    ) -> None:
        self._connection = Connection(access, route, card.cloud_location)
        self._card = card
        self._resolution, self._wants_audio = resolution, wants_audio
        self._open_picture = open_picture
        self._bucket = bucket
        self._meter = meter or Unmetered()
        self._give_up_after_s = give_up_after_s
        self._clock, self._today = clock, today

    @property
    def provider(self) -> str:
        return self._card.family

    @property
    def model_id(self) -> str:
        """The catalogue's id with what else decides how a clip looks and sounds."""
        sound = "/sound" if self._wants_audio else ""
        return f"{self._card.id}/{self._resolution}{sound}/{_VERSION}"

    def price_usd(self, request: ClipRequest) -> float:
        """The catalogue's price of the clip. Raises InvalidInput when it has none."""
        return self._order(request).price_usd

    def quote(self, request: ClipRequest) -> Quote:
        """Exact: it is paid by the second. Raises InvalidInput when the catalogue has no price."""
        return Quote.exactly(self.price_usd(request), self._card.id, self._card.usual_wait_s)

    def _order(self, request: ClipRequest) -> Order:
        return order_for(
            self._card,
            request,
            resolution=self._resolution,
            wants_audio=self._wants_audio,
            on=self._today(),
        )

    def _frame(self, picture_id: str, order: Order) -> bytes:
        """A picture that a clip begins or ends with: it fills the frame."""
        return jpeg_of(self._open_picture(picture_id), order.aspect_ratio)

    def _reference(self, picture_id: str) -> bytes:
        return jpeg_of(self._open_picture(picture_id))

    @contextmanager
    def _submitting(self, order: Order) -> Iterator[None]:
        """A refusal on the spot says why; a connection that breaks leaves the outcome unknown.

        What is reserved for the clip stays so until its operation is over.
        """
        call = PaidCall(
            kind=ModelKind.VIDEO,
            model=self._card.id,
            route=self._connection.route,
            most_usd=order.price_usd,
            clips=1,
        )
        with self._meter.paying(call):
            try:
                with google_failures(f"asking {self.who} for a clip", paid=True):
                    yield
            except ContentRefused as error:
                raise Refusal.of([error.message]).error(self.who) from error

    def _saved(self, name: str | None) -> str:
        if not name:
            raise OutcomeUnknown(
                f"{self.who} took the order but gave it no name: it may or may not film it.",
                "It is counted as spent. Look at Google's console before paying again.",
            )
        return Operation(name, self._clock()).saved

    def _stay_patient(self, operation: Operation) -> None:
        operation.check_patience(self._clock(), self._give_up_after_s, self.who)

    def _failure(self, words: str) -> AppError:
        """An operation that ended badly. Google charges for clips, and there is none."""
        if Refusal.is_meant_by(words):
            return Refusal.of([words]).error(self.who)
        said = Refusal.of([words]).words or "it gave no reason"
        return ProviderRejected(
            f"{self.who} failed while filming: {said}",
            "Nothing was charged. Film the scene again with a new take, or describe it otherwise.",
        )

    def _nothing_came(self) -> ProviderRejected:
        return ProviderRejected(
            f"{self.who} says that the clip is finished, but delivered none.",
            "Film the scene again with a new take.",
        )
