"""Approvals: what costs more than the settings let a creator spend at once is asked of an approver.

The wish is kept, so that an approver finds it; approving it is starting that very render.
"""

from __future__ import annotations

import uuid

from core.errors import NotAllowed
from core.models import JsonDict
from core.operations.events import ApprovalAsked
from core.security.people import Role, acting_person
from core.stages.estimate import estimate_brief, estimate_build
from core.storage.records import ApprovalRecord
from core.studio.unknowns import Unknowns


class Approvals(Unknowns):
    """Wishes that wait for a decision."""

    def approvals(self) -> tuple[ApprovalRecord, ...]:
        """All of them, the first one first."""
        return self._parts.history.approvals_asked()

    def approval(self, video_id: str) -> ApprovalRecord | None:
        """What waits for a decision about this video."""
        return next(iter(self._parts.history.approvals_asked(video_id)), None)

    def decline(self, video_id: str) -> None:
        """Do not render it after all; who asked may take it back, too."""
        self._parts.history.approval_answered(video_id)

    def _check_price(self, video_id: str, options: JsonDict) -> None:
        """Raises NotAllowed for a render that an approver has to decide about, and keeps the wish."""
        if options.get("is_preview") or self._may_spend_all():
            return
        most_usd = self._most_usd(video_id, options)
        if most_usd <= (self._parts.settings.approval_above_usd or 0.0):
            return
        self._parts.history.ask_approval(video_id, acting_person().person_id, most_usd, options)
        self._tell(video_id)
        raise NotAllowed(
            f"This may cost up to ${most_usd:.2f}, so an approver decides.",
            "Your wish waits for them on Usage.",
        )

    def _tell(self, video_id: str) -> None:
        owner = self._parts.history.video(video_id).owner
        event_id = f"{video_id}.{uuid.uuid4().hex}.approval_asked"
        asked = ApprovalAsked(event_id=event_id, video_id=video_id, person=owner, why="NotAllowed")
        self._parts.events.tell(asked)

    def _may_spend_all(self) -> bool:
        is_set = self._parts.settings.approval_above_usd is not None
        return not is_set or acting_person().role.includes(Role.APPROVER)

    def _most_usd(self, video_id: str, options: JsonDict) -> float:
        if not self._parts.history.script_versions(video_id):
            return estimate_brief(self._parts, self._parts.history.video(video_id).request).high_usd
        with self._building(video_id, options) as build:
            return estimate_build(build).high_usd
