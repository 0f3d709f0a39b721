"""The audit log as admins see it: found, taken away, examined."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Unpack

import structlog

from core.errors import AppError
from core.operations.seldom import Seldom
from core.operations.sheet import sheet_of
from core.security.audit import Deed, Entry, Verdict
from core.security.people import acting_person
from core.storage.audit import AuditFilters
from core.studio.room import Room

_COLUMNS = (
    "number", "moment", "person", "role", "address", "action", "video_id", "subject", "result", "hash",
)  # fmt: skip

log = structlog.get_logger(__name__)

SELDOM_S = 3600.0
"""How often one look of somebody's at another's video is worth an entry."""


class Auditing(Room):
    """What was done, by whom."""

    def audit_entries(
        self, *, offset: int = 0, limit: int = 100, **filters: Unpack[AuditFilters]
    ) -> tuple[Entry, ...]:
        """A page of the entries that match, the latest first. Raises StorageError."""
        return self._parts.audit.entries(offset=offset, limit=limit, **filters)

    def count_audit_entries(self, **filters: Unpack[AuditFilters]) -> int:
        """How many entries match."""
        return self._parts.audit.count(**filters)

    def audit_actions(self) -> tuple[str, ...]:
        """The actions that there are entries of."""
        return self._parts.audit.actions()

    def audit_csv(self, **filters: Unpack[AuditFilters]) -> str:
        """The entries that match as a table for a spreadsheet, the first one first."""
        entries = self._parts.audit.everything(**filters)
        return sheet_of(_COLUMNS, (entry.model_dump(mode="json") for entry in entries))

    def verify_audit(self, anchors: Mapping[int, str] | None = None) -> Verdict:
        """Whether the log is as it was written; `anchors` are hashes by number that were kept elsewhere."""
        return self._parts.audit.verify(anchors)

    @cached_property
    def _seldom(self) -> Seldom:
        return Seldom(SELDOM_S)

    @cached_property
    def _owners(self) -> dict[str, str]:
        return {}

    def _is_anothers(self, video_id: str) -> bool:
        """Whether the video belongs to somebody else than the acting person; owners never change."""
        if video_id not in self._owners:
            self._owners[video_id] = self._parts.history.video(video_id, deleted=True).owner
        return self._owners[video_id] != acting_person().person_id


def write(studio: Auditing, deed: Deed) -> None:
    """What was done is done: an entry that cannot be written goes to the log, and stops nobody."""
    who = acting_person()
    try:
        studio._parts.audit.record(deed, person=who.person_id, role=who.role.value, address=who.address)
    except AppError as error:
        log.error("audit entry lost", person=who.person_id, reason=error.message, **deed.model_dump())
