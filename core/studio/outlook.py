"""The outlook: roughly what a video will need, told at once, while the brief is still being typed.

It writes no script. Clips follow from the length as the writer divides it, minutes from how long
the latest videos took here. `Scripts.estimate` knows better and takes longer.
"""

from __future__ import annotations

from statistics import median

from core.models import AspectRatio, Value
from core.providers.video.base import ClipRequest
from core.stages.shots import HANDLES_S
from core.storage.records import VideoSort, VideoStatus
from core.studio.room import Room

SCENE_S, FIRST_SCENES = 7.4, 1.6
"""Scenes of a script: 1.6 and one more every 7.4 s, as the offline writer has it."""
USUAL_SPEED = 2.2
"""Seconds of work for a second of portrait video, as measured offline on two cores."""
LEARNS_FROM = 5


class Outlook(Value):
    """About what it will be."""

    duration_s: float
    clips: int
    cost_usd: float
    work_s: float


class Outlooks(Room):
    """Quick answers to: how much, how long?"""

    def outlook(self, duration_s: float, ratio: AspectRatio, video_model: str = "") -> Outlook:
        """What a video of that length and shape will be about."""
        clips = max(2, round(FIRST_SCENES + duration_s / SCENE_S))
        video = self._parts.film_with(video_model) if video_model else self._parts.video
        request = ClipRequest(prompt="", duration_s=duration_s / clips + HANDLES_S, aspect_ratio=ratio)
        return Outlook(
            duration_s=duration_s,
            clips=clips,
            cost_usd=clips * video.price_usd(request),
            work_s=duration_s * self._speed(),
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
