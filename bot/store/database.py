"""The database: one engine, sessions that turn SQL errors into domain errors, migrations."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

from bot.errors import NotSaved, StoreError
from bot.settings import settings

BUSY_SECONDS = 2.0  # how long a writer waits for another; longer, and the leader would think that we hang


def now() -> datetime:
    """This moment in UTC, with time zone."""
    return datetime.now(timezone.utc)


def create_engine(url: str) -> Engine:
    """An engine for the URL; SQLite files get their folder, WAL and foreign keys."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(url, future=True, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url, future=True, poolclass=QueuePool, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}
    )

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA secure_delete = ON")  # what a leader deletes must not linger in free pages
        if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            with suppress(sqlite3.OperationalError):  # a read-only file keeps its mode, and can still be read
                cursor.execute("PRAGMA journal_mode = WAL")
        cursor.close()

    return engine


def checkpoint(engine: Engine) -> None:
    """Empty SQLite's write-ahead log into the file, so that what was deleted is gone from the disk.

    Raises:
        StoreError: the database cannot be reached.
    """
    if engine.dialect.name != "sqlite":
        return
    try:
        with engine.connect() as connection:
            connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
    except SQLAlchemyError as error:
        raise StoreError(f"the database cannot be reached: {type(error).__name__}") from error


class Store:
    """Our own tables behind one URL."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = create_engine(url)
        self._sessions = sessionmaker(self.engine, future=True, expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading.

        Raises:
            StoreError: the database cannot be read.
        """
        try:
            with self._sessions() as session:
                yield session
        except SQLAlchemyError as error:
            raise StoreError(f"the database cannot be read: {type(error).__name__}") from error

    @contextmanager
    def engine_reading(self) -> Iterator[Connection]:
        """A bare connection for reading, at a third of a session's cost.

        Raises:
            StoreError: the database cannot be read.
        """
        try:
            with self.engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise StoreError(f"the database cannot be read: {type(error).__name__}") from error

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits at the end of the block, or leaves nothing behind.

        Raises:
            NotSaved: nothing of the block is in the database.
        """
        try:
            with self._sessions.begin() as session:
                yield session
        except SQLAlchemyError as error:
            raise NotSaved(f"nothing was saved: {type(error).__name__}") from error

    def migrate(self) -> None:
        """Bring the tables to the newest revision.

        Raises:
            StoreError: the database cannot be reached or changed.
        """
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.attributes["engine"] = self.engine
        try:
            command.upgrade(config, "head")
        except (SQLAlchemyError, OSError) as error:
            raise StoreError(f"the database at {self.engine.url!r} cannot be prepared: {error}") from error


@lru_cache(maxsize=1)
def store() -> Store:
    """The store that the settings name, opened on first use; the embedded one gets its tables, for plain `rasa run actions`.

    Raises:
        StoreError: the embedded database cannot be prepared.
    """
    opened = Store(settings().database_url)
    if opened.engine.dialect.name == "sqlite":
        opened.migrate()
    return opened
