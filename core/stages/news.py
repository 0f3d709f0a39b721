"""News of jobs: tells the bus what became of each step and of the whole.

Read from History after the fact, so that what is told is what stands there.
"""

from __future__ import annotations

from typing import Any

from core.errors import AppError, BudgetExceeded, ContentRefused, OutcomeUnknown, QuotaExceeded
from core.models import GenerationStats, Stage
from core.operations.events import (
    ApprovalAsked,
    Completed,
    Event,
    Failed,
    FallbackUsed,
    PartMade,
    Refused,
    SceneReady,
    Started,
    Stopped,
    Waiting,
)
from core.stages.receipt import Receipt
from core.stages.workshop import Workshop
from core.storage.records import VideoStatus

_FOR_A_PERSON = {error.__name__ for error in (BudgetExceeded, OutcomeUnknown, QuotaExceeded)}
"""Errors after which only a person's decision lets a job go on."""


class News:
    """What there is to tell of one render."""

    def __init__(self, workshop: Workshop, video_id: str, render_id: str) -> None:
        self._parts = workshop.parts
        self._video_id = video_id
        self._render = self._parts.history.render(render_id)
        self._owner = self._parts.history.video(video_id, deleted=True).owner

    def started(self) -> None:
        """A worker is about to begin."""
        self._tell(Started, "started", attempt=self._render.attempt)

    def made(self, receipt: Receipt) -> None:
        """A step ended well."""
        stage, part = receipt.stage.value, receipt.part
        facts = {"stage": stage, "part": part, "seconds": receipt.seconds, "reused": receipt.reused}
        self._tell(PartMade, f"made.{stage}.{part}", **facts)
        if receipt.stage is Stage.CLIPS:
            self._tell(SceneReady, f"scene_ready.{part}", scene_id=part, reused=receipt.reused)

    def not_made(self, stage: str, part: str, error: AppError) -> None:
        """A step ended with an error."""
        if isinstance(error, ContentRefused):
            self._tell(Refused, f"refused.{stage}.{part}", stage=stage, part=part)

    def ended(self) -> None:
        """The render is over, or waits for a limit."""
        match self._render.status:
            case VideoStatus.DONE if self._render.result is not None:
                self._completed(self._render.result.generation_stats)
            case VideoStatus.CANCELLED:
                self._tell(Stopped, "cancelled")
            case VideoStatus.WAITING if self._render.waits_until is not None:
                self._tell(Waiting, "waiting", error_kind=self._error_kind, until=self._render.waits_until)
            case VideoStatus.FAILED:
                self._tell(Failed, "failed", error_kind=self._error_kind)
                if self._error_kind in _FOR_A_PERSON:
                    self._tell(ApprovalAsked, "approval_asked", why=self._error_kind)

    @property
    def _error_kind(self) -> str:
        return self._render.error.kind if self._render.error else ""

    def _completed(self, stats: GenerationStats) -> None:
        for number, text in enumerate(stats.stand_ins, start=1):
            self._tell(FallbackUsed, f"fallback_used.{number}", text=text)
        self._tell(
            Completed,
            "completed",
            is_preview=bool(self._render.options.get("is_preview")),
            cost_usd=stats.cost_usd,
            duration_s=stats.total_duration_s,
            generation_time_s=stats.generation_time_s,
        )

    def _tell(self, kind: type[Event], name: str, **facts: Any) -> None:
        event_id = f"{self._render.render_id}.{self._render.attempt}.{name}"
        self._parts.events.tell(kind(event_id=event_id, video_id=self._video_id, person=self._owner, **facts))
