"""What of the events is a deed for the audit log: money that was committed, and how jobs ended."""

from __future__ import annotations

from core.operations.events import (
    Completed,
    Event,
    Failed,
    FallbackUsed,
    LimitCrossed,
    Paid,
    Refused,
    Started,
    Stopped,
)
from core.security.audit import Deed


def deed_of(event: Event) -> Deed | None:
    """The event as a deed; None for one that is no matter of record."""
    match event:
        case Paid():
            return Deed(
                action="pay", video_id=event.video_id, subject=f"{event.model} at most ${event.most_usd:.4f}"
            )
        case Started():
            return Deed(action="job_started", video_id=event.video_id)
        case Completed():
            return Deed(action="job_ended", video_id=event.video_id, subject=f"${event.cost_usd:.4f}")
        case Failed():
            return Deed(action="job_ended", video_id=event.video_id, result=event.error_kind or "AppError")
        case Stopped():
            return Deed(action="job_ended", video_id=event.video_id, result="Cancelled")
        case Refused():
            return Deed(
                action=event.stage, video_id=event.video_id, subject=event.part, result="ContentRefused"
            )
        case FallbackUsed():
            return Deed(action="fallback_used", video_id=event.video_id)
        case LimitCrossed():
            return Deed(action="limit_crossed", subject=f"{event.limit_id} {event.percent} %")
    return None
