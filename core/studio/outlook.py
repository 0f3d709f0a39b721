"""The outlook: roughly what a video will need, told at once, while the brief is still being typed.

It writes no script. Clips follow from the length as the writer divides it, minutes from how long
the latest videos took here. `Scripts.estimate` knows better and takes longer.
"""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Any

from core.intake import read_request
from core.models import Value
from core.stages.estimate import Estimate, estimate_brief
from core.storage.records import VideoSort, VideoStatus
from core.studio.room import Room

USUAL_SPEED = 2.2
"""Seconds of work for a second of portrait video, as measured offline on two cores."""
LEARNS_FROM = 5
_ANY_PROMPT = "A video"


class Outlook(Value):
    """About what it will be; `work_s` is spent here, and what providers take comes on top."""

    estimate: Estimate
    work_s: float

    @property
    def ready_in_s(self) -> float:
        return self.work_s + self.estimate.wait_s


class Outlooks(Room):
    """Quick answers to: how much, how long?"""

    def outlook(self, fields: Mapping[str, Any]) -> Outlook:
        """What a video of such a brief will be about; the brief may be unfinished. Raises InvalidInput."""
        request = read_request({**fields, "prompt": fields.get("prompt") or _ANY_PROMPT})
        return Outlook(
            estimate=estimate_brief(self._parts, request), work_s=request.duration_s * self._speed()
        )

    def _speed(self) -> float:
        """Seconds of work for a second of video: the median of the latest videos that were really made."""
        history = self._parts.history
        done = history.videos(status=VideoStatus.DONE, sort=VideoSort.CHANGED, limit=LEARNS_FROM)
        results = [render.result for video in done if (render := history.last_render(video.video_id))]
        speeds = [
            result.generation_stats.generation_time_s / result.generation_stats.total_duration_s
            for result in results
            if result and result.generation_stats.clips_generated and result.generation_stats.total_duration_s
        ]
        return median(speeds) if speeds else USUAL_SPEED
