"""Shared conversations in brief: kept up to date from Rasa's log, listed, searched, counted.

A leader who does not share has no row here: the row goes in the very transaction that ends the sharing.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.store.database import Store
from bot.store.tables import Flag, Leader, Review, Tag, Talk, TalkFacet, UnclearTurn

Facet = tuple[str, str]  # kind and key, e.g. ("stopped", "mindset-focus")
_PAGES, _BREATH = 200, 0.05  # of the search index in one step, and seconds for others in between
_AT_ONCE = 500  # ids in one query: SQLite takes so many and no more
ORDERS = {
    "last": (Talk.last_at.desc(),),
    "first": (Talk.first_at.asc(),),
    "length": (Talk.messages.desc(),),
    "unclear": (Talk.unclear.desc(),),
    "open": (Talk.open_actions.desc(),),
}


@dataclass(frozen=True)
class Unclear:
    """A leader's message for the trainers' inbox; `guesses` is a JSON list of intents, the likeliest first."""

    event_id: int
    at: datetime
    text: str
    question_id: str | None
    intent: str
    confidence: float
    guesses: str
    reason: str


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
class TalkFilter:
    """What the list shows; what is not given is not asked for.

    Attributes:
        facets: all of these hold.
        sector: id of the area.
        tag: the talk carries this tag.
        since, until: her last message lies in [since, until).
        phrases: stems that all occur; a phrase of several stands as it is, a single one also begins longer words.
        has_unclear: some message was not understood.
        is_unread, is_unreviewed: by the account that asks.
        is_flagged: some message has a flag.
        order: a key of ORDERS.
    """

    facets: tuple[Facet, ...] = ()
    sector: str | None = None
    tag: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    phrases: tuple[tuple[str, ...], ...] = ()
    has_unclear: bool = False
    is_unread: bool = False
    is_unreviewed: bool = False
    is_flagged: bool = False
    order: str = "last"


@dataclass(frozen=True)
class TalkLine:
    """A shared conversation as a list shows it; times in UTC, `stopped` the question that is open."""

    sign: str
    sector: str | None
    theme: str | None
    first_at: datetime
    last_at: datetime
    sittings: int
    messages: int
    unclear: int
    open_actions: int
    is_unread: bool
    is_reviewed: bool
    stopped: str | None
    tags: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class SharedTalk:
    """Whose conversation a sign stands for."""

    leader_id: str
    sender_id: str
    sign: str
    sector: str | None
    event_id: int


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


def flagged_events(store: Store, sender_id: str) -> frozenset[int]:
    """The events of a conversation that carry a flag.

    Raises:
        StoreError: the database cannot be read.
    """
    with store.reading() as session:
        query = sa.select(Flag.event_id).join(Leader, Leader.id == Flag.leader_id).where(Leader.sender_id == sender_id)
        return frozenset(session.scalars(query))


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


# --- Listing ----------------------------------------------------------------------------------------------------------


def _search(store: Store, phrases: Sequence[Sequence[str]]) -> Any:
    """The condition that a talk holds all phrases; stems are letters and figures only, so nothing needs escaping."""
    if store.engine.dialect.name == "sqlite":
        query = " AND ".join(f'"{" ".join(phrase)}"' + ("*" if len(phrase) == 1 else "") for phrase in phrases)
        return sa.text("talks.id IN (SELECT rowid FROM talk_words WHERE talk_words MATCH :query)").bindparams(
            query=query
        )
    query = " & ".join(f"{phrase[0]}:*" if len(phrase) == 1 else f"({' <-> '.join(phrase)})" for phrase in phrases)
    return sa.text("to_tsvector('simple', talks.words) @@ to_tsquery('simple', :query)").bindparams(query=query)


def _conditions(store: Store, wanted: TalkFilter) -> list[Any]:
    conditions: list[Any] = [Leader.shared_at.is_not(None)]
    for kind, key in wanted.facets:
        has = sa.select(TalkFacet.talk_id).where(TalkFacet.kind == kind, TalkFacet.key == key)
        conditions.append(Talk.id.in_(has))
    if wanted.sector:
        conditions.append(Talk.sector == wanted.sector)
    if wanted.tag:
        conditions.append(Talk.leader_id.in_(sa.select(Tag.leader_id).where(Tag.name == wanted.tag)))
    if wanted.since:
        conditions.append(Talk.last_at >= wanted.since)
    if wanted.until:
        conditions.append(Talk.last_at < wanted.until)
    if wanted.phrases:
        conditions.append(_search(store, wanted.phrases))
    if wanted.has_unclear:
        conditions.append(Talk.unclear > 0)
    if wanted.is_unread:
        conditions.append(sa.func.coalesce(Review.seen_event_id, -1) < Talk.event_id)
    if wanted.is_unreviewed:
        conditions.append(sa.func.coalesce(Review.reviewed_event_id, -1) < Talk.event_id)
    if wanted.is_flagged:
        conditions.append(Talk.leader_id.in_(sa.select(Flag.leader_id)))
    return conditions


def _from(columns: Any, account_id: int) -> Any:
    mine = sa.and_(Review.leader_id == Talk.leader_id, Review.account_id == account_id)
    return sa.select(*columns).select_from(Talk).join(Leader, Leader.id == Talk.leader_id).outerjoin(Review, mine)


def list_talks(
    store: Store, account_id: int, wanted: TalkFilter, offset: int = 0, most: int = 25
) -> tuple[list[TalkLine], int]:
    """A stretch of the conversations that the filter lets through, and how many there are in all.

    Raises:
        StoreError: the database cannot be read.
    """
    conditions = _conditions(store, wanted)
    stopped = sa.select(TalkFacet.key).where(TalkFacet.talk_id == Talk.id, TalkFacet.kind == "stopped").limit(1)
    columns = (
        *(Leader.sign, Talk.sector, Talk.theme, Talk.first_at, Talk.last_at, Talk.sittings, Talk.messages),
        *(Talk.unclear, Talk.open_actions, sa.func.coalesce(Review.seen_event_id, -1) < Talk.event_id),
        *(sa.func.coalesce(Review.reviewed_event_id, -1) >= Talk.event_id, stopped.scalar_subquery(), Talk.leader_id),
    )
    query = _from(columns, account_id).where(*conditions).order_by(*ORDERS[wanted.order], Talk.id)
    with store.engine_reading() as connection:
        total = connection.scalar(_from((sa.func.count(),), account_id).where(*conditions))
        rows = connection.execute(query.offset(offset).limit(most)).all()
        leaders = [row[-1] for row in rows]
        tags: dict[str, list[str]] = {}
        for leader_id, name in connection.execute(
            sa.select(Tag.leader_id, Tag.name).where(Tag.leader_id.in_(leaders)).order_by(Tag.name)
        ):
            tags.setdefault(leader_id, []).append(name)
    lines = [TalkLine(*list(row)[:-1], tuple(tags.get(row[-1], ()))) for row in rows]  # type: ignore[call-arg]
    return lines, int(total or 0)


def list_signs(store: Store, account_id: int, wanted: TalkFilter) -> list[str]:
    """The signs of all conversations that the filter lets through, in the list's order.

    Raises:
        StoreError: the database cannot be read.
    """
    query = _from((Leader.sign,), account_id).where(*_conditions(store, wanted))
    with store.engine_reading() as connection:
        return list(connection.scalars(query.order_by(*ORDERS[wanted.order], Talk.id)))


def find_talk(store: Store, sign: str) -> SharedTalk | None:
    """The conversation behind a sign, or None when there is none or it is not shared.

    Raises:
        StoreError: the database cannot be read.
    """
    if not sign.isalnum():  # PostgreSQL takes no NUL
        return None
    query = (
        sa.select(Leader.id, Leader.sender_id, Leader.sign, Leader.sector, Talk.event_id)
        .join(Talk, Talk.leader_id == Leader.id)
        .where(Leader.sign == sign, Leader.shared_at.is_not(None))
    )
    with store.engine_reading() as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else SharedTalk(*row)


def count_facets(store: Store) -> dict[str, dict[str, tuple[int, int]]]:
    """Facet kind → key → (how many leaders, the sum of their counts); under the kind "" and key "" all leaders.

    Raises:
        StoreError: the database cannot be read.
    """
    query = sa.select(TalkFacet.kind, TalkFacet.key, sa.func.count(), sa.func.sum(TalkFacet.count)).group_by(
        TalkFacet.kind, TalkFacet.key
    )
    counted: dict[str, dict[str, tuple[int, int]]] = {}
    with store.engine_reading() as connection:
        total = connection.scalar(sa.select(sa.func.count()).select_from(Talk)) or 0
        counted[""] = {"": (total, total)}
        for kind, key, leaders, count in connection.execute(query):
            counted.setdefault(kind, {})[key] = (leaders, int(count))
    return counted


def all_tags(store: Store) -> list[str]:
    """The tags in use on shared conversations.

    Raises:
        StoreError: the database cannot be read.
    """
    query = sa.select(Tag.name).join(Talk, Talk.leader_id == Tag.leader_id).distinct().order_by(Tag.name)
    with store.engine_reading() as connection:
        return list(connection.scalars(query))


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
