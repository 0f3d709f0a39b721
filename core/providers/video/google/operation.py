"""A clip that is being made at Google, by a name that any process can go on with.

The name that is saved carries the moment of submitting, so that whoever collects knows when
to give up, even after a restart.
"""

from __future__ import annotations

from typing import NamedTuple

from core.errors import ProviderUnavailable

GIVE_UP_AFTER_S = 1_200.0
"""Google's own maximum in rush hours is 6 minutes; ten more may be a queue."""


class Operation(NamedTuple):
    """Google's name of the operation, and when it was submitted (seconds since 1970)."""

    name: str
    submitted_at_s: float

    @classmethod
    def read(cls, saved: str) -> Operation:
        """From what `saved` gave. A bare name has no known beginning, and so no end."""
        name, _, seconds = saved.rpartition("@")
        if name and seconds.isdecimal():
            return cls(name, float(seconds))
        return cls(saved, float("inf"))

    @property
    def saved(self) -> str:
        return f"{self.name}@{self.submitted_at_s:.0f}"

    def check_patience(self, now_s: float, give_up_after_s: float, who: str) -> None:
        """Raises ProviderUnavailable when it has been running for longer than that."""
        if now_s - self.submitted_at_s > give_up_after_s:
            raise ProviderUnavailable(
                f"{who} has not finished this clip in {give_up_after_s / 60:.0f} minutes.",
                f"Try again later: it goes on under its name {self.name} and is not paid for again.",
            )
