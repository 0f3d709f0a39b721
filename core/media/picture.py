"""The picture of any clip in the delivery format: size, shape, colour.

Shapes that are near enough are scaled to cover the frame and cropped in the centre. When
that would lose more than half of the picture, it is shown whole, above a blurred and
darkened copy of itself. Colours become BT.709 in video range; HDR is tone-mapped.
"""

from __future__ import annotations

import math

from core.media.probe import UNKNOWN, VideoStream
from core.models import FrameSize

MIN_KEPT = 0.5
"""Share of the picture that a crop must keep."""

HDR_TRANSFERS = ("smpte2084", "arib-std-b67")

_BACKDROP_SCALE = 8
_TAGS = "setsar=1,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
_TONE_MAP = (
    "zscale=transfer=linear:npl=203,format=gbrpf32le,zscale=primaries=bt709,tonemap=mobius:desat=0,"
    "zscale=transfer=bt709:matrix=bt709:range=tv,format=yuv420p"
)
"""203 cd/m² is the reference white of HDR programmes (ITU-R BT.2408)."""
_MATRIX_NAMES = {"bt470bg": "bt470", "bt2020nc": "bt2020", "bt2020c": "bt2020"}


def normalise(video: VideoStream, size: FrameSize, label: str) -> str:
    """A chain of filters; `label` keeps the names of its inner links apart from others'."""
    if _is_delivery(video, size):
        return _TAGS
    colour = _colour(video)
    tone_map = f"{_TONE_MAP}," if video.transfer in HDR_TRANSFERS else ""
    shape = _cover if _kept_by_crop(video, size) >= MIN_KEPT else _backdrop
    return f"{tone_map}{shape(video, size, colour, label)},format=yuv420p,{_TAGS}"


def _is_delivery(video: VideoStream, size: FrameSize) -> bool:
    return (
        (video.width, video.height) == size
        and video.has_square_pixels
        and (video.pix_fmt, video.matrix, video.colour_range) == ("yuv420p", "bt709", "tv")
        and video.transfer not in HDR_TRANSFERS
    )


def _kept_by_crop(video: VideoStream, size: FrameSize) -> float:
    shapes = sorted((video.width / video.height, size.width / size.height))
    return shapes[0] / shapes[1]


def _cover(video: VideoStream, size: FrameSize, colour: str, label: str) -> str:  # noqa: ARG001 - one signature
    factor = max(size.width / video.width, size.height / video.height)
    wide, high = (
        max(size.width, _even_up(video.width * factor)),
        max(size.height, _even_up(video.height * factor)),
    )
    return f"scale={wide}:{high}:{colour},crop={size.width}:{size.height}"


def _backdrop(video: VideoStream, size: FrameSize, colour: str, label: str) -> str:
    small = FrameSize(_even_up(size.width / _BACKDROP_SCALE), _even_up(size.height / _BACKDROP_SCALE))
    factor = min(size.width / video.width, size.height / video.height)
    wide, high = (
        min(size.width, _even_up(video.width * factor)),
        min(size.height, _even_up(video.height * factor)),
    )
    return (
        f"split[{label}_front][{label}_back];"
        f"[{label}_back]{_cover(video, small, colour, label)},format=yuv420p,gblur=sigma=5,"
        f"lutyuv=y='16+(val-16)*0.6',scale={size.width}:{size.height}:flags=bicubic[{label}_soft];"
        f"[{label}_front]scale={wide}:{high}:{colour},format=yuv420p[{label}_sharp];"
        f"[{label}_soft][{label}_sharp]overlay=x=(W-w)/2:y=(H-h)/2"
    )


def _colour(video: VideoStream) -> str:
    """Options of `scale`. An untagged clip is taken as players take it: by its height."""
    if video.transfer in HDR_TRANSFERS:
        return "flags=bicubic"
    matrix = video.matrix
    if matrix == UNKNOWN:
        matrix = "bt709" if min(video.width, video.height) >= 720 else "smpte170m"
    source = "" if matrix == "gbr" else f":in_color_matrix={_MATRIX_NAMES.get(matrix, matrix)}"
    return f"flags=bicubic{source}:out_color_matrix=bt709:out_range=tv"


def _even_up(length: float) -> int:
    return max(2, 2 * math.ceil(length / 2 - 1e-9))
