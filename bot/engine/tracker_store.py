"""Where Rasa keeps conversations: the database that the settings name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from sqlalchemy.engine import Engine
from sqlalchemy.engine.url import make_url
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import QueuePool

from bot.settings import settings

# Rasa asks twice a message for the leader's newest session; without these it reads all that she ever said.
_INDEXES = (
    sa.Index(
        "ix_events_session",
        SQLTrackerStore.SQLEvent.sender_id,
        SQLTrackerStore.SQLEvent.type_name,
        SQLTrackerStore.SQLEvent.timestamp,
    ),
    sa.Index("ix_events_time", SQLTrackerStore.SQLEvent.sender_id, SQLTrackerStore.SQLEvent.timestamp),
)


class SettingsTrackerStore(SQLTrackerStore):
    """Rasa's SQL tracker store on TRACKER_URL, so that endpoints.yml holds no address and plain `rasa run` works."""

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        host: str | None = None,
        **kwargs: Any,
    ) -> None:
        url = settings().tracker_url
        sqlite = make_url(url).get_backend_name() == "sqlite"
        if sqlite and (database := make_url(url).database):
            Path(database).parent.mkdir(parents=True, exist_ok=True)
        super().__init__(domain, host=url, event_broker=event_broker, **kwargs)
        if sqlite:
            self.engine.dispose()  # type: ignore[has-type]
            self.engine = _sqlite_engine(url)
            self.sessionmaker = sessionmaker(bind=self.engine)
        for index in _INDEXES:
            index.create(self.engine, checkfirst=True)


def _sqlite_engine(url: str) -> Engine:
    """Kept connections and a write-ahead log: one synchronised write a message in place of several."""
    engine = sa.create_engine(url, poolclass=QueuePool, connect_args={"check_same_thread": False})

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine
