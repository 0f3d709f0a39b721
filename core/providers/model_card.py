"""What is known of one model: what it can do, what it costs, how long it lives."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from pydantic import Field

from core.errors import InvalidInput
from core.models import AspectRatio, ShortText, Value
from core.providers.google.access import Route
from core.providers.prices import Price, Unit, price_in_force

SOON = timedelta(days=60)


class ModelKind(StrEnum):
    """What a model makes."""

    TEXT = "text"
    VIDEO = "video"
    SPEECH = "speech"
    IMAGE = "image"


class Audio(StrEnum):
    """Whether a video model's clips have sound."""

    NEVER = "never"
    OPTIONAL = "optional"
    ALWAYS = "always"


class ModelCard(Value):
    """One entry of the catalogue. Zero and empty mean: not known, or not asked of this kind."""

    id: ShortText = Field(min_length=1)
    kind: ModelKind
    family: ShortText = Field(min_length=1)
    """Models spoken to alike: gemini, veo, omni, gemini_voice, cloud_tts, gemini_image, imagen."""
    routes: tuple[Route, ...] = Field(min_length=1)
    cloud_location: ShortText = ""
    """The only region that has it on Google Cloud."""
    released: date | None = None
    retires: dict[Route, date] = Field(default_factory=dict)
    may_retire_from: date | None = None
    successor: ShortText = ""
    durations_s: tuple[int, ...] = ()
    aspect_ratios: tuple[AspectRatio, ...] = ()
    resolutions: tuple[ShortText, ...] = ()
    audio: Audio = Audio.NEVER
    first_frame: bool = False
    last_frame: bool = False
    """A clip may end in a picture; only one that also begins in one."""
    reference_images: int = Field(default=0, ge=0)
    takes_seed: bool = False
    time_points: bool = False
    """Whether a voice can say when each word sounds."""
    context_tokens: int = Field(default=0, ge=0)
    output_tokens: int = Field(default=0, ge=0)
    request_bytes: int = Field(default=0, ge=0)
    requests_per_min: int = Field(default=0, ge=0)
    usual_wait_s: float = Field(default=0.0, ge=0)
    """Seconds from the order to the answer, until our own calls tell better."""
    price: tuple[Price, ...] = ()
    source: ShortText = Field(min_length=1)
    note: ShortText = ""

    def is_gone(self, today: date, route: Route | None = None) -> bool:
        """Whether it no longer answers on the route, or on none of its routes."""
        routes = self.routes if route is None else (route,)
        return all(each in self.retires and self.retires[each] <= today for each in routes)

    def retires_soon(self, today: date) -> bool:
        """Whether it still answers, but may not in 60 days: an end is announced, or no longer excluded."""
        ends = [*(self.retires.get(route) for route in self.routes), self.may_retire_from]
        near = any(end is not None and end <= today + SOON for end in ends)
        return near and not self.is_gone(today)

    def end_note(self, today: date) -> str:
        """When it ends, in words, if that is near or past; empty for one that stays."""
        announced = [self.retires[route] for route in self.routes if route in self.retires]
        if self.is_gone(today):
            return f"retired {max(announced)}"
        if not self.retires_soon(today):
            return ""
        to_come = [end for end in announced if end > today]
        if to_come:
            return f"retires {min(to_come)}"
        return f"may be retired: promised until {self.may_retire_from}"

    def duration_for(self, wished_s: float) -> int:
        """The shortest length it films that covers the wish, else its longest, in whole seconds.

        Raises InvalidInput when no lengths are known.
        """
        if not self.durations_s:
            raise InvalidInput(f"How long clips {self.id} films is not known.", _OWN_FILE)
        return min((each for each in self.durations_s if each >= wished_s), default=max(self.durations_s))

    def clip_price_usd(self, duration_s: float, resolution: str, *, audio: bool, on: date) -> float:
        """What a clip costs."""
        return duration_s * self._price(Unit.SECOND, on, resolution=resolution, audio=audio)

    def tokens_price_usd(self, tokens_in: int, tokens_out: int, *, on: date) -> float:
        """What reading and writing that many tokens costs; thoughts and audio count as written."""
        return tokens_in * self._price(Unit.INPUT_TOKEN, on) + tokens_out * self._price(Unit.OUTPUT_TOKEN, on)

    def characters_price_usd(self, characters: int, *, on: date) -> float:
        """What speaking that many characters costs."""
        return characters * self._price(Unit.CHARACTER, on)

    def images_price_usd(self, images: int, *, on: date) -> float:
        """What that many pictures cost."""
        return images * self._price(Unit.IMAGE, on)

    def _price(self, unit: Unit, on: date, *, resolution: str = "", audio: bool | None = None) -> float:
        found = price_in_force(self.price, unit, on, resolution=resolution, audio=audio)
        if found is None:
            at = f" at {resolution}" if resolution else ""
            raise InvalidInput(
                f"The price of {self.id} for each {unit.replace('_', ' ')}{at} is not known.", _OWN_FILE
            )
        return found.usd_per_unit


_OWN_FILE = "Choose another model, or add the figure in a catalogue of your own."
