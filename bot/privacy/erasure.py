"""Gone when the leader says so: our own tables at once, Rasa's conversation as soon as the turn is over."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from bot.store.conversations import delete_events
from bot.store.database import Store, now
from bot.store.leaders import find_leader
from bot.store.tables import Erasure

TURN_IS_OVER = timedelta(seconds=5)  # Rasa writes the events of a turn when the turn ends


def erase_leader(store: Store, sender_id: str) -> None:
    """Erase what our own tables hold of a leader, and order the erasure of the conversation.

    Raises:
        NotSaved: nothing was erased.
    """
    with store.writing() as session:
        leader = find_leader(session, sender_id)
        if leader is not None:
            session.delete(leader)
        session.add(Erasure(sender_id=sender_id, ordered_at=now()))


def sweep_conversations(store: Store, tracker_url: str) -> int:
    """Delete Rasa's events of the conversations whose erasure was ordered and whose last turn is over.

    Returns:
        How many conversations were deleted.

    Raises:
        StoreError: a database could not be reached; the orders stay and are carried out next time.
    """
    with store.writing() as session:
        orders = session.scalars(sa.select(Erasure).where(Erasure.ordered_at < now() - TURN_IS_OVER)).all()
        for order in orders:
            delete_events(tracker_url, order.sender_id, until=order.ordered_at + TURN_IS_OVER)
            session.delete(order)
        return len(orders)
