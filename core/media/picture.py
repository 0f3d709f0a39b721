"""The picture of any clip in the delivery format: size, shape, colour.

Shapes that are near enough are scaled to cover the frame and cropped around their focus, else in the
centre: even from 16:9 to 9:16, where a third is kept. What is wider still is shown whole, above a
blurred and darkened copy of itself. Colours become BT.709 in video range; HDR is tone-mapped, a wide
gamut narrowed, interlaced fields are made frames.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from core.media.focus import kept_share
from core.media.probe import UNKNOWN, VideoStream
from core.models import FrameSize

MIN_KEPT = 0.3
"""Share of the picture that a crop must keep; 16:9 to 9:16 keeps 0.316."""

Glide = Sequence[tuple[float, float, float]]
"""(frame of the chain, x, y): the view's middle in shares of the picture, in order, steadily in between."""

MIDDLE: Glide = ((0.0, 0.5, 0.5),)

HDR_TRANSFERS = ("smpte2084", "arib-std-b67")

_BACKDROP_SCALE = 8
_TAGS = "setsar=1,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
_TONE_MAP = (
    "zscale=transfer=linear:npl=203,format=gbrpf32le,zscale=primaries=bt709,tonemap=mobius:desat=0,"
    "zscale=transfer=bt709:matrix=bt709:range=tv,format=yuv420p"
)
"""203 cd/m² is the reference white of HDR programmes (ITU-R BT.2408)."""
_WIDE_GAMUTS = ("bt2020", "smpte432")
_NARROW = "zscale=matrix=bt709:primaries=bt709:transfer=bt709:range=tv,format=yuv420p"
_MATRIX_NAMES = {"bt470bg": "bt470", "bt2020nc": "bt2020", "bt2020c": "bt2020"}


def normalise(video: VideoStream, size: FrameSize, label: str, view: Glide = MIDDLE) -> str:
    """A chain of filters; `label` keeps the names of its inner links apart from others'.

    `view` is where a crop looks.
    """
    if _is_delivery(video, size):
        return _TAGS
    shape = _cover(video, size, view) if is_cropped(video, size) else _backdrop(video, size, label)
    before = ("bwdif=mode=send_frame," if video.is_interlaced else "") + _narrowed(video)
    return f"{before}{shape},format=yuv420p,{_TAGS}"


def is_cropped(video: VideoStream, size: FrameSize) -> bool:
    """Whether the picture fills the frame, at the loss of its sides; else it is shown whole."""
    return kept_share(FrameSize(video.width, video.height), size) >= MIN_KEPT


def _is_delivery(video: VideoStream, size: FrameSize) -> bool:
    return (
        (video.width, video.height) == size
        and video.has_square_pixels
        and (video.pix_fmt, video.matrix, video.colour_range) == ("yuv420p", "bt709", "tv")
        and not (_narrowed(video) or video.is_interlaced)
    )


def _cover(video: VideoStream, size: FrameSize, view: Glide = MIDDLE) -> str:
    factor = max(size.width / video.width, size.height / video.height)
    wide, high = (
        max(size.width, _even_up(video.width * factor)),
        max(size.height, _even_up(video.height * factor)),
    )
    scaled = f"scale={wide}:{high}:{_colour(video)}"
    if view == MIDDLE:
        return f"{scaled},crop={size.width}:{size.height}"
    x, y = (f"clip(i{side}*({_glide(view, axis)})-o{side}/2,0,i{side}-o{side})" for axis, side in _AXES)
    return f"{scaled},crop={size.width}:{size.height}:x='{x}':y='{y}':exact=1"


_AXES = ((1, "w"), (2, "h"))


def _glide(view: Glide, axis: int) -> str:
    """An expression of the frame's number `n`: steady from each place to the next."""
    moves = [
        f"{after[axis] - before[axis]:+.4f}*clip((n-({before[0]:.2f}))/{after[0] - before[0]:.2f},0,1)"
        for before, after in pairwise(view)
        if after[axis] != before[axis]
    ]
    return f"{view[0][axis]:.4f}{''.join(moves)}"


def _backdrop(video: VideoStream, size: FrameSize, label: str) -> str:
    small = FrameSize(_even_up(size.width / _BACKDROP_SCALE), _even_up(size.height / _BACKDROP_SCALE))
    factor = min(size.width / video.width, size.height / video.height)
    wide, high = (
        min(size.width, _even_up(video.width * factor)),
        min(size.height, _even_up(video.height * factor)),
    )
    return (
        f"split[{label}_front][{label}_back];"
        f"[{label}_back]{_cover(video, small)},format=yuv420p,gblur=sigma=5,"
        f"lutyuv=y='16+(val-16)*0.6',scale={size.width}:{size.height}:flags=bicubic[{label}_soft];"
        f"[{label}_front]scale={wide}:{high}:{_colour(video)},format=yuv420p[{label}_sharp];"
        f"[{label}_soft][{label}_sharp]overlay=x=(W-w)/2:y=(H-h)/2"
    )


def _narrowed(video: VideoStream) -> str:
    """Filters from HDR or a wide gamut to BT.709; none for what is there already."""
    if video.transfer in HDR_TRANSFERS:
        return f"{_TONE_MAP},"
    return f"{_NARROW}," if video.primaries in _WIDE_GAMUTS else ""


def _colour(video: VideoStream) -> str:
    """Options of `scale`. An untagged clip is taken as players take it: by its height."""
    if _narrowed(video):
        return "flags=bicubic"
    matrix = video.matrix
    if matrix == UNKNOWN:
        matrix = "bt709" if min(video.width, video.height) >= 720 else "smpte170m"
    source = "" if matrix == "gbr" else f":in_color_matrix={_MATRIX_NAMES.get(matrix, matrix)}"
    return f"flags=bicubic{source}:out_color_matrix=bt709:out_range=tv"


def _even_up(length: float) -> int:
    return max(2, 2 * math.ceil(length / 2 - 1e-9))
