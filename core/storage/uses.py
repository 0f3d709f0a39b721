"""Uses: which videos use which artefact, so that what only one uses can go with it."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from core.storage.repository import Repository, insert_if_absent
from core.storage.tables import takes, uses

_REMEMBERED = 50_000

Artefacts = frozenset[tuple[str, str]]
"""Kinds and keys."""


class Uses(Repository):
    """Any thread and any process may use it."""

    _noted: frozenset[tuple[str, str, str]] = frozenset()

    def note_use(self, video_id: str, kind: str, key: str) -> None:
        """The video uses that artefact. Said again it costs nothing."""
        said = (video_id, kind, key)
        if said in self._noted:
            return
        with self._writing() as connection:
            insert_if_absent(connection, uses, {"video_id": video_id, "kind": kind, "key": key})
        self._noted = (self._noted if len(self._noted) < _REMEMBERED else frozenset()) | {said}

    def used_by(self, video_id: str) -> Artefacts:
        """What a video uses."""
        query = sa.select(uses.c.kind, uses.c.key).where(uses.c.video_id == video_id)
        with self._reading() as connection:
            return frozenset((kind, key) for kind, key in connection.execute(query))

    def used_only_by(self, video_ids: Collection[str]) -> Artefacts:
        """What these videos use and no other does, takes of other videos included."""
        theirs, others = uses.c.video_id.in_(video_ids), uses.alias()
        by_others = sa.exists().where(others.c.key == uses.c.key, others.c.video_id.not_in(video_ids))
        kept = sa.exists().where(takes.c.take_id == uses.c.key, takes.c.video_id.not_in(video_ids))
        own = sa.select(uses.c.kind, uses.c.key).where(theirs, ~by_others, ~kept)
        clips = sa.select(takes.c.take_id).where(takes.c.video_id.in_(video_ids))
        elsewhere = sa.exists().where(uses.c.key == takes.c.take_id, uses.c.video_id.not_in(video_ids))
        also = takes.alias()
        shared = sa.exists().where(also.c.take_id == takes.c.take_id, also.c.video_id.not_in(video_ids))
        with self._reading() as connection:
            found = {(kind, key) for kind, key in connection.execute(own)}
            taken = connection.execute(clips.where(~elsewhere, ~shared)).scalars()
            return frozenset(found | {("clip", key) for key in taken})
