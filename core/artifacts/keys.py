"""The key of an artefact: a fingerprint of everything that determines it.

Two artefacts with the same key are the same artefact, whoever asks and whenever. So the
fingerprint is taken of canonical JSON: names sorted, no blanks, one spelling for each
number. Raising a stage's version retires all that its earlier code made.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence

from pydantic import BaseModel, JsonValue

STAGE_VERSIONS: dict[str, int] = {
    "script": 1,
    "narration": 1,
    "clip": 1,
    "focus": 1,
    "glance": 1,
    "glimpse": 1,
    "rewording": 1,
    "mark": 1,
    "picture": 1,
    "music": 1,
    "segment": 4,
    "join": 3,
    "soundtrack": 3,
    "video": 1,
    "still": 1,
}
"""The version of the code that makes each kind; raise it when the same inputs give another result."""

KeyInput = JsonValue | BaseModel | Mapping[str, "KeyInput"] | Sequence["KeyInput"]
"""What a key may be made from: JSON values, and pydantic values for their JSON form."""

_EXACT_INTEGERS = 2**53


def artefact_key(kind: str, inputs: Mapping[str, KeyInput]) -> str:
    """64 hex digits: SHA-256 of the canonical JSON of kind, stage version and inputs.

    Raises KeyError for an unknown kind, ValueError for NaN, infinity and half a surrogate
    pair, TypeError for what is not JSON: all of them mistakes in the program.
    """
    version = stage_version(kind)
    text = canonical_json({"kind": kind, "stage": version, "inputs": inputs})
    return hashlib.sha256(text.encode()).hexdigest()


def stage_version(kind: str) -> int:
    """The version of a kind's stage; raises KeyError naming the kinds there are."""
    try:
        return STAGE_VERSIONS[kind]
    except KeyError:
        raise KeyError(f"no artefact kind {kind!r}; there are {', '.join(STAGE_VERSIONS)}") from None


def canonical_json(value: KeyInput) -> str:
    """The one JSON text of a value: equal values give equal text.

    A whole float is written as an integer (RFC 8785, 3.2.2.3), so a trip through another
    JSON writer that drops ".0" changes no key, and -0.0 is 0.
    """
    return json.dumps(
        _canonical(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def _canonical(value: object) -> JsonValue:
    if isinstance(value, BaseModel):
        return _canonical(value.model_dump(mode="json"))
    if isinstance(value, Mapping):
        return {_name(name): _canonical(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(item) for item in value]
    if isinstance(value, float):
        return _number(value)
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"a {type(value).__name__} cannot be part of a key; give its JSON form")


def _name(name: object) -> str:
    if isinstance(name, str):
        return name
    raise TypeError(f"names in a key's inputs are text, not {type(name).__name__}")


def _number(value: float) -> int | float:
    if not math.isfinite(value):
        raise ValueError("NaN and infinity cannot be part of a key")
    return int(value) if value.is_integer() and abs(value) < _EXACT_INTEGERS else value
