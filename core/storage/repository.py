"""What all repositories share: connections, the clock, and refusing what cannot be an id.

Queries are SQLAlchemy's own language, so they mean the same on SQLite and Postgres. The
one thing SQLAlchemy has no common word for, "insert or else", is here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.dialects import postgresql, sqlite

from core.errors import InvalidInput, NotFound
from core.models import JsonDict, VideoId
from core.storage.engine import WRITES
from core.storage.failures import database_failures
from core.storage.tables import videos

Clock = Callable[[], datetime]
_VIDEO_ID: TypeAdapter[str] = TypeAdapter(VideoId)
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def utc_now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def checked_video_id(video_id: str) -> str:
    """The id itself; raises InvalidInput for what cannot be one."""
    try:
        return _VIDEO_ID.validate_python(video_id)
    except ValidationError as error:
        words = "A video id is 1 to 64 letters, digits, '-' or '_', and starts with a letter or digit."
        raise InvalidInput(words, "Choose another id, or give none and get a new one.") from error


class Repository:
    """Blocks that read or write; every one is a transaction. Any thread may use it."""

    def __init__(self, engine: sa.Engine, clock: Clock = utc_now) -> None:
        self._engine = engine
        self._writer = engine.execution_options(**{WRITES: True})
        self._clock = clock

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with database_failures(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with database_failures(), self._writer.begin() as connection:
            yield connection


def at_one_moment(engine: sa.Engine) -> sa.Connection:
    """A connection whose reads all see the same; SQLite's do anyway."""
    is_sqlite = engine.dialect.name == "sqlite"
    return (
        engine.connect()
        if is_sqlite
        else engine.connect().execution_options(isolation_level="REPEATABLE READ")
    )


def lock_video(connection: sa.Connection, video_id: str) -> sa.Row[Any]:
    """The video's row, held until the block ends; raises NotFound. SQLite's writers take turns anyway."""
    query = sa.select(videos).where(videos.c.video_id == video_id).with_for_update()
    if (row := connection.execute(query).one_or_none()) is None:
        raise no_video(video_id)
    return row


def no_video(video_id: str) -> NotFound:
    """There is no such video."""
    return NotFound(f"There is no video {video_id}.", "`history` lists the videos there are.")


def insert_if_absent(connection: sa.Connection, table: sa.Table, values: JsonDict) -> bool:
    """Insert a row unless its primary key is taken; True if it was inserted."""
    insert = _INSERTS[connection.dialect.name](table).values(**values).on_conflict_do_nothing()
    # an answer of one row, since not every driver counts what an insert did
    return connection.execute(insert.returning(*table.primary_key)).first() is not None


def upsert(connection: sa.Connection, table: sa.Table, values: JsonDict) -> None:
    """Insert a row, or replace the one with the same primary key, in one statement."""
    insert = _INSERTS[connection.dialect.name](table).values(**values)
    keys = [column.name for column in table.primary_key]
    changed = {name: insert.excluded[name] for name in values if name not in keys}
    connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=changed))
