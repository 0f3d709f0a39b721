"""Money: what was spent on what, how full limits are, and orders that nobody knows the outcome of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.errors import NotFound
from core.ledger.alerts import Alert
from core.ledger.counting import Standing
from core.ledger.lessons import ClosedWindow
from core.ledger.predicting import Fit
from core.ledger.usage import Share, Usage, as_csv, usage_of
from core.models import GenerationRequest, Value
from core.security.people import acting_person
from core.stages.estimate import estimate_brief
from core.storage.records import ChargeRecord, OperationRecord, VideoRecord
from core.studio.days import utc_midnight
from core.studio.permissions import CHANGE
from core.studio.room import Room

MOST_CHARGES = 50_000
"""What a page adds up at once, the latest first."""
_MOST_TITLES = 50


class Unknown(Value):
    """An order of unknown outcome; `title` of its video, empty when that is gone."""

    operation: OperationRecord
    title: str


class Money(Room):
    """The ledger as people see it."""

    def standings(self) -> tuple[Standing, ...]:
        """How much is used of each limit that holds for all. Raises StorageError."""
        return self._parts.ledger.standings()

    def closed_windows(self) -> tuple[ClosedWindow, ...]:
        """Models whose provider takes nothing before a moment."""
        return self._parts.ledger.closed()

    def ask_again(self, model: str) -> None:
        """Do not wait for what the provider said of a model."""
        self._parts.ledger.reopen(model)

    def usage(self, days: int) -> Usage:
        """What was spent today and on the days before, in UTC days."""
        return usage_of(self.charges(days))

    def charges(self, days: int) -> tuple[ChargeRecord, ...]:
        """The ledger's rows of these days, the latest first: all for an approver, else one's own."""
        rows = self._parts.history.charges(utc_midnight(days - 1), limit=MOST_CHARGES)
        return tuple(row for row in rows if self._is_shown(row.owner))

    def ledger_csv(self, days: int) -> str:
        """The same as CSV."""
        return as_csv(self.charges(days))

    def alerts_since(self, moment: datetime) -> tuple[Alert, ...]:
        """Limits that filled up since then."""
        return self._parts.ledger.alerts_since(moment)

    def unknowns(self) -> tuple[Unknown, ...]:
        """The orders that wait for a person's decision, the first one first: an approver sees all."""
        found = [(each, self._named(each.video_id)) for each in self._parts.history.unknown_operations()]
        return tuple(
            Unknown(operation=operation, title=video.title if video else "")
            for operation, video in found
            if self._is_shown(video.owner if video else "")
        )

    def settle_unknown(self, key: str, *, was_charged: bool) -> None:
        """A person looked at the provider's console: count it or not; the clip may be ordered again.

        Raises NotFound.
        """
        history = self._parts.history
        (history.retry_unknown if was_charged else history.unknown_was_free)(key)

    def schedule(self, requests: list[GenerationRequest]) -> tuple[Fit, ...]:
        """When each video of a batch can begin, if all are ordered now in this order. Raises InvalidInput."""
        needs = [[item.call for item in estimate_brief(self._parts, each).due] for each in requests]
        return self._parts.ledger.predict(needs)

    def titles(self, videos: Sequence[Share]) -> dict[str, str]:
        """The titles of the dearest videos of a usage, by their ids; those that are gone are left out."""
        found = [self._named(share.name) for share in videos[:_MOST_TITLES]]
        return {video.video_id: video.title for video in found if video and self._is_shown(video.owner)}

    def _is_shown(self, owner: str) -> bool:
        """Whether the acting person may see what that owner spent."""
        return CHANGE.allows(acting_person(), owner, is_finished=False)

    def _named(self, video_id: str) -> VideoRecord | None:
        try:
            return self._parts.history.video(video_id, deleted=True)
        except NotFound:
            return None
