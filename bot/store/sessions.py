"""Who a browser talks as, what she has chosen, and the code that lets her come back on another device."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.errors import NotSaved
from bot.store.database import Store, now
from bot.store.leaders import add_leader, find_leader
from bot.store.tables import Leader, PageSession


@dataclass(frozen=True)
class Standing:
    """A leader as the page knows her.

    Attributes:
        sender: Rasa's id of the conversation; never shown.
        leader_id: our own key; never shown.
        remembers: whether she chose to be remembered.
        shares: whether the coach may read.
        has_return_code: whether a code can bring her back.
        sector: id of the area that she leads.
        active_at: her last sign of life, UTC.
    """

    sender: str
    leader_id: str
    remembers: bool
    shares: bool
    has_return_code: bool
    sector: str | None
    active_at: datetime


def begin_session(store: Store, sender_id: str, token_hash: str) -> None:
    """A new leader who is not remembered, and the session she talks in.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        leader = add_leader(session, sender_id, is_remembered=False)
        session.add(PageSession(token_hash=token_hash, leader_id=leader.id, created_at=now()))


def standing(store: Store, token_hash: str) -> Standing | None:
    """Who stands behind a session, or None when it has ended or never was.

    Raises:
        StoreError: the database cannot be read.
    """
    query = (
        sa.select(
            Leader.sender_id,
            Leader.id,
            Leader.is_remembered,
            Leader.shared_at.is_not(None),
            Leader.return_code_hash.is_not(None),
            Leader.sector,
            Leader.active_at,
        )
        .join(PageSession)
        .where(PageSession.token_hash == token_hash)
    )
    with store.engine_reading() as connection:  # asked with every request: no objects, no session
        row = connection.execute(query).one_or_none()
    return None if row is None else Standing(*row)


def end_session(store: Store, token_hash: str) -> None:
    """End one session; a token that is not known is no error.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        session.execute(sa.delete(PageSession).where(PageSession.token_hash == token_hash))


def show_life(store: Store, sender_id: str) -> bool:
    """Note a sign of life: storage time counts from here. False when there is no such leader any more.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        changed = session.execute(sa.update(Leader).where(Leader.sender_id == sender_id).values(active_at=now()))
        return bool(changed.rowcount)


def set_remembered(store: Store, sender_id: str, code_hash: str | None) -> None:
    """Remember the leader under a code, or (None) no longer: what she has stays until the hour is over.

    Raises:
        NotSaved: the database did not take it, or the leader is gone.
    """
    with store.writing() as session:
        leader = find_leader(session, sender_id)
        if leader is None:
            raise NotSaved("the leader is gone")
        leader.is_remembered, leader.return_code_hash, leader.active_at = code_hash is not None, code_hash, now()


def return_by_code(store: Store, code_hash: str, token_hash: str) -> bool:
    """Open a session for the leader who holds this code; False when nobody does.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        leader = session.scalar(sa.select(Leader).where(Leader.return_code_hash == code_hash))
        if leader is None:
            return False
        session.add(PageSession(token_hash=token_hash, leader_id=leader.id, created_at=now()))
        leader.active_at = now()
        return True


def replace_token(store: Store, old_hash: str, new_hash: str) -> None:
    """Give a session a new token; the old one is worth nothing from now on.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        session.execute(sa.update(PageSession).where(PageSession.token_hash == old_hash).values(token_hash=new_hash))
