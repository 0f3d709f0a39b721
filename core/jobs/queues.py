"""The queues and how much of each is done at once: by one process, and by all together."""

from __future__ import annotations

from enum import Enum
from typing import Literal

from dbos import DBOS
from pydantic import Field

from core.models import Value

VIDEOS, SCENES, CLIPS, ENCODE, COMMANDS = "videos", "scenes", "clips", "encode", "commands"
"""Whole videos; their narrations; their clips, which wait for a provider; their pieces, which need
cores; and videos that single commands continue after a crash."""

NARRATIONS = 8
"""At once: one that Google speaks is waited for; those that are spoken here wait for a core."""

Rules = Literal["always_update", "never_update"]


class Takes(Enum):
    """Whose jobs a process does."""

    ALL = "all"
    OWN = "own"
    """A single command: the video it was started for, with the parts of any."""
    NOTHING = "nothing"
    """It only asks for jobs and reads."""

    @property
    def queues(self) -> list[str]:
        """Those it takes from."""
        parts = [SCENES, CLIPS, ENCODE, COMMANDS]
        return {Takes.ALL: [VIDEOS, *parts], Takes.OWN: parts, Takes.NOTHING: []}[self]


class Limits(Value):
    """How much at once; `in_all` counts over all processes on one database, 0 is no limit."""

    videos: int = Field(ge=1)
    clips: int = Field(ge=1)
    pieces: int = Field(ge=1)
    videos_in_all: int = Field(default=0, ge=0)
    clips_in_all: int = Field(default=0, ge=0)
    clips_per_minute: int = Field(default=0, ge=0)

    def register(self, polling_s: float, *, is_shared: bool, anew: bool) -> None:
        """Make the queues known to the launched engine; `anew` replaces limits that others set."""
        rules: Rules = "always_update" if anew else "never_update"
        seldom_s = 2 * polling_s  # what takes many seconds can wait for half of one
        soon_s = seldom_s if is_shared else polling_s  # a shared database is asked by many
        self._queue(VIDEOS, self.videos, soon_s, rules, self.videos_in_all)
        self._queue(COMMANDS, self.videos, 4 * polling_s, rules)  # only after a crash
        self._queue(SCENES, NARRATIONS, soon_s, rules)
        self._queue(CLIPS, self.clips, seldom_s, rules, self.clips_in_all, self.clips_per_minute)
        self._queue(ENCODE, self.pieces + 2, polling_s, rules)  # one piece is ready, another mixes sound

    def _queue(
        self, name: str, here: int, polling_s: float, rules: Rules, in_all: int = 0, per_minute: int = 0
    ) -> None:
        DBOS.register_queue(
            name,
            worker_concurrency=min(here, in_all) if in_all else here,
            global_concurrency=in_all or None,
            limiter={"limit": per_minute, "period": 60.0} if per_minute else None,
            polling_interval_sec=polling_s,
            on_conflict=rules,
        )
