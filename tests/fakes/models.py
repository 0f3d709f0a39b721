"""Small models beside the real ones: they answer at once and do what a test queued."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from core.media.ffmpeg import Ffmpeg
from core.operations.children import OnFraction
from core.providers.quote import Quote
from core.providers.video.base import ClipRequest, FilmedClip


class QuickVideo:
    """Films a moving test picture. Queue errors to have them raised by the next submits."""

    provider = "quick"
    model_id = "quick-1"

    def __init__(self, price_usd: float = 0.0) -> None:
        self.submitted: list[ClipRequest] = []
        self.errors: list[Exception | None] = []
        self.polls_needed = 1
        self.on_collect: Callable[[OnFraction], None] = lambda _: None
        self._price_usd = price_usd
        self._polls: dict[str, int] = {}

    def price_usd(self, request: ClipRequest) -> float:
        return self._price_usd * request.duration_s

    def quote(self, request: ClipRequest) -> Quote:
        return Quote.exactly(self.price_usd(request), self.model_id)

    def submit(self, request: ClipRequest) -> str:
        error = self.errors.pop(0) if self.errors else None
        if error is not None:
            raise error
        self.submitted.append(request)
        return f"operation-{len(self.submitted)}"

    def collect(
        self, operation: str, request: ClipRequest, target: Path, on_fraction: OnFraction
    ) -> FilmedClip | None:
        self._polls[operation] = self._polls.get(operation, 0) + 1
        self.on_collect(on_fraction)
        if self._polls[operation] < self.polls_needed:
            return None
        source = f"testsrc2=size=270x480:rate=30:duration={request.duration_s}"
        args = ["-f", "lavfi", "-i", source, "-vf", f"hue=h={request.seed % 360}", "-pix_fmt", "yuv420p"]
        Ffmpeg().run([*args, "-preset", "ultrafast", target.name], cwd=target.parent)
        on_fraction(1.0)
        return FilmedClip(
            duration_s=request.duration_s, width=270, height=480, fps=30, cost_usd=self.price_usd(request)
        )
