"""Who looked at whose conversation, when and how: for the leader's eyes and an admin's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.store.accounts import Person
from bot.store.database import Store, now
from bot.store.tables import Access, Leader

WAYS = ("read", "print", "export", "inbox")


@dataclass(frozen=True)
class Look:
    """One look: by whom, in what role, at whom (None when she has erased everything), how (see WAYS), when (UTC)."""

    by: str
    role: str
    sign: str | None
    what: str
    at: datetime


def log_access(store: Store, person: Person, leader_ids: Iterable[str], what: str) -> None:
    """Note that somebody looks at these leaders' conversations.

    Raises:
        NotSaved: the database did not take it; then nothing may be shown.
    """
    moment = now()
    rows = [
        {
            "at": moment,
            "account_id": person.id,
            "account_name": person.name,
            "role": person.role,
            "leader_id": leader_id,
            "what": what,
        }
        for leader_id in leader_ids
    ]
    if rows:
        with store.writing() as session:
            session.execute(sa.insert(Access), rows)


def log_access_today(store: Store, person: Person, leader_ids: Iterable[str], what: str) -> None:
    """The same, once in 24 hours for each leader: for pages that are looked at again and again.

    Raises:
        StoreError: the database could not be reached; then nothing may be shown.
    """
    recent = (Access.account_id == person.id, Access.what == what, Access.at > now() - timedelta(days=1))
    with store.engine_reading() as connection:
        noted = set(connection.scalars(sa.select(Access.leader_id).where(*recent)))
    log_access(store, person, set(leader_ids) - noted, what)


def looks_at(store: Store, leader_id: str) -> list[Look]:
    """The looks at one leader's conversation, newest first.

    Raises:
        StoreError: the database cannot be read.
    """
    return _looks(store, Access.leader_id == leader_id)


def all_looks(store: Store, offset: int = 0, most: int = 100) -> tuple[list[Look], int]:
    """A stretch of all looks, newest first, and how many there are.

    Raises:
        StoreError: the database cannot be read.
    """
    with store.engine_reading() as connection:
        total = connection.scalar(sa.select(sa.func.count()).select_from(Access)) or 0
    return _looks(store, offset=offset, most=most), int(total)


def _looks(store: Store, *conditions: object, offset: int = 0, most: int = 1000) -> list[Look]:
    query = (
        sa.select(Access.account_name, Access.role, Leader.sign, Access.what, Access.at)
        .outerjoin(Leader, Leader.id == Access.leader_id)
        .where(*conditions)
        .order_by(Access.id.desc())
        .offset(offset)
        .limit(most)
    )
    with store.engine_reading() as connection:
        return [Look(*row) for row in connection.execute(query)]


def erase_looks(store: Store, before: datetime) -> int:
    """Erase what was noted before a moment.

    Returns:
        How many looks.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        return int(session.execute(sa.delete(Access).where(Access.at < before)).rowcount)
