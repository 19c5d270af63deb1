"""Gone when the leader says so: our own tables at once, Rasa's conversation as soon as the turn is over."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.store.conversations import delete_events, shred_deleted
from bot.store.database import Store, checkpoint, now
from bot.store.leaders import find_leader
from bot.store.tables import (
    Answer,
    Assessment,
    Commitment,
    Erasure,
    Flag,
    Leader,
    Letter,
    Note,
    Reflection,
    Suggestion,
    Tag,
)
from bot.store.talks import shred_words

TURN_IS_OVER = timedelta(seconds=5)  # Rasa writes the events of a turn when the turn ends
NOTHING_IN_FLIGHT = timedelta(minutes=2)  # longer than any message may take


@dataclass(frozen=True)
class Erased:
    """What was erased: how many of each kind ("answers", "notes", "messages", …; see data/page/server.yml)."""

    at: datetime
    counts: dict[str, int]


def _count(session: Session, leader: Leader) -> dict[str, int]:
    def of_reflections(table: type[Answer] | type[Commitment] | type[Suggestion]) -> int:
        query = sa.select(sa.func.count(table.id)).join(Reflection).where(Reflection.leader_id == leader.id)
        return int(session.scalar(query) or 0)

    def of_leader(table: type[Assessment] | type[Note] | type[Tag] | type[Flag] | type[Letter]) -> int:
        return int(session.scalar(sa.select(sa.func.count(table.id)).where(table.leader_id == leader.id)) or 0)

    return {
        "answers": of_reflections(Answer),
        "actions": of_reflections(Commitment),
        "suggestions": of_reflections(Suggestion),
        "assessments": of_leader(Assessment),
        "notes": of_leader(Note),
        "marks": of_leader(Tag) + of_leader(Flag),
        "letters": of_leader(Letter),
    }


def erase_leader(store: Store, sender_id: str, is_final: bool = False) -> Erased:
    """Erase what our own tables hold of a leader, and order the erasure of the conversation.

    Args:
        store: our own tables.
        sender_id: the conversation.
        is_final: the conversation id is never used again, so nothing may be written under it any more.

    Raises:
        NotSaved: nothing was erased.
    """
    with store.writing() as session:
        leader = find_leader(session, sender_id)
        counts = _count(session, leader) if leader is not None else {}
        if leader is not None:
            session.delete(leader)
        moment = now()
        session.add(Erasure(sender_id=sender_id, ordered_at=moment, is_final=is_final, counts=json.dumps(counts)))
    return Erased(moment, counts)


def erase_everything(store: Store, tracker_url: str, sender_id: str) -> Erased:
    """Erase a leader for good, the conversation too, at once; what a message in flight still writes is swept up.

    Raises:
        StoreError: a database could not be reached; the order stands and is carried out by the next sweep.
    """
    erased = _erase_talk(store, tracker_url, sender_id)
    shred(store, tracker_url)
    return erased


def erase_all(store: Store, tracker_url: str, sender_ids: Sequence[str]) -> None:
    """The same for many.

    Raises:
        StoreError: a database could not be reached; what is ordered is carried out by the next sweep.
    """
    for sender in sender_ids:
        _erase_talk(store, tracker_url, sender)
    if sender_ids:
        shred(store, tracker_url)


def _erase_talk(store: Store, tracker_url: str, sender_id: str) -> Erased:
    erased = erase_leader(store, sender_id, is_final=True)
    messages = delete_events(tracker_url, sender_id)
    return Erased(erased.at, erased.counts | {"messages": messages})


def finish_erasure(store: Store, tracker_url: str, sender_id: str) -> Erased | None:
    """Make an erasure that the leader asked for in the conversation final; None when she asked for none.

    Raises:
        StoreError: a database could not be reached.
    """
    with store.writing() as session:
        order = session.scalar(
            sa.select(Erasure).where(Erasure.sender_id == sender_id).order_by(Erasure.id.desc()).limit(1)
        )
        if order is None or find_leader(session, sender_id) is not None:
            return None
        order.is_final = True
        counts = json.loads(order.counts)
    erased = erase_everything(store, tracker_url, sender_id)
    return Erased(erased.at, counts | {"messages": erased.counts["messages"]})


def sweep_conversations(store: Store, tracker_url: str) -> int:
    """Delete Rasa's events of the conversations whose erasure was ordered and whose last turn is over.

    Returns:
        How many orders were carried out to the end.

    Raises:
        StoreError: a database could not be reached; the orders stay and are carried out next time.
    """
    done = 0
    with store.writing() as session:
        moment = now()
        for order in session.scalars(sa.select(Erasure).where(Erasure.ordered_at < moment - TURN_IS_OVER)).all():
            delete_events(tracker_url, order.sender_id, None if order.is_final else order.ordered_at + TURN_IS_OVER)
            if not order.is_final or order.ordered_at < moment - NOTHING_IN_FLIGHT:
                session.delete(order)
                done += 1
    if done:
        shred(store, tracker_url)
    return done


def shred(store: Store, tracker_url: str) -> None:
    """Let nothing deleted linger: not in the console's search index, and not in the write-ahead logs.

    Raises:
        StoreError: a database could not be reached.
    """
    shred_words(store)
    settle(store, tracker_url)


def settle(store: Store, tracker_url: str) -> None:
    """Empty SQLite's write-ahead logs; what another reader holds up is done the next time.

    Raises:
        StoreError: a database could not be reached.
    """
    shred_deleted(tracker_url)
    checkpoint(store.engine)
