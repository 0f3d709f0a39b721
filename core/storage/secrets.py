"""Secrets that machines on one database share: made at the first wish, by whoever is first.

They stay where they are: no export carries them.
"""

from __future__ import annotations

import secrets as random

import sqlalchemy as sa

from core.storage.engine import WRITES
from core.storage.failures import database_failures
from core.storage.repository import insert_if_absent
from core.storage.tables import secrets

_SECRET_BYTES = 32


def shared_secret(engine: sa.Engine, name: str) -> str:
    """The secret of that name, 64 hexadecimal digits, the same for all. Raises StorageError."""
    query = sa.select(secrets.c.value).where(secrets.c.name == name)
    writer = engine.execution_options(**{WRITES: True})
    with database_failures(), writer.begin() as connection:
        if (known := connection.execute(query).scalar()) is None:
            made = {"name": name, "value": random.token_hex(_SECRET_BYTES)}
            insert_if_absent(connection, secrets, made)
            known = connection.execute(query).scalar_one()
    return str(known)
