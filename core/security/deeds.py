"""What besides people's actions is a deed for the audit log: money committed, how jobs ended, settings."""

from __future__ import annotations

import hashlib
import json

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
from core.settings import Settings


def settings_deed(settings: Settings) -> Deed:
    """The settings in force: a fingerprint of all but secrets, and the names of those that are set."""
    text = json.dumps(settings.model_dump(mode="json"), sort_keys=True)
    fingerprint = hashlib.sha256(text.encode()).hexdigest()[:12]
    return Deed(action="settings", subject=" ".join([fingerprint, *sorted(settings.model_fields_set)]))


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
