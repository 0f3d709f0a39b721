"""A picture file as plain pixels: upright, opaque, 8 bits, sRGB, and no larger than needed.

Large files are reduced while they are read, so that memory stays bounded by `MAX_PIXELS`.
"""

from __future__ import annotations

import io
import math
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, UnidentifiedImageError

from core.errors import InvalidInput

MAX_PIXELS = 50_000_000
FORMATS = ("PNG", "JPEG", "WEBP")
_PAPER = (255, 255, 255)
"""What shows through transparent parts."""

_HINT = "Use another picture: PNG, JPEG or WebP."


def read_picture(path: Path, enough_px: int) -> Image.Image:
    """RGB pixels; the shorter side is not reduced below `enough_px`. Raises InvalidInput."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own limit comes first
            with Image.open(path, formats=FORMATS) as image:
                _check_size(path, image)
                image.draft("RGB", _reduced_size(image, enough_px))
                return _plain(image, enough_px)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise InvalidInput(f"{path.name} is no picture that can be read.", _HINT) from error


def _check_size(path: Path, image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise InvalidInput(
            f"{path.name} is {image.width}×{image.height} pixels; that is too large.",
            "Use a smaller picture.",
        )


def _reduced_size(image: Image.Image, enough_px: int) -> tuple[int, int]:
    factor = _factor(image, enough_px)
    return math.ceil(image.width / factor), math.ceil(image.height / factor)


def _factor(image: Image.Image, enough_px: int) -> int:
    return max(1, min(image.size) // max(1, enough_px))


def _plain(image: Image.Image, enough_px: int) -> Image.Image:
    profile, turned = image.info.get("icc_profile"), image.getexif().get(_ORIENTATION, 1)
    plain = _eight_bits(image)
    if (factor := _factor(plain, enough_px)) > 1:
        plain = plain.reduce(factor)
    plain = _srgb(_opaque(plain), profile)
    return plain.transpose(_TURNS[turned]) if turned in _TURNS else plain


_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each orientation of EXIF 2.32, section 4.6.4."""


def _eight_bits(image: Image.Image) -> Image.Image:
    """RGB or RGBA. Pillow itself would clip 16 bits to white instead of scaling them."""
    if image.mode.startswith("I"):
        image = Image.fromarray((np.asarray(image).astype(np.uint32) >> 8).astype(np.uint8))
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    return image.convert("RGBA" if has_alpha else "RGB")


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    paper = Image.new("RGB", image.size, _PAPER)
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours of a wide-gamut photo as sRGB; a damaged profile, or one of another kind, is ignored."""
    if not profile:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB")) or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
