"""The picture sinks into black and the next one rises out of it."""

from __future__ import annotations

from core.models import FPS, FrameSize

FRAMES = 16


def mix(frames: int, size: FrameSize) -> str:  # noqa: ARG001 - all kinds share one signature
    """Nearly black at the border and never for longer, so it reads as a breath and not as a gap."""
    half = frames // 2
    fade = f"st=0:d={(half + 1) / FPS:.6f}"
    return (
        f"[before]trim=end_frame={half},setpts=N+1,fade=t=out:{fade}[sinking];"
        f"[after]trim=start_frame={half},setpts=N+1,fade=t=in:{fade}[rising];"
        "[sinking][rising]concat=n=2:v=1[mixed]"
    )
