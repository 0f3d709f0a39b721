"""The whole history as a file of JSON lines, and back: how a team moves from SQLite to Postgres.

The first line says which shape the tables have, each other line is a row. A file is read in one
transaction: all of its rows are there afterwards, or none. Rows that are there already stay as
they are, so reading a file twice changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

import sqlalchemy as sa

from core.errors import InvalidInput
from core.models import JsonDict
from core.storage.engine import WRITES
from core.storage.failures import database_failures
from core.storage.imported import check_row
from core.storage.migrate import revision
from core.storage.repository import at_one_moment, insert_if_absent
from core.storage.tables import STAYS, UtcTime, metadata

FORMAT = "viral-video-generator history"
_AT_ONCE = 500
_NOT_OURS = "This is no file that `export` wrote"


def write_history(engine: sa.Engine, file: IO[str]) -> dict[str, int]:
    """Write every row as it was at one moment; how many of each table. Raises StorageError."""
    counts: dict[str, int] = {}
    _say(file, {"format": FORMAT, "revision": revision(engine)})
    with database_failures(), at_one_moment(engine) as connection:
        for table in moved_tables():
            counts[table.name] = 0
            for row in connection.execution_options(yield_per=_AT_ONCE).execute(sa.select(table)):
                _say(file, {"table": table.name, "row": dict(row._mapping)})
                counts[table.name] += 1
    return counts


def read_history(engine: sa.Engine, file: IO[str]) -> dict[str, int]:
    """Add the rows of a file; how many of each table were new. Raises InvalidInput, StorageError."""
    counts = {table.name: 0 for table in moved_tables()}
    lines = enumerate(file, start=1)
    _check_header(next(lines, (1, ""))[1], revision(engine))
    writer = engine.execution_options(**{WRITES: True})
    with database_failures(), writer.begin() as connection:
        for number, line in lines:
            table, values = _row(number, line)
            try:
                with connection.begin_nested():
                    counts[table.name] += insert_if_absent(connection, table, values)
            except (sa.exc.IntegrityError, sa.exc.DataError, sa.exc.StatementError) as error:
                raise InvalidInput(
                    f"Line {number} of the file does not fit into the history.", "Nothing was changed."
                ) from error
    return counts


def moved_tables() -> list[sa.Table]:
    """The tables of the history, each after those that it points to."""
    return [table for table in metadata.sorted_tables if not table.info.get(STAYS)]


def _say(file: IO[str], line: JsonDict) -> None:
    file.write(json.dumps(line, ensure_ascii=False, default=datetime.isoformat) + "\n")


def _check_header(line: str, ours: str | None) -> None:
    header = _parsed(1, line)
    if header.get("format") != FORMAT:
        raise InvalidInput(f"{_NOT_OURS}.", "Write one with `python -m core export FILE`.")
    if header.get("revision") != ours:
        raise InvalidInput(
            f"The file's tables are at step {header.get('revision')!r:.20}, those here at {ours!r}.",
            "Use the same version of the program on both sides.",
        )


def _row(number: int, line: str) -> tuple[sa.Table, JsonDict]:
    parsed = _parsed(number, line)
    table, row = (
        {table.name: table for table in moved_tables()}.get(str(parsed.get("table"))),
        parsed.get("row"),
    )
    if table is None or not isinstance(row, dict) or row.keys() != set(table.columns.keys()):
        raise InvalidInput(f"{_NOT_OURS}: line {number} is no row.", "Nothing was changed.")
    check_row(table.name, row)
    return table, dict(_values(table, row))


def _values(table: sa.Table, row: JsonDict) -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        is_time = isinstance(value, str) and isinstance(table.columns[name].type, UtcTime)
        try:
            yield name, datetime.fromisoformat(value) if is_time else value
        except ValueError as error:
            raise InvalidInput(f"{value!r:.40} is no time.", "Nothing was changed.") from error


def _parsed(number: int, line: str) -> JsonDict:
    try:
        parsed = json.loads(line)
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):
        raise InvalidInput(f"{_NOT_OURS}: line {number} cannot be read.", "Nothing was changed.")
    return parsed
