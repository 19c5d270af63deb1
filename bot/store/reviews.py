"""What coaches write about shared conversations: notes, tags, flags, how far they have read, saved searches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.errors import UnknownItem
from bot.store.database import Store, now
from bot.store.tables import Account, Flag, Note, Review, SavedSearch, Tag

FLAGS = ("misunderstood", "poor_suggestion", "poor_wording")


@dataclass(frozen=True)
class Written:
    """One thing that somebody put on a conversation.

    Attributes:
        id: its key.
        what: a note's text, a tag's name, or a flag's kind.
        by: who put it.
        account_id: the same, as a key.
        at: when, UTC.
        event_id: the message that it belongs to; None for the conversation as a whole.
    """

    id: int
    what: str
    by: str
    account_id: int
    at: datetime
    event_id: int | None = None


@dataclass(frozen=True)
class Reviewed:
    """Who has gone through a conversation, when, and whether nothing new has been said since."""

    by: str
    account_id: int
    at: datetime
    is_current: bool


def _written(session: Session, query: Any) -> list[Written]:
    return [Written(*row) for row in session.execute(query)]


# --- Notes ------------------------------------------------------------------------------------------------------------


def notes(store: Store, leader_id: str) -> list[Written]:
    """The notes on a conversation, oldest first.

    Raises:
        StoreError: the database cannot be read.
    """
    query = (
        sa.select(Note.id, Note.text, Account.name, Note.account_id, Note.written_at, Note.event_id)
        .join(Account)
        .where(Note.leader_id == leader_id, Note.removed_at.is_(None))
        .order_by(Note.id)
    )
    with store.reading() as session:
        return _written(session, query)


def add_note(store: Store, leader_id: str, account_id: int, text: str, event_id: int | None) -> int:
    """Keep a note on a conversation, or on one message of it.

    Returns:
        The note's key.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        row = Note(leader_id=leader_id, account_id=account_id, text=text, event_id=event_id, written_at=now())
        session.add(row)
        session.flush()
        return int(row.id)


def remove_note(store: Store, leader_id: str, account_id: int, note_id: int, is_removed: bool = True) -> int | None:
    """Take a note of one's own away, or put it back; what stays removed is erased the next day.

    Returns:
        The message that it belongs to, if to one.

    Raises:
        UnknownItem: this account has no such note on this conversation.
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        row = session.get(Note, note_id)
        if row is None or row.leader_id != leader_id or row.account_id != account_id:
            raise UnknownItem(f"note {note_id}")
        row.removed_at = now() if is_removed else None
        return int(row.event_id) if row.event_id is not None else None


def erase_removed_notes(store: Store, before: datetime) -> int:
    """Erase the notes that were removed before a moment.

    Returns:
        How many.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        return int(session.execute(sa.delete(Note).where(Note.removed_at < before)).rowcount)


# --- Tags -------------------------------------------------------------------------------------------------------------


def tags(store: Store, leader_id: str) -> list[Written]:
    """The tags on a conversation, by name.

    Raises:
        StoreError: the database cannot be read.
    """
    query = (
        sa.select(Tag.id, Tag.name, Account.name, Tag.account_id, Tag.put_at)
        .join(Account)
        .where(Tag.leader_id == leader_id)
        .order_by(Tag.name)
    )
    with store.reading() as session:
        return _written(session, query)


def put_tag(store: Store, leader_id: str, account_id: int, name: str) -> bool:
    """Put a tag on a conversation; False when it is there already, which stays as it is.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        is_new = not session.scalar(sa.select(Tag.id).where(Tag.leader_id == leader_id, Tag.name == name))
        if is_new:
            session.add(Tag(leader_id=leader_id, account_id=account_id, name=name, put_at=now()))
        return is_new


def take_tag(store: Store, leader_id: str, name: str) -> None:
    """Take a tag off a conversation; one that is not there is no error.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        session.execute(sa.delete(Tag).where(Tag.leader_id == leader_id, Tag.name == name))


# --- Flags ------------------------------------------------------------------------------------------------------------


def flags(store: Store, leader_id: str) -> list[Written]:
    """The flags on a conversation's messages, oldest first.

    Raises:
        StoreError: the database cannot be read.
    """
    query = (
        sa.select(Flag.id, Flag.kind, Account.name, Flag.account_id, Flag.put_at, Flag.event_id)
        .join(Account)
        .where(Flag.leader_id == leader_id)
        .order_by(Flag.id)
    )
    with store.reading() as session:
        return _written(session, query)


def put_flag(store: Store, leader_id: str, account_id: int, event_id: int, kind: str) -> bool:
    """Flag a message for the trainers; False when the flag is there already, which stays as it is.

    Raises:
        UnknownItem: no such kind, see FLAGS.
        NotSaved: the database did not take it.
    """
    if kind not in FLAGS:
        raise UnknownItem(f"flag {kind!r}")
    with store.writing() as session:
        same = (Flag.leader_id == leader_id, Flag.event_id == event_id, Flag.kind == kind)
        is_new = not session.scalar(sa.select(Flag.id).where(*same))
        if is_new:
            session.add(Flag(leader_id=leader_id, account_id=account_id, event_id=event_id, kind=kind, put_at=now()))
        return is_new


def take_flag(store: Store, leader_id: str, event_id: int, kind: str) -> None:
    """Take a flag away; one that is not there is no error.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        session.execute(
            sa.delete(Flag).where(Flag.leader_id == leader_id, Flag.event_id == event_id, Flag.kind == kind)
        )


# --- How far one has read ---------------------------------------------------------------------------------------------


def _review(session: Session, leader_id: str, account_id: int) -> Review:
    row = session.scalar(sa.select(Review).where(Review.leader_id == leader_id, Review.account_id == account_id))
    if row is None:
        row = Review(leader_id=leader_id, account_id=account_id, seen_event_id=-1)
        session.add(row)
    return row


def mark_seen(store: Store, leader_id: str, account_id: int, event_id: int) -> None:
    """Note that an account has seen a conversation up to a message; -1 makes it unread again.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        _review(session, leader_id, account_id).seen_event_id = event_id


def mark_reviewed(store: Store, leader_id: str, account_id: int, event_id: int | None) -> None:
    """Note that an account has gone through a conversation up to a message, or (None) that it has not.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        row = _review(session, leader_id, account_id)
        row.reviewed_event_id, row.reviewed_at = event_id, now() if event_id is not None else None


def reviewed_by(store: Store, leader_id: str, event_id: int) -> list[Reviewed]:
    """Who has gone through a conversation whose newest event is `event_id`, the newest first.

    Raises:
        StoreError: the database cannot be read.
    """
    query = (
        sa.select(Account.name, Review.account_id, Review.reviewed_at, Review.reviewed_event_id >= event_id)
        .join(Account, Account.id == Review.account_id)
        .where(Review.leader_id == leader_id, Review.reviewed_at.is_not(None))
        .order_by(Review.reviewed_at.desc())
    )
    with store.reading() as session:
        return [Reviewed(*row) for row in session.execute(query)]


# --- Saved searches ---------------------------------------------------------------------------------------------------


def saved_searches(store: Store, account_id: int) -> list[tuple[int, str, str]]:
    """Key, name and query of an account's saved searches, by name.

    Raises:
        StoreError: the database cannot be read.
    """
    query = (
        sa.select(SavedSearch.id, SavedSearch.name, SavedSearch.query)
        .where(SavedSearch.account_id == account_id)
        .order_by(SavedSearch.name)
    )
    with store.reading() as session:
        return [tuple(row) for row in session.execute(query)]


def save_search(store: Store, account_id: int, name: str, query: str) -> str | None:
    """Keep a filter under a name; the same name again replaces it.

    Returns:
        The query that stood under the name before, if another did.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        row = session.scalar(
            sa.select(SavedSearch).where(SavedSearch.account_id == account_id, SavedSearch.name == name)
        )
        if row is None:
            session.add(SavedSearch(account_id=account_id, name=name, query=query))
            return None
        before, row.query = row.query, query
        return str(before) if before != query else None


def remove_search(store: Store, account_id: int, search_id: int) -> tuple[str, str]:
    """Forget a saved search.

    Returns:
        Its name and query, so that it can be put back.

    Raises:
        UnknownItem: this account has no such search.
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        row = session.get(SavedSearch, search_id)
        if row is None or row.account_id != account_id:
            raise UnknownItem(f"search {search_id}")
        session.delete(row)
        return row.name, row.query
