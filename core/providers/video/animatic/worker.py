"""The animatic's child process: draws a scene and encodes it.

In: {"request": ClipRequest as JSON, "size": [width, height], "path": where to write}.
Out: the fields of FilmedClip, measured on the written file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.models import FrameSize
from core.operations.children import OnFraction
from core.providers.video.animatic.scene import Scene
from core.providers.video.base import ClipRequest
from core.providers.video.encoding import encode, serve_drawing


def render(payload: dict[str, Any], on_fraction: OnFraction) -> dict[str, Any]:
    """Draw, encode and measure one clip. Raises MediaError."""
    request = ClipRequest.model_validate(payload["request"])
    scene = Scene.of(request, FrameSize(*payload["size"]))
    return encode(scene.frame, request.duration_s, Path(payload["path"]), on_fraction)


if __name__ == "__main__":
    serve_drawing(render)
