"""Pictures that go along with a prompt."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from core.errors import NotFound
from core.providers.image.reading import read_picture

OpenPicture = Callable[[str], Path]
"""From a `PictureId` to its file. Raises NotFound."""

MIME_TYPE = "image/jpeg"
_SHORT_SIDE_PX = 1080
_QUALITY = 92


def no_pictures(picture_id: str) -> Path:
    """For where there are none."""
    raise NotFound(f"There is no picture {picture_id[:80]}.", "Choose the picture again.")


def jpeg_of(path: Path) -> bytes:
    """The picture upright and opaque, a few MB at most.

    What a camera wrote beside it, such as the place, does not leave this machine. Raises InvalidInput.
    """
    data = io.BytesIO()
    read_picture(path, _SHORT_SIDE_PX).save(data, "JPEG", quality=_QUALITY)
    return data.getvalue()
