"""Rows that come from a file: held against the values they stand for before they become history.

A history is read far from where it was written, perhaps after somebody's editor. A row that no
record could be made of would break every list it is in; an id or a path that leads elsewhere
would lead there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from core.errors import InvalidInput
from core.models import (
    ErrorDetails,
    GenerationRequest,
    GenerationResult,
    JsonDict,
    ProgressUpdate,
    VideoClip,
    VideoScript,
)
from core.storage.records import Looks, VideoStatus
from core.storage.renders import inside
from core.storage.repository import checked_video_id

_VALUES: Mapping[tuple[str, str], type[BaseModel]] = {
    ("videos", "request"): GenerationRequest,
    ("videos", "looks"): Looks,
    ("script_versions", "script"): VideoScript,
    ("takes", "clip"): VideoClip,
    ("renders", "result"): GenerationResult,
    ("renders", "error"): ErrorDetails,
    ("progress", "update"): ProgressUpdate,
}
_PATHS = (("videos", "poster_path"), ("videos", "final_path"))


def check_row(table: str, row: JsonDict) -> None:
    """Raises InvalidInput for a row that no record could be made of, or that leads out of the data folder."""
    try:
        if table == "videos":
            checked_video_id(row["video_id"])
        for name, value in row.items():
            _check(table, name, value)
    except (ValidationError, ValueError, TypeError) as error:
        raise InvalidInput("The file holds a row that is no history.", "Nothing was changed.") from error


def _check(table: str, name: str, value: Any) -> None:
    model = _VALUES.get((table, name))
    if model is not None and value is not None:
        model.model_validate(value)
    if (table, name) in _PATHS and value is not None:
        inside(value)
    if name == "status":
        VideoStatus(value)
