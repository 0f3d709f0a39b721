"""Events: what happens to videos, as frozen values, told on the bus of the process where it happens.

An event says what, to which video, whose, and when. It never holds words of a brief, a script or an
error, so that listeners may write it anywhere. `event_id` is the same when the step of a process
that died is run again: who keeps events keeps each once.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from pydantic import Field

from core.models import Value


def _now() -> datetime:
    return datetime.now(UTC)


class Event(Value):
    """Something that happened. `person` owns the video; both are empty for what concerns all."""

    kind: ClassVar[str]
    """The stable name by which listeners outside this program know it."""

    event_id: str
    video_id: str = ""
    person: str = ""
    moment: datetime = Field(default_factory=_now)


class Started(Event):
    """A worker began a job, or goes on with one that waited."""

    kind = "video.started"
    attempt: int = 1


class PartMade(Event):
    """A step of a job ended well; `stage` and `part` as in its receipt."""

    kind = "video.part_made"
    stage: str
    part: str
    seconds: float
    reused: bool


class SceneReady(Event):
    """A scene has its clip. `reused`: it existed before this job."""

    kind = "video.scene_ready"
    scene_id: str
    reused: bool


class Refused(Event):
    """A provider's safety filter, or our own policy, said no to a part of the video."""

    kind = "video.refused"
    stage: str
    part: str


class FallbackUsed(Event):
    """Another model stood in for the one that was asked; `text` is a sentence with both names."""

    kind = "video.fallback_used"
    text: str


class Completed(Event):
    """A finished video was published, or a preview of it."""

    kind = "video.completed"
    is_preview: bool
    cost_usd: float
    duration_s: float
    generation_time_s: float


class Failed(Event):
    """A job ended with an error of that kind."""

    kind = "video.failed"
    error_kind: str


class Stopped(Event):
    """A person stopped a job."""

    kind = "video.cancelled"


class Waiting(Event):
    """A job met a limit and goes on by itself at that moment."""

    kind = "video.waiting"
    error_kind: str
    until: datetime


class ApprovalAsked(Event):
    """A job stopped, or may not begin, without a person's decision; `why` is the kind of its error."""

    kind = "video.approval_asked"
    why: str


class Paid(Event):
    """A call to a provider is about to be made, which may cost that much."""

    kind = "money.reserved"
    model: str
    most_usd: float


class LimitCrossed(Event):
    """A budget or a quota is used up to this share."""

    kind = "limit.crossed"
    limit_id: str
    percent: int
    text: str
