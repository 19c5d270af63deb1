"""Where Rasa keeps conversations: the database that the settings name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from sqlalchemy.engine.url import make_url

from bot.settings import settings


class SettingsTrackerStore(SQLTrackerStore):
    """Rasa's SQL tracker store on TRACKER_URL, so that endpoints.yml holds no address and plain `rasa run` works.

    SQLite runs with a write-ahead log: one synchronised write a message in place of three.
    """

    def __init__(
        self, domain: Domain | None = None, event_broker: EventBroker | None = None, host: str | None = None, **kwargs: Any
    ) -> None:
        url = settings().tracker_url
        if make_url(url).get_backend_name() == "sqlite" and (database := make_url(url).database):
            Path(database).parent.mkdir(parents=True, exist_ok=True)
        super().__init__(domain, host=url, event_broker=event_broker, **kwargs)
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", _use_write_ahead_log)
            self.engine.dispose()


def _use_write_ahead_log(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()
