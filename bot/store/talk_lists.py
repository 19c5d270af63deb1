"""Shared conversations in lists: filtered, searched, sorted, stepped through, counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.store.database import Store
from bot.store.letters import IS_REPLY_NEW
from bot.store.tables import Account, Flag, Leader, Letter, Review, Tag, Talk, TalkFacet
from bot.store.talks import Facet

ORDERS = {  # by what, and whether the largest comes first
    "last": (Talk.last_at, True),
    "first": (Talk.first_at, False),
    "length": (Talk.messages, True),
    "unclear": (Talk.unclear, True),
    "open": (Talk.open_actions, True),
}


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
        has_reply: she answered a coach, or said no thanks, and no coach has seen it; for coaches, others find nothing.
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
    has_reply: bool = False
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
    has_reply: bool
    tags: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Place:
    """Where a conversation stands in a list: from 1 on (0: it is not in it), of how many, and the signs beside it."""

    place: int
    of: int
    before: str | None
    after: str | None


def _search(store: Store, phrases: Sequence[Sequence[str]]) -> Any:
    """The condition that a talk holds all phrases; stems are letters and figures only, so nothing needs escaping."""
    if store.engine.dialect.name == "sqlite":
        found = "SELECT rowid FROM talk_words WHERE talk_words MATCH :words"
        words = " AND ".join(f'"{" ".join(phrase)}"' + ("*" if len(phrase) == 1 else "") for phrase in phrases)
    else:
        found = "SELECT talk_id FROM talk_words WHERE words @@ to_tsquery('simple', :words)"
        words = " & ".join(f"{phrase[0]}:*" if len(phrase) == 1 else f"({' <-> '.join(phrase)})" for phrase in phrases)
    return sa.text(f"talks.id IN ({found})").bindparams(words=words)


def _conditions(store: Store, account_id: int, wanted: TalkFilter) -> list[Any]:
    conditions: list[Any] = []
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
    if wanted.has_reply:
        conditions.append(_has_reply(account_id))
    return conditions


def _has_reply(account_id: int) -> Any:
    is_coach = sa.exists().where(Account.id == account_id, Account.role == "coach")
    new = sa.select(Letter.leader_id).where(IS_REPLY_NEW)
    return sa.and_(is_coach, Talk.leader_id.in_(new))


def _with_reviews(query: Any, account_id: int) -> Any:
    return query.outerjoin(Review, sa.and_(Review.leader_id == Talk.leader_id, Review.account_id == account_id))


def _listed(store: Store, account_id: int, wanted: TalkFilter, *columns: Any) -> Any:
    """The query for what the filter lets through, in its order."""
    query = sa.select(*columns).select_from(Talk)
    if wanted.is_unread or wanted.is_unreviewed:
        query = _with_reviews(query, account_id)
    by, is_largest_first = ORDERS[wanted.order]
    return query.where(*_conditions(store, account_id, wanted)).order_by(*_sorted(is_largest_first, by, Talk.id))


def _sorted(is_largest_first: bool, *columns: Any) -> list[Any]:
    return [column.desc() if is_largest_first else column.asc() for column in columns]


def _tags_of(connection: Connection, leaders: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    query = sa.select(Tag.leader_id, Tag.name).where(Tag.leader_id.in_(leaders)).order_by(Tag.name)
    for leader_id, name in connection.execute(query):
        found[leader_id] = (*found.get(leader_id, ()), name)
    return found


def list_talks(
    store: Store, account_id: int, wanted: TalkFilter, offset: int = 0, most: int = 25
) -> tuple[list[TalkLine], int]:
    """A stretch of the conversations that the filter lets through, and how many there are in all.

    Raises:
        StoreError: the database cannot be read.
    """
    stopped = sa.select(TalkFacet.key).where(TalkFacet.talk_id == Talk.id, TalkFacet.kind == "stopped").limit(1)
    columns = (
        *(Leader.sign, Talk.sector, Talk.theme, Talk.first_at, Talk.last_at, Talk.sittings, Talk.messages),
        *(Talk.unclear, Talk.open_actions, sa.func.coalesce(Review.seen_event_id, -1) < Talk.event_id),
        *(sa.func.coalesce(Review.reviewed_event_id, -1) >= Talk.event_id, stopped.scalar_subquery()),
        _has_reply(account_id),
    )
    query = sa.select(Talk.id, Talk.leader_id, *columns).join(Leader, Leader.id == Talk.leader_id)
    query = _with_reviews(query, account_id).where(Leader.shared_at.is_not(None))
    counted = _listed(store, account_id, wanted, Talk.id, sa.func.count().over())  # in one go: searching is what costs
    with store.engine_reading() as connection:
        stretch = connection.execute(counted.offset(offset).limit(most)).all()
        if offset and not stretch:  # beyond the end
            stretch, most = connection.execute(counted.limit(1)).all(), 0
        keys, total = [row[0] for row in stretch[:most]], stretch[0][1] if stretch else 0
        rows = {row[0]: row[1:] for row in connection.execute(query.where(Talk.id.in_(keys)))}
        tags = _tags_of(connection, [row[0] for row in rows.values()])
    lines = [rows[key] for key in keys if key in rows]
    return [TalkLine(*line[1:], tags.get(line[0], ())) for line in lines], total  # type: ignore[call-arg]


def list_signs(store: Store, account_id: int, wanted: TalkFilter) -> list[str]:
    """The signs of all conversations that the filter lets through, in the list's order.

    Raises:
        StoreError: the database cannot be read.
    """
    query = _listed(store, account_id, wanted, Leader.sign).join(Leader, Leader.id == Talk.leader_id)
    with store.engine_reading() as connection:
        return list(connection.scalars(query.where(Leader.shared_at.is_not(None))))


def place_of(store: Store, account_id: int, wanted: TalkFilter, sign: str) -> Place:
    """Where a conversation stands in a list, or would stand: who steps through unread ones has read the one she is at.

    Raises:
        StoreError: the database cannot be read.
    """
    by, is_largest_first = ORDERS[wanted.order]
    shared = sa.select(Talk.id, Leader.sign, by).join(Leader, Leader.id == Talk.leader_id)
    shared = shared.where(Leader.shared_at.is_not(None))
    rows = _listed(store, account_id, wanted, Talk.id, by.label("by")).order_by(None).cte()
    listed, count = rows.c, sa.func.count
    with store.engine_reading() as connection:
        here = connection.execute(shared.where(Leader.sign == sign)).one_or_none()
        if here is None:
            return Place(0, connection.scalar(sa.select(count()).select_from(rows)), None, None)
        each, this = sa.tuple_(listed.by, listed.id), sa.tuple_(sa.literal(here[2], by.type), here[0])
        above, below = (each > this, each < this) if is_largest_first else (each < this, each > this)
        nearest = (
            sa.select(listed.id)
            .where(side)
            .order_by(*_sorted(is_reversed, listed.by, listed.id))
            .limit(1)
            .scalar_subquery()
            for side, is_reversed in ((above, not is_largest_first), (below, is_largest_first))
        )
        counts = (count(), count().filter(above), count().filter(listed.id == here[0]))
        found = connection.execute(sa.select(*counts, *nearest).select_from(rows)).one()
        signs = {key: name for key, name, _at in connection.execute(shared.where(Talk.id.in_(found[3:])))}
    of, ahead, is_in, before, after = found
    return Place(ahead + 1 if is_in else 0, of, signs.get(before), signs.get(after))


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
