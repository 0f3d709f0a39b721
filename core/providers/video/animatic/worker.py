"""The animatic's child process: draws a scene and encodes it.

In: {"request": ClipRequest as JSON, "size": [width, height], "path": where to write}.
Out: the fields of FilmedClip, measured on the written file. One drawing thread beside the
encoder's one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2

from core.models import FrameSize
from core.operations.children import OnFraction, serve
from core.providers.video.animatic.scene import Scene
from core.providers.video.base import ClipRequest
from core.providers.video.encoding import encode


def render(payload: dict[str, Any], on_fraction: OnFraction) -> dict[str, Any]:
    """Draw, encode and measure one clip. Raises MediaError."""
    cv2.setNumThreads(1)
    request = ClipRequest.model_validate(payload["request"])
    scene = Scene.of(request, FrameSize(*payload["size"]))
    return encode(scene.frame, request.duration_s, Path(payload["path"]), on_fraction)


if __name__ == "__main__":
    serve(render)
