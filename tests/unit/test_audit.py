"""The audit log: added to, never changed, and every tampering is found where it is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog

from core.errors import StorageError
from core.security.audit import Deed
from core.storage.audit import AuditLog
from core.storage.engine import open_engine
from core.storage.migrate import migrate

ANN, BOB = "ann@example.com", "bob@example.com"
NOON = datetime(2026, 11, 26, 12, 0, 0, 123456, tzinfo=UTC)
GUARDS = ("audit_UPDATE", "audit_DELETE", "audit_head_UPDATE", "audit_head_DELETE")


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    is_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path}/app.sqlite" if is_sqlite else request.getfixturevalue("postgres_url")
    engine = open_engine(url)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def log(engine: sa.Engine) -> AuditLog:
    moments = (NOON + timedelta(seconds=n) for n in range(1_000))
    return AuditLog(engine, lambda: next(moments))


def fill(log: AuditLog, number: int = 5) -> None:
    for n in range(number):
        log.record(Deed(action=f"act{n}", video_id=f"v{n}"), person=ANN if n % 2 else BOB)


def tamper(engine: sa.Engine, *statements: str) -> None:
    """As somebody who may do anything in the database, its guards included."""
    with engine.begin() as connection:
        for guard in GUARDS:
            table = guard.rpartition("_")[0]
            of_table = "" if engine.dialect.name == "sqlite" else f" ON {table}"
            connection.exec_driver_sql(f"DROP TRIGGER {guard}{of_table}")
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_entries_say_who_what_when_from_where_and_how_it_ended(log: AuditLog) -> None:
    who = {"person": ANN, "role": "creator", "address": "192.0.2.7"}
    log.record(Deed(action="rename", video_id="bottle"), **who)
    log.record(Deed(action="settle_unknown", subject="veo", result="NotAllowed"), **who)
    last, first = log.entries()
    assert (first.number, first.person, first.role, first.address) == (
        1,
        ANN,
        "creator",
        "192.0.2.7",
    )
    assert (first.action, first.video_id, first.result, first.moment) == ("rename", "bottle", "done", NOON)
    assert (last.subject, last.result) == ("veo", "NotAllowed")
    assert log.verify().is_whole


def test_entries_are_found_by_who_what_video_and_time(log: AuditLog) -> None:
    fill(log)
    assert [entry.number for entry in log.entries(person=ANN)] == [4, 2]
    assert [entry.number for entry in log.entries(action="act2")] == [3]
    assert [entry.number for entry in log.entries(video_id="v0")] == [1]
    assert [
        e.number for e in log.everything(since=NOON + timedelta(seconds=1), until=NOON + timedelta(seconds=3))
    ] == [2, 3]
    assert log.count(person=BOB) == 3
    assert log.actions() == ("act0", "act1", "act2", "act3", "act4")
    assert [entry.number for entry in log.entries(offset=1, limit=2)] == [4, 3]


STATEMENTS = [
    "UPDATE audit SET person = 'eve' WHERE number = 3",
    "DELETE FROM audit WHERE number = 5",
    "DELETE FROM audit",
    "UPDATE audit_head SET number = 4",
    "DELETE FROM audit_head",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_itself_refuses_changes(engine: sa.Engine, log: AuditLog, statement: str) -> None:
    fill(log)
    with pytest.raises(sa.exc.DBAPIError, match="can only be added to"), engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert log.verify().is_whole


def test_postgres_refuses_to_empty_the_table_at_once(engine: sa.Engine, log: AuditLog) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    fill(log)
    with pytest.raises(sa.exc.DBAPIError, match="can only be added to"), engine.begin() as connection:
        connection.exec_driver_sql("TRUNCATE audit")


_ROW_OF_2 = "(SELECT hash FROM audit WHERE number = 2)"
TAMPERINGS = {
    "changed": (["UPDATE audit SET person = 'eve' WHERE number = 3"], [3]),
    "changed result": (["UPDATE audit SET result = 'done ' WHERE number = 1"], [1]),
    "another hash": ([f"UPDATE audit SET hash = {_ROW_OF_2} WHERE number = 4"], [4, 5]),
    "first removed": (["DELETE FROM audit WHERE number = 1"], [1]),
    "one removed": (["DELETE FROM audit WHERE number = 3"], [3]),
    "removed and closed up": (
        ["DELETE FROM audit WHERE number = 3", "UPDATE audit SET number = 3 WHERE number = 4",
         "UPDATE audit SET number = 4 WHERE number = 5"], [3, 4, 5],
    ),
    "reordered": (
        ["UPDATE audit SET number = 99 WHERE number = 2", "UPDATE audit SET number = 2 WHERE number = 3",
         "UPDATE audit SET number = 3 WHERE number = 99"], [2, 3, 4],
    ),
    "end removed": (["DELETE FROM audit WHERE number >= 4"], [4]),
    "added at the end": (
        ["INSERT INTO audit SELECT 6, moment, person, role, address, action, video_id, subject, result, hash "
         "FROM audit WHERE number = 1"], [6, 6],
    ),
    "end and head moved back": (
        ["DELETE FROM audit WHERE number = 5", "UPDATE audit_head SET number = 4"], [4],
    ),
    "all removed": (["DELETE FROM audit"], [1]),
    "head removed": (["DELETE FROM audit_head"], [5]),
}  # fmt: skip


@pytest.mark.parametrize("how", TAMPERINGS)
def test_every_tampering_is_found_where_it_is(engine: sa.Engine, log: AuditLog, how: str) -> None:
    fill(log)
    statements, broken = TAMPERINGS[how]
    tamper(engine, *statements)
    verdict = log.verify()
    assert [fault.number for fault in verdict.faults] == broken
    assert not verdict.is_whole


def test_an_end_that_was_cut_off_with_its_head_is_found_by_an_anchor_kept_elsewhere(
    engine: sa.Engine, log: AuditLog
) -> None:
    fill(log)
    anchor = log.verify().head
    tamper(
        engine,
        "DELETE FROM audit WHERE number = 5",
        "UPDATE audit_head SET number = 4, hash = (SELECT hash FROM audit WHERE number = 4)",
    )
    assert log.verify().is_whole, "the database alone cannot tell"
    [fault] = log.verify({anchor.number: anchor.hash}).faults
    assert (fault.number, "anchor" in fault.text) == (5, True)


def test_a_log_that_was_written_anew_is_found_by_an_anchor_kept_elsewhere(
    engine: sa.Engine, log: AuditLog
) -> None:
    fill(log)
    anchor = log.verify().head
    tamper(engine, "DELETE FROM audit", "DELETE FROM audit_head")
    fill(log)
    assert log.verify().is_whole
    assert [fault.number for fault in log.verify({anchor.number: anchor.hash}).faults] == [5]


def test_each_entry_leaves_its_anchor_in_the_programs_log(log: AuditLog) -> None:
    with structlog.testing.capture_logs() as lines:
        entry = log.record(Deed(action="rename"), person=ANN)
    assert [(line["number"], line["anchor"]) for line in lines] == [(1, entry.hash)]


def test_many_writers_at_once_make_one_chain(engine: sa.Engine) -> None:
    log = AuditLog(engine)
    threads = [threading.Thread(target=fill, args=(log, 10)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    verdict = log.verify()
    assert (verdict.entries, verdict.faults) == (60, ())


def test_a_database_that_fails_says_so(engine: sa.Engine) -> None:
    log = AuditLog(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE audit RENAME TO gone")
    with pytest.raises(StorageError):
        log.record(Deed(action="rename"), person=ANN)
