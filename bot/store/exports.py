"""Shared conversations as an export needs them: many at a time, and only those that are shared at that moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store.database import Store
from bot.store.tables import Leader, Tag, Talk, TalkFacet


@dataclass(frozen=True)
class BriefTalk:
    """A conversation on one line; times in UTC, themes and the question as ids of the catalogue."""

    sign: str
    sector: str | None
    theme: str | None
    first_at: datetime
    last_at: datetime
    messages: int
    sittings: int
    unclear: int
    open_actions: int
    finished: tuple[str, ...]
    stopped: str | None
    tags: tuple[str, ...]


def leader_ids(store: Store, signs: Sequence[str]) -> list[str]:
    """The leaders behind these signs who share.

    Raises:
        StoreError: the database cannot be read.
    """
    with store.engine_reading() as connection:
        query = sa.select(Leader.id).where(Leader.sign.in_(signs), Leader.shared_at.is_not(None))
        return list(connection.scalars(query))


def brief_talks(store: Store, signs: Sequence[str]) -> list[BriefTalk]:
    """The conversations behind these signs that are shared, in the signs' order.

    Raises:
        StoreError: the database cannot be read.
    """
    columns = (
        *(Leader.sign, Talk.sector, Talk.theme, Talk.first_at, Talk.last_at, Talk.messages, Talk.sittings),
        *(Talk.unclear, Talk.open_actions, Talk.id, Talk.leader_id),
    )
    query = sa.select(*columns).join(Leader, Leader.id == Talk.leader_id)
    finished: dict[int, list[str]] = {}
    stopped: dict[int, str] = {}
    tags: dict[str, list[str]] = {}
    with store.engine_reading() as connection:
        rows = connection.execute(query.where(Leader.sign.in_(signs), Leader.shared_at.is_not(None))).all()
        of_these = TalkFacet.talk_id.in_([row.id for row in rows])
        facets = sa.select(TalkFacet.talk_id, TalkFacet.kind, TalkFacet.key).where(of_these)
        for talk_id, kind, key in connection.execute(facets.where(TalkFacet.kind.in_(("finished", "stopped")))):
            if kind == "stopped":
                stopped[talk_id] = key
            else:
                finished.setdefault(talk_id, []).append(key)
        hers = Tag.leader_id.in_([row.leader_id for row in rows])
        for leader_id, name in connection.execute(sa.select(Tag.leader_id, Tag.name).where(hers).order_by(Tag.name)):
            tags.setdefault(leader_id, []).append(name)
    found = {
        row.sign: BriefTalk(  # type: ignore[call-arg]
            *list(row)[:-2], tuple(finished.get(row.id, ())), stopped.get(row.id), tuple(tags.get(row.leader_id, ()))
        )
        for row in rows
    }
    return [found[sign] for sign in signs if sign in found]
