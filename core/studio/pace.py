"""How often one person may do what costs money or much work, and how many of their videos are made at once.

What runs on the machine itself (command line, jobs) is nobody's visit and has no such limit; budgets
hold for all alike. Without a login a person is who comes from one address.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

from core.errors import TooManyRequests
from core.security.addresses import network
from core.security.people import OWNER_OF_THE_MACHINE, Person, acting_person
from core.security.rates import Rate
from core.storage.records import VideoRecord, VideoStatus
from core.studio.room import Room

S = TypeVar("S", bound=Room)

COSTLY = (
    "create", "write_script", "rewrite", "fit_to_voice", "draw_frame", "regenerate",
    "start", "preview", "again",
)  # fmt: skip
_ACTIVE = tuple(status for status in VideoStatus if status.is_active)


class Pace(Room):
    """Each person's share."""

    @cached_property
    def _costly_actions(self) -> Rate:
        return Rate(per_hour=self._parts.settings.actions_at_most)

    def _take_turn(self) -> None:
        """Count one costly action of the acting person. Raises TooManyRequests."""
        person = acting_person()
        if person == OWNER_OF_THE_MACHINE:
            return
        who = person.person_id if _is_known(person) else f"at {network(person.address)}"
        if wait_s := self._costly_actions.take(who):
            raise TooManyRequests(
                "You have asked for very much within an hour.",
                f"Go on in {max(1, round(wait_s / 60))} min.",
                retry_after_s=wait_s,
            )

    def _check_room_for(self, video: VideoRecord) -> None:
        """Whether one more video of its owner may be made. Raises TooManyRequests."""
        most = self._parts.settings.jobs_at_most
        if not most or not _is_known(acting_person()):
            return
        history = self._parts.history
        active = sum(history.count_videos(owner=video.owner, status=status) for status in _ACTIVE)
        if active >= most:
            raise TooManyRequests(
                f"{active} videos are being made or wait already.", "Wait until one is done, or cancel one."
            )


def _is_known(person: Person) -> bool:
    """Whether it is one person; without a login all who come are taken for the owner of the machine."""
    return person.person_id != OWNER_OF_THE_MACHINE.person_id


def paced(studio: type[S]) -> type[S]:
    """What is costly takes a turn first."""
    for name in COSTLY:
        setattr(studio, name, _taking_turns(getattr(studio, name)))
    return studio


def _taking_turns(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def in_turn(self: Pace, *args: Any, **kwargs: Any) -> Any:
        self._take_turn()
        return method(self, *args, **kwargs)

    return in_turn
