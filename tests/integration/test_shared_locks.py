"""Locks between machines, all of a process on one connection."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from core.errors import Cancelled
from core.jobs.shared_locks import PostgresLocks
from core.storage.failures import DatabaseAway
from tests.postgres import PostgresServer, query

LINES = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'artefacts'"


@pytest.fixture
def machines(postgres_url: str) -> Iterator[tuple[PostgresLocks, PostgresLocks]]:
    made = PostgresLocks(postgres_url), PostgresLocks(postgres_url)
    yield made
    for locks in made:
        locks.close()


def is_free(locks: PostgresLocks, name: str) -> bool:
    try:
        with locks.alone(name, should_stop=lambda: True):
            return True
    except Cancelled:
        return False


def test_what_one_machine_holds_another_waits_for(
    machines: tuple[PostgresLocks, PostgresLocks], postgres_url: str
) -> None:
    one, other = machines
    with one.alone("a"), one.alone("b"):
        assert not is_free(other, "a") and not is_free(other, "b") and is_free(other, "c")
        assert query(postgres_url, LINES) == [(2,)], "one connection each"
    assert is_free(other, "a") and is_free(other, "b")


def test_threads_hold_and_let_go_side_by_side(machines: tuple[PostgresLocks, PostgresLocks]) -> None:
    one, other = machines
    inside: list[str] = []

    def work(name: str) -> None:
        with one.alone(name):
            inside.append(name)

    threads = [threading.Thread(target=work, args=(f"k{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(inside) == 8 and all(is_free(other, f"k{n}") for n in range(8))


def test_a_broken_connection_is_replaced_and_a_server_that_is_away_is_told(
    machines: tuple[PostgresLocks, PostgresLocks], postgres_server: PostgresServer
) -> None:
    one, _ = machines
    with one.alone("a"):
        postgres_server.restart()
    with one.alone("a"):
        pass
    postgres_server.stop()
    try:
        with pytest.raises(DatabaseAway), one.alone("a"):
            pass
    finally:
        postgres_server.start()
