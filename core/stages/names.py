"""What the published files of a render are called."""

from __future__ import annotations

from core.models import AspectRatio
from core.stages.build import Build

PREVIEW = "preview.mp4"


def final_name(build: Build) -> str:
    """`final_video.mp4`, or with the ratio when it is not the one the brief asked for; `preview.mp4`."""
    if build.options.is_preview:
        return PREVIEW
    return f"final_video{ratio_suffix(build)}.mp4"


def poster_name(build: Build) -> str:
    """`poster.jpg`, or with the ratio when it is not the one the brief asked for."""
    return f"poster{ratio_suffix(build)}.jpg"


def ratio_suffix(build: Build) -> str:
    asked = build.parts.history.video(build.video_id).request.frame_ratio
    ratio: AspectRatio = build.options.aspect_ratio
    return "" if ratio is asked else f"_{ratio.value.replace(':', 'x')}"
