"""The history on a real Postgres: migrated, moved to from SQLite, and away for a moment."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from core.errors import StorageError
from core.storage.engine import open_engine
from core.storage.failures import DatabaseAway
from core.storage.history import History
from core.storage.migrate import migrate, move_to, revision, revisions
from core.storage.outages import outlasting
from core.storage.records import OperationState
from core.storage.secrets import shared_secret
from core.storage.tables import metadata
from core.storage.transfer import moved_tables
from tests.histories import fill, rows
from tests.postgres import PostgresServer


@pytest.fixture
def engine(postgres_url: str) -> Iterator[sa.Engine]:
    engine = open_engine(postgres_url)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = open_engine(f"sqlite:///{tmp_path}/app.sqlite")
    migrate(engine)
    yield engine
    engine.dispose()


def all_rows(engine: sa.Engine) -> dict[str, list[tuple[object, ...]]]:
    """Of the tables as they are now, whatever the program would have them be."""
    now = sa.MetaData()
    now.reflect(engine)
    with engine.connect() as connection:
        return {name: rows(connection, table) for name, table in now.tables.items()}


@pytest.mark.parametrize("place", ["engine", "sqlite"])
def test_data_goes_back_to_every_earlier_revision_and_up_again(
    place: str, request: pytest.FixtureRequest
) -> None:
    engine: sa.Engine = request.getfixturevalue(place)
    migrate(engine)
    history = fill(engine)
    for earlier in revisions()[:-1]:
        move_to(engine, earlier)
        before = all_rows(engine)
        assert before["videos"] and before["operations"]
        migrate(engine)
        assert len(history.videos()) == 1 and history.last_render("one") is not None
        assert [call.estimated_usd for call in history.operations("two")] == [3.2]
        move_to(engine, earlier)
        assert all_rows(engine) == before
        migrate(engine)


def test_the_migrated_tables_are_those_that_the_program_uses(engine: sa.Engine) -> None:
    migrate(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_many_processes_that_start_together_migrate_once(postgres_url: str) -> None:
    failures: list[BaseException] = []

    def start() -> None:
        engine = open_engine(postgres_url)
        try:
            migrate(engine)
        except BaseException as error:
            failures.append(error)
        engine.dispose()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_team_moves_to_postgres_and_loses_nothing(sqlite: sa.Engine, engine: sa.Engine) -> None:
    here = fill(sqlite)
    migrate(engine)
    there = History(engine)
    file = io.StringIO()
    told = here.write_to(file)
    assert all(told[table.name] for table in moved_tables()), "the sample has something of everything"
    assert shared_secret(engine, "links") != shared_secret(sqlite, "links"), "each database has its own"
    assert "secrets" not in told
    for new in (told, dict.fromkeys(told, 0)):
        file.seek(0)
        assert there.read_from(file) == new
    with sqlite.connect() as one, engine.connect() as other:
        for table in moved_tables():
            assert rows(one, table) == rows(other, table), table.name
    assert there.script("one").script == here.script("one").script


def test_a_database_that_is_away_is_waited_for(engine: sa.Engine, postgres_server: PostgresServer) -> None:
    migrate(engine)
    history = fill(engine)
    key = history.operations("one")[0].key
    postgres_server.stop()
    with pytest.raises(DatabaseAway) as away:
        history.videos()
    assert away.value.kind == StorageError.__name__
    back = threading.Timer(1.0, postgres_server.start)
    back.start()
    history.operation_submitted(key, "operations/1")
    back.join()
    assert history.operation(key).state is OperationState.SUBMITTED


def test_only_a_database_that_is_away_is_waited_for() -> None:
    tries = []

    @outlasting
    def fails() -> None:
        tries.append(1)
        raise StorageError("The disk is full.")

    with pytest.raises(StorageError):
        fails()
    assert len(tries) == 1


def test_a_database_without_our_tables_is_told(engine: sa.Engine) -> None:
    assert revision(engine) is None
    with pytest.raises(StorageError, match="not up to date"):
        History(engine).videos()
