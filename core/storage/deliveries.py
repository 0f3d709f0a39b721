"""Deliveries: messages that wait to be posted to the webhook, in the database that all processes share."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from core.operations.courier import Message, Waiting
from core.storage.repository import Repository, insert_if_absent
from core.storage.tables import deliveries

KEPT = timedelta(days=30)
"""How long a message that was given up is counted."""


class Deliveries(Repository):
    """Implements `core.operations.courier.Outbox`. One that was given up stays, without a next time."""

    def put(self, message: Message) -> None:
        """Keep a message unless one of that id is there."""
        now = self._clock()
        values = {**message.model_dump(), "said": "", "created_at": now, "next_at": now}
        old = sa.and_(deliveries.c.next_at.is_(None), deliveries.c.created_at < now - KEPT)
        with self._writing() as connection:
            insert_if_absent(connection, deliveries, values)
            connection.execute(sa.delete(deliveries).where(old))

    def claim(self, for_s: float) -> Message | None:
        """A message whose time has come; nobody else gets it for that long."""
        due = deliveries.c.next_at <= self._clock()
        with self._reading() as connection:
            if not connection.execute(sa.select(sa.exists().where(due))).scalar():
                return None
        first = sa.select(deliveries).where(due).order_by(deliveries.c.next_at).limit(1)
        with self._writing() as connection:
            row = connection.execute(first.with_for_update(skip_locked=True)).one_or_none()
            if row is None:
                return None
            claimed = {"attempts": row.attempts + 1, "next_at": self._clock() + timedelta(seconds=for_s)}
            connection.execute(_this(row.message_id).values(**claimed))
            return Message(
                message_id=row.message_id,
                kind=row.kind,
                video_id=row.video_id,
                body=row.body,
                attempts=row.attempts + 1,
            )

    def delivered(self, message_id: str) -> None:
        """Forget it."""
        with self._writing() as connection:
            connection.execute(sa.delete(deliveries).where(deliveries.c.message_id == message_id))

    def failed(self, message_id: str, said: str, again_in: timedelta | None) -> None:
        """Try again then; None: give it up."""
        next_at = None if again_in is None else self._clock() + again_in
        with self._writing() as connection:
            connection.execute(_this(message_id).values(said=said, next_at=next_at))

    def waiting(self) -> Waiting:
        """How the webhook is."""
        given_up = deliveries.c.next_at.is_(None)
        counts = sa.select(sa.func.count(), sa.func.count().filter(given_up)).select_from(deliveries)
        latest = sa.select(deliveries.c.said).where(deliveries.c.said != "")
        latest = latest.order_by(deliveries.c.created_at.desc()).limit(1)
        with self._reading() as connection:
            everything, gone = connection.execute(counts).one()
            said = connection.execute(latest).scalar() or ""
        return Waiting(waiting=everything - gone, given_up=gone, said=said)


def _this(message_id: str) -> sa.Update:
    return sa.update(deliveries).where(deliveries.c.message_id == message_id)
