"""Life signs between machines, by locks in a real Postgres."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import psycopg
import pytest

from core.errors import StorageError
from core.jobs import advisory_lock
from core.jobs.advisory_lock import AdvisoryLock, lock_key
from core.jobs.postgres_executors import GIVE_UP_S, GRACE_S, PostgresExecutors
from tests.postgres import query
from tests.waiting import wait_until

OTHER = "another-machine-0:1:1"


class Clock:
    """A clock that stands still until it is moved."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


class Member:
    """A process of another machine, as far as its lock goes."""

    def __init__(self, url: str, name: str, *, may_be_lost: bool = True) -> None:
        self.clock, self.lost = Clock(), threading.Event()
        on_lost = self.lost.set if may_be_lost else None
        self.executors = PostgresExecutors(url, on_lost, clock=self.clock)
        self.executors.own_id = name
        self.executors._lock = AdvisoryLock(url, name)
        self.executors.hold()

    def sees_dead(self, name: str) -> bool:
        with self.executors.taken_from_the_dead(name) as dead:
            return dead


@pytest.fixture
def enter(postgres_url: str) -> Iterator[Callable[[str], Member]]:
    members: list[Member] = []

    def entered(name: str) -> Member:
        members.append(Member(postgres_url, name))
        return members[-1]

    yield entered
    for member in members:
        member.executors.release()


def cut(url: str, name: str) -> None:
    """End the connections of that member, as a network or a restart does."""
    query(url, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{name}'")


def test_who_lives_cannot_be_taken_and_who_left_is_taken_after_the_grace(
    enter: Callable[[str], Member],
) -> None:
    survivor, other = enter("survivor-0:1:1"), enter(OTHER)
    assert not survivor.sees_dead(OTHER)
    assert not survivor.sees_dead(survivor.executors.own_id)
    assert survivor.executors.is_alive(OTHER)
    other.executors.release()
    wait_until(lambda: not survivor.executors.is_alive(OTHER))
    assert not survivor.sees_dead(OTHER), "it may only be cut off, and take its lock again"
    survivor.clock.now += GRACE_S
    assert survivor.sees_dead(OTHER)


def test_the_grace_begins_anew_when_the_lock_was_taken_again(enter: Callable[[str], Member]) -> None:
    survivor, other = enter("survivor-0:1:1"), enter(OTHER)
    other.executors.release()
    wait_until(lambda: not survivor.executors.is_alive(OTHER))
    assert not survivor.sees_dead(OTHER)
    again = enter(OTHER)
    survivor.clock.now += GRACE_S
    assert not survivor.sees_dead(OTHER)
    again.executors.release()
    assert not survivor.sees_dead(OTHER)


def test_two_survivors_do_not_take_one_dead_process_at_the_same_time(enter: Callable[[str], Member]) -> None:
    one, two = enter("survivor-0:1:1"), enter("survivor-0:2:2")
    for member in (one, two):
        assert not member.sees_dead(OTHER)
        member.clock.now += GRACE_S
    with one.executors.taken_from_the_dead(OTHER) as dead:
        assert dead
        assert not two.sees_dead(OTHER)


def test_a_process_whose_connection_breaks_takes_its_lock_again(
    enter: Callable[[str], Member], postgres_url: str
) -> None:
    survivor, other = enter("survivor-0:1:1"), enter(OTHER)
    for _ in range(2):
        cut(postgres_url, OTHER)
        wait_until(lambda: survivor.executors.is_alive(OTHER))
    assert not other.lost.is_set()


def test_a_process_that_cannot_confirm_in_time_ends_itself(
    enter: Callable[[str], Member], postgres_url: str
) -> None:
    other = enter(OTHER)
    other.clock.now += GIVE_UP_S + 1
    other.executors._lock._database_url = "postgresql://nobody@127.0.0.1:1/nowhere"
    cut(postgres_url, OTHER)
    wait_until(other.lost.is_set)


def test_a_process_that_was_only_paused_goes_on(enter: Callable[[str], Member]) -> None:
    other = enter(OTHER)
    other.clock.now += 10 * GIVE_UP_S
    wait_until(lambda: other.executors._confirmed_at == other.clock.now)
    assert not other.lost.is_set()


def test_two_processes_of_one_name_are_refused(enter: Callable[[str], Member], postgres_url: str) -> None:
    enter(OTHER)
    with pytest.raises(StorageError, match="name"):
        Member(postgres_url, OTHER)


def test_a_pooler_that_shares_connections_is_refused(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Pooled(psycopg.Connection):  # type: ignore[type-arg]  # as pgbouncer does in transaction mode
        """Another server process answers each time."""

        pids = iter(range(10))

        def execute(self, text: object, *args: object, **others: object) -> object:  # type: ignore[override]
            if "pg_backend_pid" in str(text):
                return super().execute(f"SELECT {'true, ' if 'lock' in str(text) else ''}{next(self.pids)}")
            return super().execute(text, *args, **others)  # type: ignore[arg-type]

    monkeypatch.setattr(advisory_lock, "connect", lambda url, _: Pooled.connect(url, autocommit=True))
    with pytest.raises(StorageError, match="pooler"):
        AdvisoryLock(postgres_url, OTHER).taken()


def test_a_server_that_is_not_there_is_a_clear_error() -> None:
    with pytest.raises(StorageError, match="cannot be reached"):
        PostgresExecutors("postgresql://nobody@127.0.0.1:1/nowhere", None).hold()


def test_lock_keys_are_64_bit_numbers_and_differ() -> None:
    keys = {lock_key(f"machine:{n}:1") for n in range(1000)}
    assert len(keys) == 1000
    assert all(-(2**63) <= key < 2**63 for key in keys)
