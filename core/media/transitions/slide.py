"""The next picture pushes the one before out to the left, easing in and out."""

from __future__ import annotations

from core.models import FrameSize

FRAMES = 10


def mix(frames: int, size: FrameSize) -> str:
    """Both pictures side by side under a window that moves by smoothstep, 3p²-2p³."""
    progress = f"((n+1)/{frames + 1})"
    eased = f"{progress}*{progress}*(3-2*{progress})"
    return f"[before][after]hstack,crop={size.width}:{size.height}:x='{size.width}*{eased}':y=0[mixed]"
