"""Approvals: dear renders that a creator asked for and an approver has not decided about yet."""

from __future__ import annotations

import sqlalchemy as sa

from core.models import JsonDict
from core.storage.records import ApprovalRecord
from core.storage.repository import Repository, upsert
from core.storage.tables import approvals


class Approvals(Repository):
    """At most one for each video: the latest wish."""

    def ask_approval(self, video_id: str, asked_by: str, most_usd: float, options: JsonDict) -> None:
        """Somebody wants a render with these options that may cost that much."""
        values: JsonDict = {"video_id": video_id, "asked_by": asked_by, "most_usd": most_usd}
        values |= {"options": options, "asked_at": self._clock()}
        with self._writing() as connection:
            upsert(connection, approvals, values)

    def approval_answered(self, video_id: str) -> None:
        """Nobody has to decide any more."""
        with self._writing() as connection:
            connection.execute(sa.delete(approvals).where(approvals.c.video_id == video_id))

    def approvals_asked(self, video_id: str | None = None) -> tuple[ApprovalRecord, ...]:
        """What waits for a decision, of one video or of all, the first one first."""
        query = sa.select(approvals).order_by(approvals.c.asked_at)
        if video_id is not None:
            query = query.where(approvals.c.video_id == video_id)
        with self._reading() as connection:
            return tuple(
                ApprovalRecord.model_validate(dict(row._mapping)) for row in connection.execute(query)
            )
