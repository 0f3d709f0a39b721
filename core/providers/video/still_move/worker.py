"""The child process that films a still.

In: {"picture": path, "move": CameraMove, "duration_s", "size": [width, height], "path": where
to write}. Out: the fields of FilmedClip, measured on the written file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.models import FrameSize
from core.operations.children import OnFraction
from core.providers.video.camera import CameraMove
from core.providers.video.encoding import Frame, encode, serve_drawing
from core.providers.video.still_move.plate import Plate
from core.providers.video.still_move.shot import view_at


def render(payload: dict[str, Any], on_fraction: OnFraction) -> dict[str, Any]:
    """Draw, encode and measure one clip. Raises InvalidInput, MediaError."""
    move, duration_s = CameraMove(payload["move"]), float(payload["duration_s"])
    plate = Plate.of(Path(payload["picture"]), FrameSize(*payload["size"]))

    def frame(t: float) -> Frame:
        return plate.seen(view_at(move, t, duration_s, plate.slack))

    return encode(frame, duration_s, Path(payload["path"]), on_fraction)


if __name__ == "__main__":
    serve_drawing(render)
