"""Rasa's own conversation log: its table `events`, which we read and delete but never write."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import StoreError
from bot.store.database import create_engine

_events = sa.table("events", sa.column("id"), sa.column("sender_id"), sa.column("timestamp"))


@lru_cache(maxsize=4)
def _engine(tracker_url: str) -> Engine:
    return create_engine(tracker_url)


def delete_events(tracker_url: str, sender_id: str, until: datetime) -> None:
    """Delete a conversation's events up to a moment.

    Raises:
        StoreError: the database cannot be reached.
    """
    try:
        with _engine(tracker_url).begin() as connection:
            connection.execute(
                sa.delete(_events).where(_events.c.sender_id == sender_id, _events.c.timestamp <= until.timestamp())
            )
    except SQLAlchemyError as error:
        raise StoreError(f"the conversation log cannot be changed: {type(error).__name__}") from error
