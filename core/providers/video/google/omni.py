"""Gemini Omni through background interactions, with an API key or on Google Cloud.

Omni takes no negative prompt and its clips always have sound; the prompt says what is not
wanted. With a key the clip lies with Google's files; on Google Cloud it is left in a bucket
when one is set, otherwise it comes inside the answer, which holds about 4 MB: a clip that would
hardly fit is turned away before it is ordered.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from core.errors import InvalidInput, ProviderRejected
from core.operations.children import OnFraction
from core.providers.google.access import Route
from core.providers.google.failures import google_failures
from core.providers.image.sending import MIME_TYPE
from core.providers.video.base import ClipRequest, FilmedClip
from core.providers.video.google.delivery import Fetch, deliver
from core.providers.video.google.filming import GoogleFilming
from core.providers.video.google.operation import Operation
from core.providers.video.google.order import Order
from core.providers.video.google.refusals import Refusal

INLINE_BYTES = 4_000_000
"""What an answer holds, as Google says."""

BYTES_PER_S = {"360p": 200_000, "720p": 500_000, "1080p": 1_000_000, "4k": 4_000_000}
"""What a second of film weighs at most, as streaming services have it; Google names no figures."""

_RUNNING = ("in_progress", "queued")


class Omni(GoogleFilming):
    """Films a scene with Gemini Omni; implements `core.providers.video.base.VideoModel`."""

    who: ClassVar[str] = "Gemini Omni"

    def submit(self, request: ClipRequest) -> str:
        """Ask for the clip; the interaction's id with its moment."""
        order = self._order(request)
        content = self._input(request, order)
        client = self._connection.client
        with self._submitting(order):
            started: Any = client.interactions.create(
                model=self._card.id,
                input=content,
                background=True,
                response_format=self._format(order),
                generation_config=self._config(request),
            )
        return self._saved(started.id)

    def collect(
        self, operation: str, request: ClipRequest, target: Path, on_fraction: OnFraction
    ) -> FilmedClip | None:
        """Ask once; a finished clip is fetched, checked and moved to `target` when it is whole."""
        known = Operation.read(operation)
        with google_failures("asking how far the clip is"):
            now = self._connection.client.interactions.get(known.name)
        if now.status in _RUNNING:
            self._stay_patient(known)
            return None
        if now.status != "completed":
            raise self._failed(now)
        fetch = self._fetch(self._delivered(now))
        return deliver(fetch, target, on_fraction, who=self.who, cost_usd=self._order(request).price_usd)

    def cancel(self, operation: str) -> None:
        """Stop a clip that nobody waits for any more."""
        with google_failures("cancelling the clip"):
            self._connection.client.interactions.cancel(Operation.read(operation).name)

    def _order(self, request: ClipRequest) -> Order:
        order = super()._order(request)
        most_s = INLINE_BYTES // BYTES_PER_S.get(order.resolution, BYTES_PER_S["4k"])
        is_inline = self._connection.route is Route.CLOUD and self._bucket is None
        if is_inline and order.duration_s > most_s:
            raise InvalidInput(
                f"Without a bucket, Gemini Omni on Google Cloud delivers at most {most_s} s of film "
                f"at {order.resolution}; this scene needs {order.duration_s} s.",
                "Set VVG_CLIPS_BUCKET, order a smaller size with VVG_VIDEO_RESOLUTION, or shorten the scene.",
            )
        return order

    def _input(self, request: ClipRequest, order: Order) -> Any:
        """The prompt; with pictures, each after its tag's place in the text."""
        pictures = list(self._tagged(request, order))
        prompt = _in_omnis_words(request.prompt)
        if not pictures:
            return prompt
        images = [
            {"type": "image", "mime_type": MIME_TYPE, "data": base64.b64encode(jpeg).decode()}
            for _, jpeg in pictures
        ]
        tags = " ".join(tag for tag, _ in pictures)
        words = {"type": "text", "text": f"{tags} {prompt}"}
        return [{"type": "user_input", "content": [*images, words]}]

    def _tagged(self, request: ClipRequest, order: Order) -> Iterator[tuple[str, bytes]]:
        if request.first_frame:
            yield "<FIRST_FRAME>", self._frame(request.first_frame, order)
        if request.last_frame:
            yield "<LAST_FRAME>", self._frame(request.last_frame, order)
        for number, name in enumerate(request.reference_pictures, start=1):
            yield f"<IMAGE_REF_{number}>", self._reference(name)

    def _format(self, order: Order) -> Any:
        where: dict[str, str] = {"delivery": "uri"}
        if self._connection.route is Route.CLOUD:
            where = (
                {"delivery": "uri", "gcs_uri": self._bucket.uri} if self._bucket else {"delivery": "inline"}
            )
        return {
            "type": "video",
            "aspect_ratio": order.aspect_ratio.value,
            "duration": f"{order.duration_s}s",
            "resolution": order.resolution,
            **where,
        }

    def _config(self, request: ClipRequest) -> Any:
        task = "text_to_video"
        if request.first_frame or request.last_frame:
            task = "image_to_video"
        elif request.reference_pictures:
            task = "reference_to_video"
        seed = {"seed": request.seed} if self._card.takes_seed else {}
        return {"video_config": {"task": task}, **seed}

    def _failed(self, interaction: Any) -> Exception:
        """What a safety refusal of Omni looks like is not published: no reason counts as one."""
        words = " ".join(str(error.message or error.code or "") for error in interaction.errors or ()).strip()
        if not words and interaction.status == "failed":
            return Refusal.of(()).error(self.who)
        return self._failure(words or f"the interaction is {interaction.status}")

    def _delivered(self, interaction: Any) -> Any:
        """The video; a finished answer of words alone is a refusal in prose."""
        video = interaction.output_video
        if video is not None and (video.uri or video.data):
            return video
        if interaction.output_text:
            raise Refusal.of([interaction.output_text]).error(self.who)
        raise self._nothing_came()

    def _fetch(self, video: Any) -> Fetch:
        uri, data, bucket = video.uri, video.data, self._bucket
        if data:
            return lambda target: _write(target, data)
        if uri.startswith("gs://") and bucket:
            return lambda target: bucket.fetch(uri, target)
        return lambda target: self._download(uri, target)

    def _download(self, uri: str, target: Path) -> None:
        if self._connection.route is not Route.KEY or "files/" not in uri:
            raise ProviderRejected(
                f"Gemini Omni left the clip where it cannot be fetched: {uri[:100]}",
                "On Google Cloud, set a bucket for clips; then film the scene again.",
            )
        with google_failures("downloading the clip"):
            self._connection.client.files.download(file=uri, destination=target)


def _in_omnis_words(prompt: str) -> str:
    """A prompt that was made for another model lacks what Omni must be told."""
    if "single continuous shot" not in prompt.casefold():
        prompt = f"Single continuous shot. {prompt}"
    if "no dialogue" not in prompt.casefold():
        prompt = f"{prompt} No dialogue."
    return prompt


def _write(target: Path, data: str) -> None:
    try:
        target.write_bytes(base64.b64decode(data, validate=True))
    except binascii.Error:
        target.write_bytes(b"")  # the check of what came says what is wrong
