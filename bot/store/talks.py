"""Shared conversations in brief, kept up to date from Rasa's log; `talk_lists` lists, searches and counts them.

A leader who does not share has no row here: the row goes in the very transaction that ends the sharing.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.store.database import Store
from bot.store.tables import Flag, Leader, Talk, TalkFacet, UnclearTurn

Facet = tuple[str, str]  # kind and key, e.g. ("stopped", "mindset-focus")
_PAGES, _BREATH = 200, 0.05  # of the search index in one step, and seconds for others in between
_AT_ONCE = 500  # ids in one query: SQLite takes so many and no more


@dataclass(frozen=True)
class Unclear:
    """A leader's message for the trainers' inbox, see `bot.store.tables.UnclearTurn`.

    `guesses` is a JSON list of intents, the likeliest first.
    """

    event_id: int
    at: datetime
    text: str
    question_id: str | None
    intent: str
    confidence: float
    guesses: str
    reason: str
    flags: str = "[]"


@dataclass(frozen=True)
class TalkRecord:
    """A conversation in brief, see `bot.store.tables.Talk`."""

    event_id: int
    first_at: datetime
    last_at: datetime
    theme: str | None
    sector: str | None
    sittings: int
    messages: int
    unclear: int
    open_actions: int
    words: str
    facets: Mapping[Facet, int]
    unclear_turns: Sequence[Unclear] = ()


@dataclass(frozen=True)
class SharedTalk:
    """Whose conversation a sign stands for; who is not remembered is erased soon after `active_at`."""

    leader_id: str
    sender_id: str
    sign: str
    sector: str | None
    event_id: int
    is_remembered: bool
    active_at: datetime


# --- Keeping it up to date --------------------------------------------------------------------------------------------


def forget_talk(session: Session, leader_id: str) -> None:
    """Take a conversation out of lists, search, figures and the inbox; what Rasa and our answers hold stays."""
    _claim(session, Leader.id == leader_id)
    session.execute(sa.delete(Talk).where(Talk.leader_id == leader_id))
    session.execute(sa.delete(UnclearTurn).where(UnclearTurn.leader_id == leader_id))


def _claim(session: Session, *who: Any) -> bool:
    """Take a leader's conversation for this transaction; whoever has read it before now may not keep what was read.

    It is a write, so that also on SQLite nobody else comes in between from here on.
    """
    taken = sa.update(Leader).where(*who).values(talk_version=Leader.talk_version + 1)
    return bool(session.execute(taken.execution_options(synchronize_session=False)).rowcount)


def forget_talk_of(store: Store, sender_id: str) -> None:
    """Take a conversation out until it is read anew, because its words have changed.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        leader_id = session.scalar(sa.select(Leader.id).where(Leader.sender_id == sender_id))
        if leader_id is not None:
            forget_talk(session, leader_id)


def unread_talks(store: Store, most: int) -> list[str]:
    """Conversation ids of leaders who share and whose conversation has not been read from the log yet.

    No more than `most`, picked by chance, so that conversations in which nothing has been said hold up no others.

    Raises:
        StoreError: the database cannot be read.
    """
    query = (
        sa.select(Leader.sender_id)
        .outerjoin(Talk, Talk.leader_id == Leader.id)
        .where(Leader.shared_at.is_not(None), Talk.id.is_(None))
        .order_by(sa.func.random())
        .limit(most)
    )
    with store.reading() as session:
        return list(session.scalars(query))


def read_until(store: Store, sender_ids: Iterable[str]) -> dict[str, int]:
    """Conversation id → newest event that was read, of those given that are shared.

    Raises:
        StoreError: the database cannot be read.
    """
    query = sa.select(Leader.sender_id, Talk.event_id).join(Talk, Talk.leader_id == Leader.id)
    found: dict[str, int] = {}
    left = iter(sender_ids)
    with store.reading() as session:
        while some := list(itertools.islice(left, _AT_ONCE)):
            found |= dict(session.execute(query.where(Leader.sender_id.in_(some))).all())
    return found


def talk_version(store: Store, sender_id: str) -> int | None:
    """What `save_talk` wants to know of the time before the conversation was read; None when the leader does not share.

    Raises:
        StoreError: the database cannot be read.
    """
    query = sa.select(Leader.talk_version).where(Leader.sender_id == sender_id, Leader.shared_at.is_not(None))
    with store.engine_reading() as connection:
        return connection.scalar(query)


def flagged_events(store: Store, sender_id: str) -> dict[int, list[str]]:
    """The events of a conversation that carry a flag, with the kinds of flag.

    Raises:
        StoreError: the database cannot be read.
    """
    with store.reading() as session:
        query = sa.select(Flag.event_id, Flag.kind).join(Leader, Leader.id == Flag.leader_id)
        found: dict[int, list[str]] = {}
        for event_id, kind in session.execute(query.where(Leader.sender_id == sender_id).order_by(Flag.id)):
            found.setdefault(event_id, []).append(kind)
        return found


def save_talk(store: Store, sender_id: str, record: TalkRecord, version: int) -> bool:
    """Keep a conversation in brief.

    Args:
        store: our own tables.
        sender_id: the conversation.
        record: what was read.
        version: `talk_version` of before it was read.

    Returns:
        False when nothing was kept: the leader does not share any more, has had words erased, or another was faster.

    Raises:
        NotSaved: the database did not take it.
    """
    hers = (Leader.sender_id == sender_id, Leader.shared_at.is_not(None), Leader.talk_version == version)
    with store.writing() as session:
        if not _claim(session, *hers):
            return False
        leader = session.scalar(sa.select(Leader).where(Leader.sender_id == sender_id))
        talk = session.scalar(sa.select(Talk).where(Talk.leader_id == leader.id)) or Talk(leader_id=leader.id)
        for name in (
            "event_id first_at last_at theme sector sittings messages unclear open_actions words".split()
        ):  # the columns are named as the record's fields
            setattr(talk, name, getattr(record, name))
        session.add(talk)
        session.flush()
        session.execute(sa.delete(TalkFacet).where(TalkFacet.talk_id == talk.id))
        rows = [
            {"talk_id": talk.id, "kind": kind, "key": key, "count": count}
            for (kind, key), count in record.facets.items()
        ]
        if rows:
            session.execute(sa.insert(TalkFacet), rows)
        _save_unclear(session, leader.id, record.unclear_turns)
    return True


def _save_unclear(session: Session, leader_id: str, turns: Sequence[Unclear]) -> None:
    """The inbox's turns of one leader; those that stay keep their key, because verdicts hang on it."""
    kept = {
        row.event_id: row for row in session.scalars(sa.select(UnclearTurn).where(UnclearTurn.leader_id == leader_id))
    }
    for turn in turns:
        row = kept.pop(turn.event_id, None) or UnclearTurn(leader_id=leader_id)
        for name, value in vars(turn).items():
            setattr(row, name, value)
        session.add(row)
    for row in kept.values():
        session.delete(row)


def find_talk(store: Store, sign: str) -> SharedTalk | None:
    """The conversation behind a sign, or None when there is none or it is not shared.

    Raises:
        StoreError: the database cannot be read.
    """
    if not sign.isalnum():  # PostgreSQL takes no NUL
        return None
    query = (
        sa.select(
            *(Leader.id, Leader.sender_id, Leader.sign, Leader.sector, Talk.event_id),
            *(Leader.is_remembered, Leader.active_at),
        )
        .join(Talk, Talk.leader_id == Leader.id)
        .where(Leader.sign == sign, Leader.shared_at.is_not(None))
    )
    with store.engine_reading() as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else SharedTalk(*row)


def shred_words(store: Store) -> None:
    """Let no word of a deleted conversation linger in SQLite's search index (3.40 cannot do so by itself).

    That writes the whole index anew: in steps, so that no leader waits for longer than one of them takes.

    Raises:
        NotSaved: the database did not take it.
    """
    if store.engine.dialect.name != "sqlite":
        return
    is_over = _merge_words(store, -_PAGES)  # below zero: of all that there is
    while not is_over:
        time.sleep(_BREATH)
        is_over = _merge_words(store, _PAGES)


def _merge_words(store: Store, pages: int) -> bool:
    """Whether there was nothing left to do."""
    with store.writing() as session:
        before = session.scalar(sa.text("SELECT total_changes()"))
        session.execute(sa.text("INSERT INTO talk_words(talk_words, rank) VALUES ('merge', :pages)"), {"pages": pages})
        after = session.scalar(sa.text("SELECT total_changes()"))
    return bool(after - before < 2)  # as FTS5 says it
