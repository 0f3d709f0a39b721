"""The logo of a video, as it stands in its frames."""

from __future__ import annotations

from pathlib import Path

from core.media.logo import Mark, draw_mark, place_of
from core.models import FrameSize, JsonDict
from core.stages.build import Build


def mark_of(build: Build) -> Mark | None:
    """The logo with its place; None where there is none. Raises MediaError, StorageError."""
    logo, size = build.options.logo, build.options.aspect_ratio.size
    if logo is None:
        return None

    def draw(target: Path) -> JsonDict:
        return {"size": list(draw_mark(build.parts.upload(logo.file), target, size))}

    made = build.make("mark", {"logo": logo.file, "size": list(size)}, ".png", draw)
    x, y = place_of(FrameSize(*made.meta["size"]), size, build.options.platform, build.options.logo_corner)
    return Mark(Path(made.path), x, y)
