"""The connection to the product's own database: SQLite by default, Postgres by its address.

SQLite is set up so that threads and processes can share the file: readers never wait
(WAL), writers wait for each other, and a block that writes takes its turn at its start,
so it cannot fail half-way because somebody else wrote in between.
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Pool, create_engine, event, make_url

from core.storage.failures import database_failures

BUSY_TIMEOUT_S = 30
CONNECT_TIMEOUT_S = 10
_WATCHED = {
    "connect_timeout": CONNECT_TIMEOUT_S,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # milliseconds
}
"""A server that is cut off is given up after some 10 s, so that no page waits for it for ever."""
WRITES = "vvg_writes"
"""The execution option that marks a block which writes."""


def open_engine(
    url: str | URL,
    *,
    connections: int = 15,
    poolclass: type[Pool] | None = None,
    foreign_keys: bool = True,
    busy_timeout_s: int = BUSY_TIMEOUT_S,
) -> Engine:
    """An engine any thread may use; the folder of an SQLite file is made. Call `dispose()` at the end.

    It has as many `connections` to a server at the most, and keeps half of them while nobody wants one.

    Nothing is read or written yet, so a damaged file shows at the first use. Raises StorageError.
    """
    address = _with_our_driver(make_url(url))
    # NaN is not JSON: Postgres would refuse it, so SQLite must not take it either
    to_json = partial(json.dumps, allow_nan=False)
    if address.get_backend_name() != "sqlite":
        return create_engine(
            address,
            json_serializer=to_json,
            pool_size=(kept := (connections + 1) // 2),
            max_overflow=connections - kept,
            pool_pre_ping=True,
            connect_args=_WATCHED,
        )
    if not _is_uri(address):
        with database_failures():
            Path(address.database or "").parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        address, json_serializer=to_json, poolclass=poolclass, connect_args={"timeout": busy_timeout_s}
    )
    _prepare_sqlite(engine, foreign_keys)
    return engine


def _with_our_driver(address: URL) -> URL:
    """`postgres://…`, as hosts write it, and `postgresql://…` mean psycopg."""
    is_postgres = address.get_backend_name() in ("postgres", "postgresql")
    return address.set(drivername="postgresql+psycopg") if is_postgres else address


def _is_uri(address: URL) -> bool:
    """The file is named as a URI (`file:…?mode=ro&uri=true`), which is no path."""
    return "uri" in address.query


def _prepare_sqlite(engine: Engine, foreign_keys: bool) -> None:
    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: object) -> None:
        # the driver begins transactions by its own rules; ours begin where a block begins
        connection.isolation_level = None
        connection.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        connection.execute("PRAGMA synchronous=NORMAL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
