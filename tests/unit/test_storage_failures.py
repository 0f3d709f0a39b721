"""When the database says no: one plain sentence and a hint."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.errors import StorageError
from core.models import GenerationRequest
from core.storage.engine import open_engine
from core.storage.failures import database_failures
from core.storage.history import History
from core.storage.migrate import migrate

BRIEF = GenerationRequest(prompt="A calm spot")


def made(tmp_path: Path) -> Path:
    """A database with one video."""
    path = tmp_path / "app.sqlite"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    history = History(engine)
    history.create_video("v", BRIEF)
    history.close()
    return path


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "app.sqlite"
    path.write_bytes(b"this is no database, whatever its name says. " * 100)
    engine = open_engine(f"sqlite:///{path}")
    for use in (lambda: migrate(engine), lambda: History(engine).videos()):
        with pytest.raises(StorageError, match="damaged") as caught:
            use()
        assert "backup" in caught.value.hint
        assert caught.value.__cause__ is not None
    engine.dispose()
    assert path.read_bytes().startswith(b"this is no database"), "it is left as it was"


def test_a_database_with_torn_pages(tmp_path: Path) -> None:
    path = made(tmp_path)
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    history = History(open_engine(f"sqlite:///{path}"))
    with pytest.raises(StorageError, match="damaged"):
        history.videos()
    history.close()


def test_a_read_only_database_can_be_read_but_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path)
    monkeypatch.chdir(tmp_path)
    history = History(open_engine(f"sqlite:///file:{path}?mode=ro&uri=true"))
    assert history.video("v").request == BRIEF
    with pytest.raises(StorageError, match="cannot be written") as caught:
        history.rename("v", "New")
    assert "VVG_DATA_DIR" in caught.value.hint
    assert not (tmp_path / "file:").exists(), "a URI is no folder to make"
    history.close()


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(StorageError, match="cannot be written"):
        open_engine(f"sqlite:///{tmp_path}/data/app.sqlite")


def test_a_database_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "app.sqlite").mkdir()
    engine = open_engine(f"sqlite:///{tmp_path}/app.sqlite")
    with pytest.raises(StorageError, match="cannot be written"):
        migrate(engine)
    engine.dispose()


def test_a_full_disk(tmp_path: Path) -> None:
    history = History(open_engine(f"sqlite:///{made(tmp_path)}"))
    with history._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1")
    with pytest.raises(StorageError, match="disk is full") as caught:
        for number in range(200):
            history.create_video(f"v{number}", GenerationRequest(prompt="x" * 4_000))
    assert "Free some space" in caught.value.hint
    assert history.video("v").request == BRIEF
    history.close()


def test_a_database_that_somebody_keeps_busy(tmp_path: Path) -> None:
    path = made(tmp_path)
    history = History(open_engine(f"sqlite:///{path}", busy_timeout_s=0))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="busy"):
        history.rename("v", "New")
    assert history.video("v").title == "A calm spot", "reading never waits"
    other.close()
    history.rename("v", "New")
    history.close()


def test_a_database_that_was_never_migrated(tmp_path: Path) -> None:
    history = History(open_engine(f"sqlite:///{tmp_path}/app.sqlite"))
    with pytest.raises(StorageError, match="not up to date"):
        history.videos()
    history.close()


def test_a_row_that_this_version_cannot_read(tmp_path: Path) -> None:
    path = made(tmp_path)
    with sqlite3.connect(path) as database:
        database.execute("""UPDATE videos SET request = '{"prompt": "x", "mystery": 1}'""")
    database.close()
    history = History(open_engine(f"sqlite:///{path}"))
    with pytest.raises(StorageError, match="cannot read"):
        history.video("v")
    history.close()


def test_a_server_that_is_away() -> None:
    refused = sa.exc.OperationalError("SELECT 1", {}, Exception("connection refused"))
    with pytest.raises(StorageError, match="cannot be reached") as caught, database_failures():
        raise refused
    assert "VVG_DATABASE_URL" in caught.value.hint
    with pytest.raises(StorageError, match="busy"), database_failures():
        raise sa.exc.TimeoutError("QueuePool limit reached")


def test_a_broken_constraint_is_for_the_caller() -> None:
    with pytest.raises(sa.exc.IntegrityError), database_failures():
        raise sa.exc.IntegrityError("INSERT", {}, Exception("UNIQUE"))


def test_a_time_without_zone_is_a_mistake(tmp_path: Path) -> None:
    history = History(open_engine(f"sqlite:///{made(tmp_path)}"))
    with pytest.raises(sa.exc.StatementError, match="zone"):
        history.videos(since=datetime(2026, 1, 1))  # noqa: DTZ001  # the mistake under test
    history.close()
