"""Whose turn it is in the queue."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.jobs.fairness import BATCH, ActiveJob, place_for


class Queue:
    """Jobs asked for and begun one after the other, the lowest place first."""

    def __init__(self) -> None:
        self.jobs: list[ActiveJob] = []

    def ask(self, owner: str, *, is_batch: bool = False) -> None:
        place = place_for(owner, self.jobs, is_batch=is_batch)
        self.jobs.append(ActiveJob(owner=owner, place=place, is_running=False))

    def begin(self) -> str:
        """Whose job begins; the one that ran before is over."""
        waiting = [job for job in self.jobs if not job.is_running]
        first = min(waiting, key=lambda job: job.place)
        self.jobs = [job for job in waiting if job is not first]
        self.jobs.append(first.model_copy(update={"is_running": True}))
        return first.owner

    def order(self) -> str:
        return "".join(self.begin() for _ in [job for job in self.jobs if not job.is_running])


def test_one_video_does_not_wait_behind_ten_of_somebody_else() -> None:
    queue = Queue()
    for _ in range(10):
        queue.ask("a")
    queue.begin()
    queue.ask("b")
    assert queue.order().index("b") <= 1


def test_people_who_ask_for_as_much_take_turns() -> None:
    queue = Queue()
    for owner in "aaabbb":
        queue.ask(owner)
    assert queue.order() == "ababab"


def test_nobody_waits_for_ever_behind_newcomers() -> None:
    queue = Queue()
    for _ in range(3):
        queue.ask("a")
    begun = ""
    for newcomer in "bcdefghijklm":
        queue.ask(newcomer)
        begun += queue.begin()
    assert begun.count("a") == 3


def test_batches_come_behind_all_that_people_wait_for() -> None:
    queue = Queue()
    queue.ask("a", is_batch=True)
    queue.ask("b")
    queue.ask("b")
    assert queue.order() == "bba"


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=40))
def test_a_place_is_one_that_the_engine_takes(asked: list[tuple[str, bool]]) -> None:
    queue = Queue()
    for owner, is_batch in asked:
        queue.ask(owner, is_batch=is_batch)
    assert all(1 <= job.place < 2 * BATCH for job in queue.jobs)
