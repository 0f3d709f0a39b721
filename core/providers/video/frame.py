"""The frame that a clip is made in."""

from __future__ import annotations

from core.models import AspectRatio, FrameSize


def frame_size(ratio: AspectRatio, short_side_px: int) -> FrameSize:
    """The frame of a ratio by its shorter side, in even pixels as yuv420p needs."""
    width, height = ratio.size
    scale = short_side_px / min(width, height)
    return FrameSize(round(width * scale / 2) * 2, round(height * scale / 2) * 2)
