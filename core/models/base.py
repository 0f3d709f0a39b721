"""What all values share: frozen, strict about what they are given, text cleaned on the way in."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Value(BaseModel):
    """A frozen value: unknown fields, NaN and infinity are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def is_empty(value: Any) -> bool:
    """For `exclude_if` of fields that came later: empty ones stay out of the JSON, so older keys live on."""
    return not value


def clean_text(text: str) -> str:
    """Text as data: NFC, no control or private characters, blanks folded to one space.

    Joiners that scripts and emoji need (ZWJ, ZWNJ, variation selectors) stay.
    """
    text = unicodedata.normalize("NFC", text)
    if not text.isprintable():  # most texts are, and need no look at each character
        kept = (" " if c in "\t\n\r\v\f\u2028\u2029" else c for c in text)
        text = "".join(c for c in kept if c in "\u200c\u200d" or unicodedata.category(c) not in _INVISIBLE)
    return re.sub(r"\s+", " ", text).strip()


_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}

ShortText = Annotated[str, Field(max_length=200), AfterValidator(clean_text)]
LongText = Annotated[str, Field(max_length=2_000), AfterValidator(clean_text)]

_VIDEO_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def is_video_id(text: str) -> bool:
    """Whether it can be one."""
    return _VIDEO_ID.fullmatch(text) is not None


def _check_video_id(video_id: str) -> str:
    if not is_video_id(video_id):
        raise ValueError(
            "a video id is 1 to 64 letters, digits, '-' or '_', and starts with a letter or digit"
        )
    return video_id


VideoId = Annotated[str, AfterValidator(_check_video_id)]

SceneId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$")]

JsonDict = dict[str, Any]
