"""Pictures that go along with a prompt."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from core.errors import NotFound
from core.models import AspectRatio
from core.providers.image.reading import read_picture

OpenPicture = Callable[[str], Path]
"""From a `PictureId` to its file. Raises NotFound."""

MIME_TYPE = "image/jpeg"
_SHORT_SIDE_PX = 1080
_QUALITY = 92


def open_upload(folder: Path, name: str) -> Path:
    """A picture among the uploads, by the name it was kept under. Raises NotFound."""
    path = folder / Path(name).name
    return path if path.is_file() else no_pictures(name)


def no_pictures(picture_id: str) -> Path:
    """For where there are none."""
    raise NotFound(f"There is no picture {picture_id[:80]}.", "Choose the picture again.")


def jpeg_of(path: Path, shape: AspectRatio | None = None, short_side_px: int = _SHORT_SIDE_PX) -> bytes:
    """The picture upright and opaque, a few MB at most; the middle of it where a `shape` is wanted.

    What a camera wrote beside it, such as the place, does not leave this machine. Raises InvalidInput.
    """
    data = io.BytesIO()
    picture = read_picture(path, short_side_px)
    _cropped(picture, shape).save(data, "JPEG", quality=_QUALITY)
    return data.getvalue()


def _cropped(picture: Image.Image, shape: AspectRatio | None) -> Image.Image:
    if shape is None:
        return picture
    wide, high = shape.size
    width = min(picture.width, round(picture.height * wide / high))
    height = min(picture.height, round(picture.width * high / wide))
    left, top = (picture.width - width) // 2, (picture.height - height) // 2
    return picture.crop((left, top, left + width, top + height))
