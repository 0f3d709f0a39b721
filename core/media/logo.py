"""A brand's logo over the picture: small, in an upper corner of the safe zone, visible on any ground.

The lower corners belong to captions and to the platforms' own texts. Around the logo lies a soft halo
of the opposite brightness, so that a white one stands out on white and a black one on black.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.errors import MediaError
from core.media.ffmpeg import logo_input
from core.media.safe_zones import safe_zone
from core.media.uploads import IMAGE_FORMATS
from core.models import AspectRatio, Corner, FrameSize, Platform

MOST_WIDE, MOST_HIGH = 0.26, 0.085
"""Of the frame's shorter side: about what broadcasters' marks take."""
_HALO, _HALO_OPACITY = 0.014, 0.6
"""Half of how far the halo reaches, of the shorter side."""

Ink = NDArray[np.uint8]


class Mark(NamedTuple):
    """A logo as it is laid over frames: a picture with transparency, and its place in pixels."""

    path: Path
    x: int
    y: int

    @property
    def input_args(self) -> list[str]:
        """Arguments that open it beside the clips."""
        return logo_input(self.path)

    def over(self, source: int, below: str, above: str) -> str:
        """A filter fragment: the mark, ffmpeg's input number `source`, over `[below]` gives `[above]`."""
        ink = "scale=out_color_matrix=bt709:out_range=tv,format=yuva420p"
        return f"[{source}:v]{ink}[mark];[{below}][mark]overlay={self.x}:{self.y}:format=yuv420[{above}]"


def draw_mark(logo: Path, target: Path, size: FrameSize) -> FrameSize:
    """Write the logo as it stands in such frames, a PNG with its halo; its size. Raises MediaError."""
    ink = _trimmed(_opened(logo))
    most = MOST_WIDE * min(size), MOST_HIGH * min(size)
    height, width = ink.shape[:2]
    factor = min(most[0] / width, most[1] / height)
    small = (max(2, round(width * factor)), max(2, round(height * factor)))
    finely = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    scaled = cv2.resize(_premultiplied(ink), small, interpolation=finely).astype(np.float32)
    drawn = _with_halo(scaled, _reach(size))
    if not cv2.imwrite(str(target), cv2.cvtColor(drawn, cv2.COLOR_RGBA2BGRA)):
        raise MediaError("The logo could not be drawn.", "Use another file.")
    return FrameSize(drawn.shape[1], drawn.shape[0])


def place_of(mark: FrameSize, size: FrameSize, platform: Platform, corner: Corner) -> tuple[int, int]:
    """The mark's left and top in pixels: its ink in its corner of what the platform leaves free."""
    zone = safe_zone(platform, AspectRatio.nearest(size))
    halo = 2 * _reach(size)
    left, right = zone.left * size.width - halo, zone.right * size.width + halo - mark.width
    x = left if corner is Corner.TOP_LEFT else right
    return _even(x), _even(zone.top * size.height - halo)


def _reach(size: FrameSize) -> int:
    return max(1, round(_HALO * min(size)))


def _even(length: float) -> int:
    """Colour has half the picture's size."""
    return max(0, round(length / 2) * 2)


def _opened(logo: Path) -> Ink:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its pixels were counted when it was brought
            with Image.open(logo, formats=IMAGE_FORMATS) as image:
                return np.asarray(image.convert("RGBA"), np.uint8)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise MediaError("The logo cannot be read any more.", "Bring it again.") from error


def _trimmed(ink: Ink) -> Ink:
    """Without the empty border around it; all of it where nothing is drawn."""
    left, top, width, height = cv2.boundingRect((ink[..., 3] > 8).astype(np.uint8))
    return ink[top : top + height, left : left + width] if width else ink


def _premultiplied(ink: Ink) -> NDArray[np.float32]:
    alpha = ink[..., 3:].astype(np.float32) / 255
    return np.concatenate([ink[..., :3] * alpha, ink[..., 3:].astype(np.float32)], axis=2)


def _with_halo(ink: NDArray[np.float32], reach: int) -> Ink:
    """The premultiplied ink over its halo, with straight transparency again."""
    room = 2 * reach
    ink = np.pad(ink, ((room, room), (room, room), (0, 0)))
    alpha = np.clip(ink[..., 3:] / 255, 0, 1).astype(np.float32)
    grown = cv2.dilate(alpha, np.ones((reach, reach), np.uint8))
    halo = np.clip(cv2.GaussianBlur(grown, (0, 0), reach / 2), 0, 1)[..., None] * _HALO_OPACITY
    tone = 0.0 if _brightness(ink, alpha) > 127 else 255.0
    behind = halo * (1 - alpha)
    whole = alpha + behind
    colour = (np.clip(ink[..., :3], 0, 255) + tone * behind) / np.maximum(whole, 1e-6)
    return np.concatenate([np.clip(colour, 0, 255), whole * 255], axis=2).round().astype(np.uint8)


def _brightness(ink: NDArray[np.float32], alpha: NDArray[np.float32]) -> float:
    """How bright what is drawn is, 0 to 255 (ITU-R BT.709-6, 3.2)."""
    luma = ink[..., :3] @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    return float(luma.sum()) / max(float(alpha.sum()), 1e-6)
