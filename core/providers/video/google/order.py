"""What a Google model is asked for a clip, in the lengths and shapes that it films, and the price.

A length between two that it films becomes the longer one, more than the longest becomes the
longest; a shape that it does not film becomes the nearest. The segment stage fits both.
"""

from __future__ import annotations

import math
from datetime import date

from core.errors import InvalidInput
from core.models import AspectRatio, Value
from core.providers.model_card import Audio, ModelCard
from core.providers.video.base import ClipRequest


class Order(Value):
    """A clip as the model films it."""

    duration_s: int
    aspect_ratio: AspectRatio
    resolution: str
    has_audio: bool
    price_usd: float


def order_for(
    card: ModelCard, request: ClipRequest, *, resolution: str, wants_audio: bool, on: date
) -> Order:
    """The order that serves a request best. Raises InvalidInput for what the model cannot take."""
    _check_pictures(card, request)
    if resolution not in card.resolutions:
        raise InvalidInput(
            f"{card.id} does not film at {resolution}.", f"Choose one of {', '.join(card.resolutions)}."
        )
    duration_s = card.duration_for(request.duration_s)
    if request.reference_pictures and card.family == "veo":
        duration_s = max(card.durations_s)  # Veo takes reference pictures at its longest only
    has_audio = card.audio is Audio.ALWAYS or (wants_audio and card.audio is Audio.OPTIONAL)
    return Order(
        duration_s=duration_s,
        aspect_ratio=nearest_ratio(request.aspect_ratio, card.aspect_ratios),
        resolution=resolution,
        has_audio=has_audio,
        price_usd=round(card.clip_price_usd(duration_s, resolution, audio=has_audio, on=on), 6),
    )


def _check_pictures(card: ModelCard, request: ClipRequest) -> None:
    """Pictures that a model would ignore are said before anything is paid."""
    if request.first_frame and not card.first_frame:
        raise InvalidInput(f"{card.id} cannot film from a first frame.", _TAKE_AWAY)
    if request.last_frame and not (card.last_frame and request.first_frame):
        alone = card.last_frame and not request.first_frame
        why = "ends a clip in a picture only if it begins in one" if alone else "cannot film to a last frame"
        raise InvalidInput(f"{card.id} {why}.", _TAKE_AWAY)
    given, most = len(request.reference_pictures), card.reference_images
    if given > most:
        takes = f"takes at most {most} reference picture{'s' if most > 1 else ''}, not {given}"
        raise InvalidInput(
            f"{card.id} {takes if most else 'takes no reference pictures'}.",
            f"Take some away on Script, or {_OTHER_MODEL}.",
        )


_OTHER_MODEL = "choose another model in the brief"
_TAKE_AWAY = f"Take the picture away on Clips, or {_OTHER_MODEL}."


def nearest_ratio(wanted: AspectRatio, offered: tuple[AspectRatio, ...]) -> AspectRatio:
    """The offered ratio that a crop to the wanted one leaves most of; of two equal ones the wider.

    Cropping the sides of a wide picture is kinder to heads than cropping top and bottom.
    """
    return min(offered, key=lambda ratio: (round(_lost(wanted, ratio), 6), -_shape(ratio)), default=wanted)


def _lost(wanted: AspectRatio, offered: AspectRatio) -> float:
    return abs(math.log(_shape(wanted) / _shape(offered)))


def _shape(ratio: AspectRatio) -> float:
    return ratio.size.width / ratio.size.height
