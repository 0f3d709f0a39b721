"""One picture dissolves into the next."""

from __future__ import annotations

from core.models import FPS, FrameSize

FRAMES = 12


def mix(frames: int, size: FrameSize) -> str:  # noqa: ARG001 - all kinds share one signature
    """Weights of the second picture: 1/(n+1), 2/(n+1), ... n/(n+1)."""
    return (
        f"[before][after]xfade=transition=fade:duration={(frames + 1) / FPS:.6f}:offset={-1 / FPS:.6f}[mixed]"
    )
