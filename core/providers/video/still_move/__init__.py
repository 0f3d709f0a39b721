"""A still picture filmed with a moving camera, on this machine."""

from __future__ import annotations

from core.providers.video.still_move.filming import film_still
from core.providers.video.still_move.model import StillMove

__all__ = ["StillMove", "film_still"]
