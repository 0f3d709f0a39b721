"""The catalogue: every model the product knows, read from `catalogue.toml` and a user's file over it.

Prices, lengths, limits and ends of models change faster than code: they stand only there.
A model that is gone is still listed, so that asking for it can name its successor.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError, model_validator

from core.errors import InvalidInput
from core.models import JsonDict, ShortText, Value
from core.providers.google.access import Route
from core.providers.limit import Limit, Measure, Period
from core.providers.model_card import ModelCard, ModelKind

BUILT_IN = Path(__file__).with_name("catalogue.toml")
MOST_BYTES = 1_000_000


class Defaults(Value):
    """The models that serve when no setting names one."""

    script: ShortText
    refine: ShortText
    video_cloud: ShortText
    video_key: ShortText
    voice: ShortText
    gemini_voice: ShortText
    image: ShortText


class Catalogue(Value):
    """All models by their ids, which of them serve by default, and the providers' quotas."""

    cards: dict[str, ModelCard]
    defaults: Defaults
    quotas: tuple[Limit, ...] = ()

    def model(self, model_id: str) -> ModelCard:
        """The card of a model, gone or not. Raises InvalidInput for an id nobody knows."""
        try:
            return self.cards[model_id]
        except KeyError as error:
            raise InvalidInput(
                f"There is no model {model_id!r} in the catalogue.",
                "Choose one of: " + ", ".join(sorted(self.cards)) + ".",
            ) from error

    def models(self, kind: ModelKind | None = None, route: Route | None = None) -> tuple[ModelCard, ...]:
        """The models of a kind on a route, in the catalogue's order; those that are gone too."""
        return tuple(
            card
            for card in self.cards.values()
            if kind in (None, card.kind) and (route is None or route in card.routes)
        )

    def usable(self, model_id: str, today: date, route: Route | None = None) -> ModelCard:
        """The card of a model that answers today, on that route if one is given.

        Raises InvalidInput when it is unknown, not on the route, or gone: then with its successor's name.
        """
        card = self.model(model_id)
        if route is not None and route not in card.routes:
            raise InvalidInput(
                f"{model_id} cannot be reached {_BY[route]}.",
                f"It is reached {_BY[card.routes[0]]}; set that up or choose another model.",
            )
        if card.is_gone(today, route):
            end = max(card.retires[each] for each in card.routes if route in (None, each))
            heir = self._heir(card, today)
            raise InvalidInput(
                f"{model_id} was retired on {end}.",
                f"Choose its successor {heir.id}." if heir else "Choose another model.",
            )
        return card

    def reachable(self, model_id: str, routes: Sequence[Route], today: date) -> tuple[ModelCard, Route]:
        """The card of a model and the first of our routes on which it answers today.

        Raises InvalidInput when there is none, as `usable` does.
        """
        open_routes = [route for route in routes if route in self.model(model_id).routes]
        for route in open_routes:
            if not self.model(model_id).is_gone(today, route):
                return self.model(model_id), route
        card = self.usable(model_id, today, open_routes[0] if open_routes else None)
        ways = " or ".join(_BY[route] for route in card.routes)
        raise InvalidInput(f"{model_id} is reached {ways}, which is not set up.", _SET_UP)

    @property
    def limits(self) -> tuple[Limit, ...]:
        """The quotas, and those requests a minute that the cards know of."""
        each = (
            Limit(
                id=f"requests-a-minute:{card.id}",
                title=f"a minute to {card.id}",
                measure=Measure.REQUESTS,
                most=card.requests_per_min,
                period=Period.MINUTE,
                model=card.id,
                source=card.source,
            )
            for card in self.cards.values()
            if card.requests_per_min
        )
        return (*self.quotas, *each)

    def retires_soon(self, today: date) -> tuple[ModelCard, ...]:
        """Models that still answer, but may not in 60 days."""
        return tuple(card for card in self.cards.values() if card.retires_soon(today))

    def _heir(self, card: ModelCard, today: date) -> ModelCard | None:
        """The next in line that is not gone itself."""
        heir = self.cards.get(card.successor)
        seen = {card.id}
        while heir and heir.is_gone(today) and heir.id not in seen:
            seen.add(heir.id)
            heir = self.cards.get(heir.successor)
        return heir if heir and not heir.is_gone(today) else None

    @model_validator(mode="after")
    def _names_are_known(self) -> Catalogue:
        for name in (*self.defaults.model_dump().values(), *(c.successor for c in self.cards.values())):
            if name and name not in self.cards:
                raise ValueError(f"it names {name!r}, which is no model of the catalogue")
        return self


_BY = {Route.KEY: "with an API key", Route.CLOUD: "through Google Cloud"}


_SET_UP = "Set GOOGLE_API_KEY, or GOOGLE_CLOUD_PROJECT with an account, or choose another model."


def load_catalogue(user_file: Path | None = None) -> Catalogue:
    """The built-in catalogue with the user's file laid over it.

    Raises InvalidInput that names the file and what is wrong with it.
    """
    merged = _read(BUILT_IN)
    if user_file is None:
        return _checked(merged, BUILT_IN)
    return _checked(_laid_over(merged, _read(user_file), user_file), user_file)


def _read(file: Path) -> JsonDict:
    try:
        with file.open("rb") as stream:
            raw = stream.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise _damaged(file, f"it is larger than {MOST_BYTES:,} bytes")
        return tomllib.loads(raw.decode("utf-8"))
    except OSError as error:
        raise _damaged(file, error.strerror or "it cannot be read") from error
    except (ValueError, RecursionError) as error:
        raise _damaged(file, str(error)) from error


def _laid_over(base: JsonDict, user: JsonDict, file: Path) -> JsonDict:
    """The base with the user's defaults, sources, models and quotas; a known one keeps what is not named."""
    for name, wanted in _SHAPE.items():
        if not isinstance(user.get(name, wanted()), wanted):
            raise _damaged(file, f"{name} is no {_SHAPE_NAMES[wanted]}")
    unknown = sorted(set(user) - set(_SHAPE))
    if unknown:
        raise _damaged(file, f"{unknown[0]} is not known; there are {', '.join(_SHAPE)}")
    return {
        "defaults": base["defaults"] | user.get("defaults", {}),
        "source": base["source"] | user.get("source", {}),
        "model": _by_id(base, user, "model", file),
        "quota": _by_id(base, user, "quota", file),
    }


def _by_id(base: JsonDict, user: JsonDict, name: str, file: Path) -> list[JsonDict]:
    """The base's entries of that name, each with what the user's file says of it, and the user's own."""
    entries = {str(entry["id"]): entry for entry in base[name]}
    for entry in user.get(name, []):
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
            raise _damaged(file, f"a [[{name}]] has no id")
        entries[entry["id"]] = entries.get(entry["id"], {}) | entry
    return list(entries.values())


_SHAPE: dict[str, type[Any]] = {"defaults": dict, "source": dict, "model": list, "quota": list}
_SHAPE_NAMES: dict[type[Any], str] = {dict: "table", list: "list of tables"}


def _checked(raw: JsonDict, file: Path) -> Catalogue:
    cards = {model["id"]: _with_sources(model, raw["source"]) for model in raw["model"]}
    try:
        return Catalogue.model_validate({"cards": cards, "defaults": raw["defaults"], "quotas": raw["quota"]})
    except ValidationError as error:
        first = error.errors()[0]
        where = " ".join(str(part) for part in first["loc"])
        what = first["msg"].removeprefix("Value error, ")
        raise _damaged(file, f"{where}: {what}" if where else what) from error


def _with_sources(model: JsonDict, sources: JsonDict) -> JsonDict:
    """The model with names of sources written out; a source that is no name stands for itself."""

    def written_out(entry: Any) -> Any:
        named = isinstance(entry, dict) and isinstance(entry.get("source"), str)
        return {**entry, "source": sources.get(entry["source"], entry["source"])} if named else entry

    prices = model.get("price", [])
    prices = [written_out(price) for price in prices] if isinstance(prices, list) else prices
    return {**written_out(model), "price": prices}


def _damaged(file: Path, what: str) -> InvalidInput:
    return InvalidInput(
        f"The catalogue {file.name} cannot be used: {what[:300]}.",
        "Correct the file; the built-in catalogue.toml shows the shape.",
    )
