"""Leaders and their reflections: arriving, starting over, sharing."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.errors import NotSaved, StoreError
from bot.reflection.records import Visit
from bot.store.database import Store, now
from bot.store.tables import Erasure, Leader, Reflection
from bot.store.talks import forget_talk


def find_leader(session: Session, sender_id: str) -> Leader | None:
    """The leader behind a conversation, or None."""
    return session.scalar(sa.select(Leader).where(Leader.sender_id == sender_id))


def ensure_leader(session: Session, sender_id: str) -> Leader:
    """The leader behind a conversation, made with a first reflection if new, and seen now.

    Raises:
        NotSaved: everything of this conversation has been erased for good; a message was still in flight.
    """
    moment = now()
    leader = find_leader(session, sender_id)
    if leader is None:
        if session.scalar(sa.select(Erasure.id).where(Erasure.sender_id == sender_id, Erasure.is_final)):
            raise NotSaved("the leader has erased everything")
        leader = add_leader(session, sender_id, is_remembered=True)
    leader.last_seen_at = leader.active_at = moment
    return leader


def add_leader(session: Session, sender_id: str, is_remembered: bool) -> Leader:
    """A new leader with her first reflection."""
    moment = now()
    leader = Leader(
        id=secrets.token_hex(16),
        sender_id=sender_id,
        created_at=moment,
        last_seen_at=moment,
        active_at=moment,
        is_remembered=is_remembered,
    )
    session.add(leader)
    session.flush()
    session.add(Reflection(leader_id=leader.id, started_at=moment))
    session.flush()
    return leader


def current_reflection(session: Session, sender_id: str) -> Reflection:
    """The reflection that goes on now, of a leader who is made if new."""
    leader = ensure_leader(session, sender_id)
    return session.scalar(
        sa.select(Reflection).where(Reflection.leader_id == leader.id).order_by(Reflection.id.desc()).limit(1)
    )


def newest_reflection(sender_id: str) -> Any:
    """The id of a leader's newest reflection, as a part of a query."""
    return (
        sa.select(sa.func.max(Reflection.id))
        .join(Leader, Leader.id == Reflection.leader_id)
        .where(Leader.sender_id == sender_id)
        .scalar_subquery()
    )


def _visit(leader: Leader, last_seen_at: datetime | None) -> Visit:
    return Visit(leader.id, leader.sector, last_seen_at, leader.shared_at is not None, leader.is_remembered)


def look_up(store: Store, sender_id: str) -> Visit | None:
    """The leader as she was last seen, or None if she has never been here.

    Raises:
        StoreError: the database cannot be read.
    """
    with store.reading() as session:
        leader = find_leader(session, sender_id)
        return None if leader is None else _visit(leader, leader.last_seen_at)


def arrive(store: Store, sender_id: str) -> Visit:
    """Note that the leader is here; the visit tells when she was last seen BEFORE now (None: never).

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        before = find_leader(session, sender_id)
        # a page makes the leader when she begins, before she has said a word
        is_new = before is None or before.last_seen_at == before.created_at
        last_seen_at = None if is_new else before.last_seen_at
        return _visit(ensure_leader(session, sender_id), last_seen_at)


def set_sector(store: Store, sender_id: str, sector: str) -> None:
    """Keep the area that the leader leads.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        ensure_leader(session, sender_id).sector = sector


def start_over(store: Store, sender_id: str) -> None:
    """Begin a new reflection; the earlier ones stay and can be recalled.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        leader = ensure_leader(session, sender_id)
        session.add(Reflection(leader_id=leader.id, started_at=now()))


def set_sharing(store: Store, sender_id: str, shared: bool) -> None:
    """Share the reflection with the coach, or take that back: it is gone from the console in the same moment.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        leader = ensure_leader(session, sender_id)
        leader.shared_at = now() if shared else None
        if shared:
            leader.sign = sign_of(session, leader)
        else:
            forget_talk(session, leader.id)


def sign_of(session: Session, leader: Leader) -> str:
    """What a coach knows the leader by: the same each time, no way back to her, four signs unless others have them."""
    if leader.sign:
        return leader.sign
    digest = hashlib.sha256(b"pseudonym" + leader.id.encode()).hexdigest().upper()[:16]
    signs = [digest[:length] for length in range(4, 17)]
    taken = set(session.scalars(sa.select(Leader.sign).where(Leader.sign.in_(signs))))
    return next((sign for sign in signs if sign not in taken), digest)


def leader_sign(store: Store, sender_id: str) -> str:
    """The sign that a coach knows, or would know, this leader by.

    Raises:
        StoreError: the database cannot be read, or there is no such leader.
    """
    with store.reading() as session:
        leader = find_leader(session, sender_id)
        if leader is None:
            raise StoreError("the leader is gone")
        return sign_of(session, leader)
