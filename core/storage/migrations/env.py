"""Run by Alembic: takes the connection that `core.storage.migrate` made."""

from __future__ import annotations

from alembic import context

from core.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table only by copying it
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
