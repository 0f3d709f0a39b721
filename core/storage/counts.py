"""Counts over everything, for who watches over the product: jobs by state, the queue's age, money by kind."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.storage.records import MICROS, OperationState, VideoStatus
from core.storage.repository import Repository
from core.storage.tables import charges, operations, renders, videos


class Counts(Repository):
    """Each is one query."""

    def renders_by_status(self) -> dict[VideoStatus, int]:
        """How many renders there are of each status; those of which there are none are left out."""
        return self._by_status(renders.c.status)

    def videos_by_status(self) -> dict[VideoStatus, int]:
        """How many videos there are of each status that any has; deleted ones do not count."""
        return self._by_status(videos.c.status, videos.c.deleted_at.is_(None))

    def clips_since(self, moment: datetime) -> int:
        """How many paid clips arrived of those that were ordered since then."""
        arrived = operations.c.state == OperationState.COLLECTED
        query = sa.select(sa.func.count()).where(arrived, operations.c.created_at >= moment)
        with self._reading() as connection:
            return connection.execute(query).scalar_one()

    def oldest_queued_at(self) -> datetime | None:
        """When the render was asked for that waits longest for its turn; None if none does."""
        is_queued = renders.c.status == VideoStatus.QUEUED
        with self._reading() as connection:
            return connection.execute(sa.select(sa.func.min(renders.c.created_at)).where(is_queued)).scalar()

    def spent_by_kind_usd(self, since: datetime) -> dict[str, float]:
        """What counts as spent since then, by what it paid for."""
        query = sa.select(charges.c.kind, sa.func.sum(charges.c.micros)).group_by(charges.c.kind)
        with self._reading() as connection:
            rows = connection.execute(query.where(charges.c.created_at >= since))
            return {kind: micros / MICROS for kind, micros in rows}

    def _by_status(self, status: sa.Column[str], *where: sa.ColumnElement[bool]) -> dict[VideoStatus, int]:
        query = sa.select(status, sa.func.count()).where(*where).group_by(status)
        with self._reading() as connection:
            return {VideoStatus(found): count for found, count in connection.execute(query)}
