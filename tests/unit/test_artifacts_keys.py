"""Keys: the same inputs always give the same key, other inputs another."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from core.artifacts import keys
from core.artifacts.keys import STAGE_VERSIONS, artefact_key, canonical_json
from core.models import AspectRatio, Mood
from core.providers.video.base import ClipRequest

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT
JSON: st.SearchStrategy[JsonValue] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)
INPUTS = st.dictionaries(TEXT, JSON, min_size=1, max_size=5)


def reordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: reordered(item) for name, item in reversed(value.items())}
    return [reordered(item) for item in value] if isinstance(value, list) else value


def told_apart(value: Any) -> Any:
    """A form in which values are equal only if they are the same JSON: True is not 1."""
    if isinstance(value, dict):
        return {name: told_apart(item) for name, item in value.items()}
    if isinstance(value, list):
        return [told_apart(item) for item in value]
    return (isinstance(value, bool), value)


@given(INPUTS)
def test_the_order_of_names_does_not_matter(inputs: dict[str, Any]) -> None:
    assert artefact_key("clip", inputs) == artefact_key("clip", reordered(inputs))


@given(INPUTS, JSON, st.data())
def test_any_changed_value_changes_the_key(
    inputs: dict[str, Any], changed: JsonValue, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(inputs)))
    same = told_apart(inputs[name]) == told_apart(changed)
    keys_are_equal = artefact_key("clip", inputs) == artefact_key("clip", {**inputs, name: changed})
    assert keys_are_equal == same


@given(INPUTS, TEXT)
def test_a_further_input_changes_the_key(inputs: dict[str, Any], name: str) -> None:
    if name not in inputs:
        assert artefact_key("clip", inputs) != artefact_key("clip", {**inputs, name: None})


@given(INPUTS)
def test_a_key_survives_a_trip_of_its_inputs_through_json(inputs: dict[str, Any]) -> None:
    assert artefact_key("clip", json.loads(json.dumps(inputs))) == artefact_key("clip", inputs)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_in_canonical_json_reads_back_as_itself(number: float) -> None:
    assert json.loads(canonical_json([number]))[0] == number


def test_a_key_is_64_hex_digits_and_stays_the_same_between_versions_of_python() -> None:
    key = artefact_key("clip", {"prompt": "A calm sea · 静かな海 🌊", "seconds": 4.5, "seed": 7})
    assert key == "2a72e47f21e4dce6e863f83f229598f3ef90de49062f3da1b447ef50f29a71b1"


def test_canonical_json_is_sorted_has_no_blanks_and_keeps_other_scripts() -> None:
    assert canonical_json({"b": [1.0, -0.0, 0.5], "a": "é\n"}) == '{"a":"é\\n","b":[1,0,0.5]}'


def test_minus_zero_is_zero_and_a_whole_float_is_its_integer() -> None:
    assert artefact_key("clip", {"x": -0.0}) == artefact_key("clip", {"x": 0.0})
    assert artefact_key("clip", {"x": 20.0}) == artefact_key("clip", {"x": 20})


def test_true_is_not_one() -> None:
    assert artefact_key("clip", {"x": True}) != artefact_key("clip", {"x": 1})


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_not_a_number_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="cannot be part of a key"):
        artefact_key("clip", {"x": [{"y": number}]})


@pytest.mark.parametrize("thing", [b"bytes", {1, 2}, object(), 1 + 2j])
def test_what_is_not_json_is_refused(thing: Any) -> None:
    with pytest.raises(TypeError, match="cannot be part of a key"):
        artefact_key("clip", {"x": thing})


def test_a_name_that_is_not_text_is_refused_since_json_would_make_it_text() -> None:
    inputs: Any = {"x": {1: "a"}}
    with pytest.raises(TypeError, match="names"):
        artefact_key("clip", inputs)


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        artefact_key("clip", {"x": "\ud800"})


def test_a_pydantic_value_stands_for_its_json() -> None:
    request = ClipRequest(
        prompt='{\\an8} "%{}" שלום', duration_s=4, aspect_ratio=AspectRatio.TALL, mood=Mood.WARM
    )
    as_value = artefact_key("clip", {"requests": (request,), "mood": Mood.WARM})
    as_json = artefact_key("clip", {"requests": [request.model_dump(mode="json")], "mood": "warm"})
    assert as_value == as_json


def test_every_kind_has_keys_of_its_own() -> None:
    assert len({artefact_key(kind, {"x": 1}) for kind in STAGE_VERSIONS}) == len(STAGE_VERSIONS)


def test_an_unknown_kind_is_a_mistake_that_names_the_known_ones() -> None:
    with pytest.raises(KeyError, match="soundtrack"):
        artefact_key("clips", {})


def test_raising_a_stage_version_retires_its_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    clip, segment = artefact_key("clip", {"x": 1}), artefact_key("segment", {"x": 1})
    monkeypatch.setitem(keys.STAGE_VERSIONS, "clip", STAGE_VERSIONS["clip"] + 1)
    assert artefact_key("clip", {"x": 1}) != clip
    assert artefact_key("segment", {"x": 1}) == segment
