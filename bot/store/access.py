"""Who looked at whose conversation, when and how: for the leader's eyes and an admin's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.store.accounts import Person
from bot.store.database import Store, now
from bot.store.tables import Access, Leader

WAYS = ("read", "print", "export", "inbox")
_ONE_READING = timedelta(minutes=30)
_MOST = 1000  # looks in memory at a time
_LOOKS = (
    sa.select(Access.account_name, Access.role, Leader.sign, Access.what, Access.at)
    .outerjoin(Leader, Leader.id == Access.leader_id)
    .order_by(Access.id.desc())
)


@dataclass(frozen=True)
class Look:
    """One look: by whom, in what role, at whom (None when she has erased everything), how (see WAYS), when (UTC)."""

    by: str
    role: str
    sign: str | None
    what: str
    at: datetime


@dataclass(frozen=True)
class LookFilter:
    """Which looks: by whom (an account's name), at whom (a leader's sign), from `since` to `before`."""

    account: str = ""
    sign: str = ""
    since: datetime | None = None
    before: datetime | None = None

    def conditions(self) -> list[object]:
        """What to put behind WHERE."""
        asked: list[object] = []
        if self.account:
            asked.append(Access.account_name == self.account)
        if self.sign:
            asked.append(Leader.sign == self.sign)
        if self.since:
            asked.append(Access.at >= self.since)
        if self.before:
            asked.append(Access.at < self.before)
        return asked


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
    return list(_looks(store, _LOOKS.where(Access.leader_id == leader_id).limit(_MOST)))


def readings(looks: Iterable[Look]) -> list[Look]:
    """Looks, newest first, without those that somebody was still at: the same, in the same way, within half an hour.

    A coach who turns the pages of a conversation, or writes a note on it, looks many times and reads once.
    """
    begun: dict[tuple[str, str, str | None, str], Look] = {}
    found: list[Look] = []
    for look in reversed(list(looks)):
        key = (look.by, look.role, look.sign, look.what)
        if key not in begun or look.at - begun[key].at >= _ONE_READING:
            begun[key] = look
            found.append(look)
    return found[::-1]


def all_looks(
    store: Store, wanted: LookFilter = LookFilter(), offset: int = 0, most: int = 100
) -> tuple[list[Look], int]:
    """A stretch of the looks that the filter lets through, newest first, and how many there are in all.

    Raises:
        StoreError: the database cannot be read.
    """
    counted = sa.select(sa.func.count()).select_from(Access).outerjoin(Leader, Leader.id == Access.leader_id)
    with store.engine_reading() as connection:
        total = connection.scalar(counted.where(*wanted.conditions())) or 0
    return list(_looks(store, _LOOKS.where(*wanted.conditions()).offset(offset).limit(most))), int(total)


def stream_looks(store: Store, wanted: LookFilter) -> Iterator[Look]:
    """All looks that the filter lets through, newest first, never many of them in memory.

    Raises:
        StoreError: the database cannot be read.
    """
    return _looks(store, _LOOKS.where(*wanted.conditions()).execution_options(yield_per=_MOST))


def accounts_that_looked(store: Store) -> list[str]:
    """The names under which somebody has looked.

    Raises:
        StoreError: the database cannot be read.
    """
    with store.engine_reading() as connection:
        return list(connection.scalars(sa.select(Access.account_name).distinct().order_by(Access.account_name)))


def _looks(store: Store, query: sa.sql.Select) -> Iterator[Look]:
    with store.engine_reading() as connection:
        for row in connection.execute(query):
            yield Look(*row)


def erase_looks(store: Store, before: datetime) -> int:
    """Erase what was noted before a moment.

    Returns:
        How many looks.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        return int(session.execute(sa.delete(Access).where(Access.at < before)).rowcount)
