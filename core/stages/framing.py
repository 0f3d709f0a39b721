"""What of a scene's clip stays in view where its shape is cut to the video's."""

from __future__ import annotations

from pathlib import Path

from core.artifacts.store import Artefact
from core.media.focus import NEGLIGIBLE_CUT, Focus, FocusPath, fixed, follow, kept_share
from core.media.glance import Glance, glance_at, read_glance, write_glance
from core.media.own_clip import video_of
from core.media.picture import MIN_KEPT
from core.models import FrameSize, JsonDict, Value
from core.providers.video.base import FilmedClip
from core.stages.build import Build


class _Path(Value):
    points: FocusPath | None


def focus_of(build: Build, scene_id: str, clip: Artefact) -> FocusPath | None:
    """A person's point, else the path of what draws the eye; None where nothing or the middle is kept.

    Looked for once for each clip and shape. Raises MediaError, StorageError.
    """
    filmed, size = FilmedClip.model_validate(clip.meta), build.options.aspect_ratio.size
    if not is_framed(FrameSize(filmed.width, filmed.height), size):
        return None
    if (chosen := build.focus.get(scene_id)) is not None:
        return fixed(*chosen)

    def look(target: Path) -> JsonDict:
        found = _Path(points=follow(glance_of(build, clip), size))
        target.write_text(found.model_dump_json())
        return found.model_dump(mode="json")

    found = build.make("focus", {"clip": clip.key, "shape": build.options.aspect_ratio}, ".json", look)
    return _Path.model_validate(found.meta).points


def glance_of(build: Build, clip: Artefact) -> Glance:
    """The clip at a glance; looked at once. Raises MediaError, StorageError."""

    def look(target: Path) -> JsonDict:
        path = Path(clip.path)
        write_glance(glance_at(path, video_of(path)), target)
        return {}

    return read_glance(Path(build.make("glance", {"clip": clip.key}, ".npz", look).path))


def is_framed(picture: FrameSize, size: FrameSize) -> bool:
    """Whether a picture is cut so much that it matters where; neither hardly, nor shown whole."""
    return MIN_KEPT <= kept_share(picture, size) <= 1 - NEGLIGIBLE_CUT


def point_at(path: FocusPath, time_s: float) -> Focus:
    """Where the path is nearest to that time of the clip."""
    return min(path, key=lambda point: abs(point.time_s - time_s))
