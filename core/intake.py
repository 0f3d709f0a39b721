"""The door for briefs: loose fields from a terminal, a file or a form become a request.

Whatever is wrong comes back as one InvalidInput with one plain sentence that names the
field, what was given, and what would be right.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails as PydanticError

from core.errors import InvalidInput
from core.models import MAX_DURATION_S, MIN_DURATION_S, GenerationRequest

M = TypeVar("M", bound=BaseModel)

MAX_BATCH_ROWS = 500
MAX_BATCH_BYTES = 5_000_000
_BATCH_EXTRA = ("video_id",)
_SECONDS = re.compile(
    r"(?<![\d.,:])(\d{1,2})[\s-]?(?:s|secs?|seconds?|segundos?|secondes?|sekunden?|secondi)\b", re.IGNORECASE
)


def parse(model: type[M], fields: Mapping[str, Any]) -> M:
    """The value of those fields; blank ones count as not given. Raises InvalidInput."""
    given = {name: value for name, value in fields.items() if value is not None}
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise InvalidInput(_sentence(model, error.errors()[0]), "Nothing was started.") from error


def read_request(fields: Mapping[str, Any]) -> GenerationRequest:
    """A brief from loose fields; a length named in the prompt counts unless one is given.

    Raises InvalidInput.
    """
    duration_s = fields.get("duration_s") or seconds_named(fields.get("prompt"))
    return parse(GenerationRequest, {**fields, "duration_s": duration_s})


def seconds_named(prompt: object) -> float | None:
    """The length a prompt asks for ("a 30 second spot", "15 s TikTok") if it is one we make."""
    match = _SECONDS.search(prompt) if isinstance(prompt, str) else None
    if match is None or not MIN_DURATION_S <= int(match[1]) <= MAX_DURATION_S:
        return None
    return float(match[1])


def read_batch(path: Path) -> list[tuple[str | None, GenerationRequest]]:
    """The requests of a CSV (with a header) or JSONL file, each with its video id if it names one.

    The whole file is checked before anything starts. Raises InvalidInput with the line's number.
    """
    rows = _rows(path)
    if not rows:
        raise InvalidInput(f"{path.name} holds no briefs.", "Give each a line with at least a prompt.")
    if len(rows) > MAX_BATCH_ROWS:
        raise InvalidInput(
            f"{path.name} holds {len(rows)} briefs; at most {MAX_BATCH_ROWS} are taken at once."
        )
    briefs = []
    for line, row in rows:
        video_id = row.pop("video_id", None) or None
        try:
            briefs.append((video_id, read_request(row)))
        except InvalidInput as error:
            raise InvalidInput(f"{path.name}, line {line}: {error.message}", error.hint) from error
    return briefs


def _rows(path: Path) -> list[tuple[int, dict[str, Any]]]:
    try:
        if path.stat().st_size > MAX_BATCH_BYTES:
            raise InvalidInput(f"{path.name} is larger than {MAX_BATCH_BYTES // 1_000_000} MB.")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InvalidInput(f"{path.name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{path.name} is not UTF-8 text.", "Save it as CSV UTF-8 or JSONL.") from error
    match path.suffix.lower():
        case ".csv":
            return _csv_rows(path.name, text)
        case ".jsonl" | ".ndjson":
            return _json_rows(path.name, text)
    raise InvalidInput(f"{path.name} is neither .csv nor .jsonl.")


def _csv_rows(name: str, text: str) -> list[tuple[int, dict[str, Any]]]:
    try:
        reader = csv.DictReader(io.StringIO(text), strict=True)
        known = {*GenerationRequest.model_fields, *_BATCH_EXTRA}
        unknown = [column for column in reader.fieldnames or () if column not in known]
        if unknown:
            raise InvalidInput(
                f"{name} has a column {unknown[0]!r:.60}.", f"Known: {', '.join(sorted(known))}."
            )
        rows = []
        for row in reader:
            if None in row:
                raise InvalidInput(f"{name}, line {reader.line_num}: more fields than columns.")
            rows.append((reader.line_num, {k: v for k, v in row.items() if v not in (None, "")}))
        return rows
    except csv.Error as error:
        raise InvalidInput(f"{name} is not a readable CSV file: {error}.") from error


def _json_rows(name: str, text: str) -> list[tuple[int, dict[str, Any]]]:
    rows = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InvalidInput(f"{name}, line {number}: not JSON.") from error
        if not isinstance(row, dict):
            raise InvalidInput(
                f'{name}, line {number}: a brief is a JSON object such as {{"prompt": "..."}}.'
            )
        rows.append((number, row))
    return rows


def _sentence(model: type[BaseModel], error: PydanticError) -> str:
    """One sentence for the first thing pydantic found."""
    name = str(error["loc"][0]) if error["loc"] else "input"
    label = name.removesuffix("_s").replace("_", " ")
    given = _short(error.get("input"))
    choices = _choices(model, name)
    if error["type"] == "missing":
        return f"The {label} is missing."
    if error["type"] == "extra_forbidden":
        return f"There is no field called {name[:60]!r}."
    if choices:
        return f"The {label} cannot be {given}; choose one of {', '.join(choices)}."
    if error["type"] == "string_too_long":
        return f"The {label} is too long: at most {error['ctx']['max_length']} characters."
    if error["type"] in (
        "greater_than_equal",
        "less_than_equal",
        "finite_number",
        "float_parsing",
        "float_type",
    ):
        return f"The {label} must be {_range(model, name)}, not {given}."
    message = error["msg"].removeprefix("Value error, ")
    return (
        f"The {label} is wrong: {message}." if label not in message else f"{message[0].upper()}{message[1:]}."
    )


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _choices(model: type[BaseModel], name: str) -> list[str]:
    field = model.model_fields.get(name)
    kinds = (field.annotation, *get_args(field.annotation)) if field else ()
    for kind in kinds:
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return [member.value for member in kind]
    return []


def _range(model: type[BaseModel], name: str) -> str:
    bounds = {type(rule).__name__: rule for rule in model.model_fields[name].metadata}
    low, high = bounds.get("Ge"), bounds.get("Le")
    if low is None or high is None:
        return "a number"
    unit = " seconds" if name.endswith("_s") else ""
    return f"a number from {low.ge:g} to {high.le:g}{unit}"
