"""Forgetting: videos are really removed from the database, and people from what stays.

Charges stay, since they are money records: a video's with its id alone, a person's without the person.
The audit log stays, too: it holds no content and may not be changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.storage.records import OperationState
from core.storage.repository import Repository, insert_if_absent
from core.storage.tables import (
    approvals,
    charges,
    deliveries,
    forgotten,
    operations,
    people,
    progress,
    renders,
    script_versions,
    takes,
    uses,
    videos,
)

OUTPUTS, UPLOAD = "outputs", "upload"
"""Kinds of what is forgotten besides those of artefacts: a video's files by its id, an upload by its name."""
NOBODY = "forgotten"
"""Who paid, where the person is forgotten."""
_UPLOAD = re.compile(r"upload-[0-9a-f]{24}(?:\.[a-z0-9]{1,6})?")
_TEXTS = (
    (videos, "request"), (videos, "looks"), (script_versions, "script"), (takes, "request"), (takes, "clip"),
    (renders, "options"),
)  # fmt: skip
"""Where the name of an upload may stand."""
_SETTLED = (OperationState.COLLECTED, OperationState.REFUSED, OperationState.FAILED)
_OF_VIDEOS = (approvals, takes, renders, script_versions, progress, deliveries, uses)


class Forgetting(Repository):
    """What goes with videos, and its going."""

    def uploads_only_of(self, video_ids: Collection[str]) -> frozenset[str]:
        """The uploads that these videos name and no other does."""
        with self._reading() as connection:
            named = {name for text in _texts(connection, video_ids) for name in _UPLOAD.findall(text)}
            return frozenset(name for name in named if not _is_named(connection, name, video_ids))

    def rows_of(self, video_ids: Collection[str]) -> dict[str, int]:
        """How many rows of which table go with these videos."""
        counts = {}
        with self._reading() as connection:
            for table, theirs in _theirs(video_ids):
                query = sa.select(sa.func.count()).select_from(table).where(theirs)
                counts[table.name] = connection.execute(query).scalar_one()
        return counts

    def forget_videos(self, video_ids: Collection[str]) -> None:
        """Remove all rows of these videos but their charges, and orders that are not settled yet.

        Fine for those that are gone.
        """
        with self._writing() as connection:
            for table, theirs in _theirs(video_ids):
                connection.execute(sa.delete(table).where(theirs))

    def forget_member(self, person_id: str) -> int:
        """Charges and scripts that stay name the person no more, and nobody knows them; how many charges."""
        with self._writing() as connection:
            connection.execute(sa.delete(people).where(people.c.person_id == person_id))
            authored = script_versions.c.author == person_id
            connection.execute(sa.update(script_versions).where(authored).values(author=NOBODY))
            theirs = sa.update(charges).where(charges.c.owner == person_id)
            return connection.execute(theirs.values(owner=NOBODY)).rowcount

    def note_forgotten(self, things: Collection[tuple[str, str]]) -> None:
        """Other machines have to remove these, too: kinds and names."""
        now = self._clock()
        with self._writing() as connection:
            for kind, name in things:
                insert_if_absent(connection, forgotten, {"kind": kind, "name": name, "moment": now})

    def still_forgotten(self) -> tuple[tuple[str, str], ...]:
        """Kinds and names of what was forgotten and did not come again since, the first one first."""
        is_used = sa.exists().where(uses.c.key == forgotten.c.name)
        is_there = sa.exists().where(videos.c.video_id == forgotten.c.name)
        query = (
            sa.select(forgotten.c.kind, forgotten.c.name)
            .where(~is_used, ~is_there)
            .order_by(forgotten.c.moment)
        )
        with self._reading() as connection:
            found = [(row.kind, row.name) for row in connection.execute(query)]
            return tuple(
                (kind, name) for kind, name in found if kind != UPLOAD or not _is_named(connection, name, ())
            )

    def videos_to_purge(
        self, *, deleted_before: datetime | None, unchanged_since: datetime | None
    ) -> tuple[str, ...]:
        """Videos that were hidden before a moment, and those that nobody changed since another one."""
        due = []
        if deleted_before is not None:
            due.append(videos.c.deleted_at < deleted_before)
        if unchanged_since is not None:
            due.append(videos.c.updated_at < unchanged_since)
        if not due:
            return ()
        with self._reading() as connection:
            return tuple(connection.execute(sa.select(videos.c.video_id).where(sa.or_(*due))).scalars())

    def videos_owned_by(self, person_id: str) -> tuple[str, ...]:
        """All of a person's videos, hidden ones too."""
        query = sa.select(videos.c.video_id).where(videos.c.owner == person_id)
        with self._reading() as connection:
            return tuple(connection.execute(query.order_by(videos.c.created_at)).scalars())


def _theirs(video_ids: Collection[str]) -> Iterator[tuple[sa.Table, sa.ColumnElement[bool]]]:
    """The rows that go, the videos themselves last."""
    settled = operations.c.state.in_(_SETTLED)
    yield operations, sa.and_(operations.c.video_id.in_(video_ids), settled)
    for table in (*_OF_VIDEOS, videos):
        yield table, table.c.video_id.in_(video_ids)


def _texts(connection: sa.Connection, video_ids: Collection[str]) -> Iterator[str]:
    for table, column in _TEXTS:
        query = sa.select(table.c[column]).where(table.c.video_id.in_(video_ids))
        yield from (json.dumps(value) for value in connection.execute(query).scalars())


def _is_named(connection: sa.Connection, upload: str, but: Collection[str]) -> bool:
    """Whether another video names it."""
    for table, column in _TEXTS:
        text: sa.ColumnElement[Any] = sa.cast(table.c[column], sa.Text)
        named = text.contains(upload, autoescape=True)
        query = sa.select(sa.exists().where(table.c.video_id.not_in(but), named))
        if connection.execute(query).scalar():
            return True
    return False
