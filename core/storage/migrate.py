"""Bring the database up to date at every start, once however many processes start.

The steps are Alembic's, in `migrations/versions`. They run in one transaction: a process
that dies half-way leaves the database as it was. Alembic takes long to load, and a database that
is up to date does not need it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from typing import TYPE_CHECKING

from filelock import FileLock
from sqlalchemy import Connection, Engine, NullPool, inspect, text

from core.storage.engine import WRITES, open_engine
from core.storage.failures import database_failures

if TYPE_CHECKING:
    from alembic.config import Config

_POSTGRES_LOCK = 7_286_155_304_218


def migrate(engine: Engine) -> None:
    """Upgrade to the newest tables; quick when there is nothing to do. Raises StorageError."""
    if revision(engine) != revisions()[-1]:
        move_to(engine, "head")


def revision(engine: Engine) -> str | None:
    """The step the database is at; None before the first. Raises StorageError."""
    with database_failures(), engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def revisions() -> tuple[str, ...]:
    """All steps there are, the first one first: each file is named `v`, its step, and what it is about."""
    files = resources.files("core.storage.migrations.versions").iterdir()
    return tuple(sorted(file.name[1:5] for file in files if file.name.startswith("v")))


def move_to(engine: Engine, target: str) -> None:
    """Upgrade to `head` or downgrade to an older step or `base`. Raises StorageError."""
    from alembic import command

    with database_failures(), _alone(engine) as connection:
        config = _config()
        config.attributes["connection"] = connection
        (command.upgrade if target == "head" else command.downgrade)(config, target)


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "core.storage:migrations")
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A transaction no other process migrates beside."""
    if engine.dialect.name == "sqlite":
        with FileLock(f"{engine.url.database}.lock"), _sqlite_transaction(engine) as connection:
            yield connection
    else:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRES_LOCK})
            yield connection


@contextmanager
def _sqlite_transaction(engine: Engine) -> Iterator[Connection]:
    """On a connection of its own, since SQLite changes a table by copying it and dropping the old
    one: with foreign keys on, that would delete all rows that point to it."""
    apart = open_engine(engine.url, poolclass=NullPool, foreign_keys=False)
    with apart.connect() as connection:
        # outside of any transaction; SQLite does it only once the answer is fetched
        connection.connection.cursor().execute("PRAGMA journal_mode=WAL").fetchone()
        with connection.execution_options(**{WRITES: True}).begin():
            yield connection
