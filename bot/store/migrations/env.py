"""Alembic's entry: runs the revisions on the engine that Store.migrate hands over."""

from __future__ import annotations

from alembic import context

from bot.store.tables import Base

with context.config.attributes["engine"].connect() as connection:
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:  # a table that is built anew is dropped first, which would take every row along that points to it
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.commit()
        connection.exec_driver_sql("BEGIN")  # else each change of a table would stand by itself when a later one fails
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
    if is_sqlite:
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        connection.commit()
