"""Migrations: from nothing to the newest tables and back, in one piece."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from core.models import GenerationRequest
from core.storage.engine import open_engine
from core.storage.history import History
from core.storage.migrate import _config, migrate, move_to, revision, revisions
from core.storage.tables import metadata


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = open_engine(f"sqlite:///{tmp_path}/a folder with 100%, ünïcode/app.sqlite")
    yield engine
    engine.dispose()


def tables(engine: sa.Engine) -> set[str]:
    return set(sa.inspect(engine).get_table_names()) - {"alembic_version"}


def test_the_files_names_are_the_steps_in_their_order() -> None:
    steps = ScriptDirectory.from_config(_config()).walk_revisions()
    assert revisions() == tuple(step.revision for step in steps)[::-1]


def test_a_new_database_gets_all_tables(engine: sa.Engine) -> None:
    assert revision(engine) is None
    migrate(engine)
    assert tables(engine) == set(metadata.tables)
    assert revision(engine) is not None


def test_the_migrated_tables_are_those_that_the_program_uses(engine: sa.Engine) -> None:
    migrate(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_migrating_again_changes_nothing(engine: sa.Engine) -> None:
    migrate(engine)
    History(engine).create_video("v", GenerationRequest(prompt="A calm spot"))
    migrate(engine)
    assert History(engine).count_videos() == 1


def test_down_to_nothing_and_up_again(engine: sa.Engine) -> None:
    migrate(engine)
    History(engine).create_video("v", GenerationRequest(prompt="A calm spot"))
    move_to(engine, "base")
    assert tables(engine) == set()
    assert revision(engine) is None
    migrate(engine)
    history = History(engine)
    assert history.count_videos() == 0
    history.create_video("v", GenerationRequest(prompt="A calm spot"))
    history.start_render("v", 1, {})
    assert history.last_render("v") is not None


AT = "2026-01-01 00:00:00.000000"
OPERATIONS = {
    # key: state, estimated, actual, written off; what counts as spent
    "in-flight": ("submitted", 1.0, None, 0.0, 1.0),
    "collected": ("collected", 1.0, 0.8, 0.0, 0.8),
    "paid-twice": ("collected", 1.0, 0.8, 1.0, 1.8),
    "refused": ("refused", 1.0, None, 0.0, 0.0),
    "spoilt": ("failed", 1.0, None, 1.0, 1.0),
    "unknown": ("unknown", 1.234567, None, 0.0, 1.234567),
    "free": ("collected", 0.0, 0.0, 0.0, 0.0),
}


def test_money_moves_from_operations_to_charges_and_back_without_loss(engine: sa.Engine) -> None:
    move_to(engine, "head")
    move_to(engine, "0002")
    with engine.begin() as connection:
        for key, (state, estimated, actual, written_off, _) in OPERATIONS.items():
            row = {"key": key, "state": state, "e": estimated, "a": actual, "w": written_off, "at": AT}
            connection.execute(
                sa.text(
                    "INSERT INTO operations (key, video_id, scene_id, model, state, process, attempts, "
                    "estimated_usd, actual_usd, written_off_usd, created_at, updated_at) VALUES "
                    "(:key, 'v', 's1', 'veo', :state, 'p', 1, :e, :a, :w, :at, :at)"
                ),
                row,
            )
    for _ in range(2):
        migrate(engine)
        found = {record.key: record.spent_usd for record in History(engine).operations("v")}
        assert found == pytest.approx({key: row[-1] for key, row in OPERATIONS.items()})
        move_to(engine, "0002")
        with engine.connect() as connection:
            rows = connection.execute(sa.text("SELECT key, actual_usd, written_off_usd FROM operations"))
            back = {key: (actual, written_off) for key, actual, written_off in rows}
        assert back == {key: (row[2], row[3]) for key, row in OPERATIONS.items()}


def test_a_migration_that_fails_half_way_leaves_nothing(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("the process dies here")

    with monkeypatch.context() as broken:
        broken.setattr(Operations, "create_index", fail)
        with pytest.raises(RuntimeError):
            migrate(engine)
    assert tables(engine) == set()
    migrate(engine)
    assert tables(engine) == set(metadata.tables)


def test_readers_and_writers_share_the_file_and_keys_hold(engine: sa.Engine) -> None:
    migrate(engine)
    engine.dispose()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 30_000
    with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
        values = "('nobody', 1, '{}', '', '', '2026-01-01 00:00:00.000000')"
        connection.exec_driver_sql(f"INSERT INTO script_versions VALUES {values}")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM script_versions").scalar() == 0


def test_no_column_holds_a_pickle() -> None:
    for table in metadata.tables.values():
        for column in table.columns:
            assert not isinstance(column.type, sa.PickleType | sa.LargeBinary), f"{table}.{column.name}"
