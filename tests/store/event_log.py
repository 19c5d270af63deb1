"""Rasa's table `events` as it makes it (with our indexes, bot/engine/tracker_store.py), and what it writes there in a turn."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.store.database import Store, now

_metadata = sa.MetaData()
EVENTS = sa.Table(
    "events",
    _metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sender_id", sa.String(255), nullable=False, index=True),
    sa.Column("type_name", sa.String(255), nullable=False),
    sa.Column("timestamp", sa.Float),
    sa.Column("intent_name", sa.String(255)),
    sa.Column("action_name", sa.String(255)),
    sa.Column("data", sa.Text),
    sa.Index("ix_events_session", "sender_id", "type_name", "timestamp"),
    sa.Index("ix_events_time", "sender_id", "timestamp"),
)
Event = dict[str, Any]


def user(text: str, metadata: dict[str, Any] | None = None) -> Event:
    """What the leader said."""
    return {"event": "user", "text": text, "metadata": metadata or {}, "parse_data": {"text": text, "entities": []}}


def bot(text: str, buttons: list[tuple[str, str]] | None = None, card: dict[str, Any] | None = None) -> Event:
    """What the assistant said."""
    offered = [{"title": title, "payload": payload} for title, payload in buttons or []]
    return {"event": "bot", "text": text, "data": {"buttons": offered, "custom": {"card": card} if card else None}}


def slot(name: str, value: Any) -> Event:
    """A slot that was set."""
    return {"event": "slot", "name": name, "value": value}


class EventLog:
    """The table in a database of its own, or beside our tables."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = Store(url).engine
        _metadata.create_all(self._engine)

    def write(self, sender: str, *events: Event, ago: timedelta = timedelta()) -> None:
        """Add events of a conversation, all of one moment."""
        at: datetime = now() - ago
        rows = [
            {
                "sender_id": sender,
                "type_name": event["event"],
                "timestamp": at.timestamp(),
                "action_name": event.get("name"),
                "data": json.dumps(event | {"timestamp": at.timestamp()}),
            }
            for event in events
        ]
        with self._engine.begin() as connection:
            connection.execute(sa.insert(EVENTS), rows)

    def of(self, sender: str) -> list[Event]:
        """The events of a conversation, oldest first."""
        with self._engine.connect() as connection:
            query = sa.select(EVENTS.c.data).where(EVENTS.c.sender_id == sender).order_by(EVENTS.c.id)
            return [json.loads(data) for data in connection.scalars(query)]
