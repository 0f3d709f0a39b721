"""Whose turn it is: a job's place in the queue, as a number, the lowest first.

After start-time fair queuing: every person has a clock that moves on by one with each job they ask
for, and a job's place is the later of its person's clock and the queue's, which stands one after
the job that runs. So who asks for ten videos
waits behind who asks for one, and nobody waits for ever behind newcomers. Batches come behind all
that people sit and wait for.
"""

from __future__ import annotations

from collections.abc import Iterable

from core.models import Value

FIRST, BATCH = 1, 1_000_000
"""The first place there is, and the first that belongs to batches."""


class ActiveJob(Value):
    """A job that waits or runs: whose, and at which place."""

    owner: str
    place: int
    is_running: bool


def place_for(owner: str, jobs: Iterable[ActiveJob], *, is_batch: bool) -> int:
    """The place of a new job of this person behind those that are active."""
    first = BATCH if is_batch else FIRST
    same = [job for job in jobs if (job.place >= BATCH) is is_batch]
    running = [job.place for job in same if job.is_running]
    waiting = [job.place for job in same if not job.is_running]
    now = max(running) + 1 if running else min(waiting, default=first)
    own = [job.place + 1 for job in same if job.owner == owner]
    return max([first, now, *own])
