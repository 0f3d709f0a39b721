"""Veo on Google Cloud: text, or pictures and text, to a clip.

The clip comes back inside the last answer, or is left in a bucket when one is set. Sound is
off, which saves money: the film has a narrator and music of its own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from google.genai import types

from core.operations.children import OnFraction
from core.providers.google.access import GoogleAccess, Route
from core.providers.google.failures import google_failures
from core.providers.image.sending import MIME_TYPE
from core.providers.model_card import ModelCard
from core.providers.video.base import ClipRequest, FilmedClip
from core.providers.video.google.delivery import Fetch, deliver
from core.providers.video.google.filming import GoogleFilming
from core.providers.video.google.operation import Operation
from core.providers.video.google.order import Order
from core.providers.video.google.refusals import Refusal


class Veo(GoogleFilming):
    """Films a scene with a Veo model; implements `core.providers.video.base.VideoModel`."""

    who: ClassVar[str] = "Veo"

    def __init__(self, access: GoogleAccess, card: ModelCard, **options: Any) -> None:
        """`options` are GoogleFilming's; the route is always Google Cloud."""
        super().__init__(access, Route.CLOUD, card, **options)

    def submit(self, request: ClipRequest) -> str:
        """Ask for the clip; the operation's name with its moment."""
        order = self._order(request)
        source, config = self._source(request, order), self._config(request, order)
        client = self._connection.client
        with self._submitting(order):
            started = client.models.generate_videos(model=self._card.id, source=source, config=config)
        return self._saved(started.name)

    def collect(
        self, operation: str, request: ClipRequest, target: Path, on_fraction: OnFraction
    ) -> FilmedClip | None:
        """Ask once; a finished clip is fetched, checked and moved to `target` when it is whole."""
        known = Operation.read(operation)
        with google_failures("asking how far the clip is"):
            named = types.GenerateVideosOperation.model_validate({"name": known.name})
            now = self._connection.client.operations.get(named)
        if now.error:
            raise self._failure(str(now.error.get("message") or ""))
        if not now.done:
            self._stay_patient(known)
            return None
        fetch = self._fetch(self._delivered(now.response))
        return deliver(fetch, target, on_fraction, who=self.who, cost_usd=self._order(request).price_usd)

    def _source(self, request: ClipRequest, order: Order) -> types.GenerateVideosSource:
        image = _image(self._frame(request.first_frame, order)) if request.first_frame else None
        return types.GenerateVideosSource(prompt=request.prompt, image=image)

    def _config(self, request: ClipRequest, order: Order) -> types.GenerateVideosConfig:
        asset = types.VideoGenerationReferenceType.ASSET
        references = [
            types.VideoGenerationReferenceImage(image=_image(self._reference(each)), reference_type=asset)
            for each in request.reference_pictures
        ]
        last = request.last_frame
        return types.GenerateVideosConfig(
            number_of_videos=1,
            duration_seconds=order.duration_s,
            aspect_ratio=order.aspect_ratio.value,
            resolution=order.resolution,
            seed=request.seed,
            generate_audio=order.has_audio,
            person_generation="allow_adult",
            negative_prompt=request.negative_prompt or None,
            last_frame=_image(self._frame(last, order)) if last else None,
            reference_images=references or None,
            output_gcs_uri=self._bucket.uri if self._bucket else None,
        )

    def _delivered(self, response: types.GenerateVideosResponse | None) -> types.Video:
        """The one clip that was ordered. An order that was filtered in part counts when a clip came."""
        for made in (response.generated_videos if response else None) or ():
            if made.video is not None:
                return made.video
        if response and (response.rai_media_filtered_reasons or response.rai_media_filtered_count):
            raise Refusal.of(response.rai_media_filtered_reasons or ()).error(self.who)
        raise self._nothing_came()

    def _fetch(self, video: types.Video) -> Fetch:
        data, uri, bucket = video.video_bytes, video.uri, self._bucket
        if data is not None:
            return lambda target: _write(target, data)
        if bucket and uri:
            return lambda target: bucket.fetch(uri, target)
        raise self._nothing_came()


def _image(jpeg: bytes) -> types.Image:
    return types.Image(image_bytes=jpeg, mime_type=MIME_TYPE)


def _write(target: Path, data: bytes) -> None:
    target.write_bytes(data)
