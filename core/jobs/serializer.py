"""What the job database holds: JSON, never pickle.

Errors travel from a child workflow to its parent as their kind, message and hint, so an
`InvalidInput` raised on another machine is an `InvalidInput` again here.
"""

from __future__ import annotations

import json
from typing import Any

from dbos import Serializer

from core.errors import AppError, error_of_kind
from core.secret_values import masked

_ERROR = "__error__"


class JsonSerializer(Serializer):
    """DBOS's serializer port over plain JSON values and our errors."""

    def serialize(self, data: Any) -> str:
        return json.dumps(data, ensure_ascii=False, default=_encode, allow_nan=False)

    def deserialize(self, serialized_data: str) -> Any:
        return json.loads(serialized_data, object_hook=_decode)

    def name(self) -> str:
        return "vvg_json"


def _encode(value: object) -> Any:
    if isinstance(value, AppError):
        said = {"message": value.message, "hint": value.hint, "retry_after_s": value.retry_after_s}
        return {_ERROR: value.kind, **said}
    if isinstance(value, BaseException):
        # A bug's text stays in the log; the database keeps what kind of bug it was.
        return {_ERROR: type(value).__name__, "message": masked(str(value))[:500], "hint": ""}
    raise TypeError(f"{type(value).__name__} does not belong into the job database")


def _decode(value: dict[str, Any]) -> Any:
    if _ERROR in value:
        return error_of_kind(value[_ERROR], value["message"], value["hint"], value.get("retry_after_s"))
    return value
