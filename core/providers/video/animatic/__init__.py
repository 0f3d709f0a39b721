"""The offline video model: moving storyboard clips, drawn on this machine."""

from __future__ import annotations

from core.providers.video.animatic.model import SHORT_SIDE_PX, Animatic
from core.providers.video.frame import frame_size

__all__ = ["SHORT_SIDE_PX", "Animatic", "frame_size"]
