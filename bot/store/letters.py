"""Messages from a coach to a leader, and what she says to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.errors import UnknownItem
from bot.store.database import Store, now
from bot.store.tables import Account, Leader
from bot.store.tables import Letter as LetterRow


@dataclass(frozen=True)
class Letter:
    """A coach's message; times in UTC.

    Attributes:
        id: its key.
        by: the coach's name.
        text, sent_at: what she wrote, and when.
        shown_at: when the leader's page first showed it.
        answer, answered_at: what the leader answered.
        declined_at: when the leader said no thanks.
        is_reply_new: no coach has seen what she said to it.
    """

    id: int
    by: str
    text: str
    sent_at: datetime
    shown_at: datetime | None
    answer: str | None
    answered_at: datetime | None
    declined_at: datetime | None
    is_reply_new: bool


IS_REPLY_NEW = sa.and_(
    sa.or_(LetterRow.answered_at.is_not(None), LetterRow.declined_at.is_not(None)), LetterRow.reply_seen_at.is_(None)
)


def _letters(store: Store, *conditions: object) -> list[Letter]:
    query = (
        sa.select(
            LetterRow.id,
            Account.name,
            LetterRow.text,
            LetterRow.sent_at,
            LetterRow.shown_at,
            LetterRow.answer,
            LetterRow.answered_at,
            LetterRow.declined_at,
            IS_REPLY_NEW,
        )
        .join(Account, Account.id == LetterRow.account_id)
        .join(Leader, Leader.id == LetterRow.leader_id)
        .where(*conditions, LetterRow.recalled_at.is_(None))
        .order_by(LetterRow.id)
    )
    with store.reading() as session:
        return [Letter(*row) for row in session.execute(query)]


def letters_to(store: Store, leader_id: str) -> list[Letter]:
    """All messages to a leader, oldest first.

    Raises:
        StoreError: the database cannot be read.
    """
    return _letters(store, Leader.id == leader_id)


def send_letter(store: Store, leader_id: str, account_id: int, text: str) -> int:
    """Write to a leader who shares.

    Returns:
        The message's key.

    Raises:
        UnknownItem: she does not share (any more).
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        shares = sa.select(Leader.id).where(Leader.id == leader_id, Leader.shared_at.is_not(None)).with_for_update()
        if session.scalar(shares) is None:
            raise UnknownItem("leader")
        row = LetterRow(leader_id=leader_id, account_id=account_id, text=text, sent_at=now())
        session.add(row)
        session.flush()
        return int(row.id)


def recall_letter(store: Store, leader_id: str, account_id: int, letter_id: int, is_recalled: bool = True) -> None:
    """Take a message of one's own back, as long as the leader has not seen it, or send it after all.

    What is taken back is erased the next day.

    Raises:
        UnknownItem: there is no such message, she has seen it, or she does not share any more.
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        own = (
            LetterRow.id == letter_id,
            LetterRow.leader_id == leader_id,
            LetterRow.account_id == account_id,
            LetterRow.shown_at.is_(None),
        )
        shares = sa.exists().where(Leader.id == leader_id, Leader.shared_at.is_not(None))
        change = sa.update(LetterRow).where(*own, shares).values(recalled_at=now() if is_recalled else None)
        if not session.execute(change.execution_options(synchronize_session=False)).rowcount:
            raise UnknownItem(f"letter {letter_id}")


def erase_recalled_letters(store: Store, before: datetime) -> int:
    """Erase the messages that were taken back before a moment.

    Returns:
        How many.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        return int(session.execute(sa.delete(LetterRow).where(LetterRow.recalled_at < before)).rowcount)


def note_replies_seen(store: Store, leader_id: str) -> None:
    """Note that a coach has seen what a leader said to the messages to her.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        new = sa.update(LetterRow).where(LetterRow.leader_id == leader_id, IS_REPLY_NEW).values(reply_seen_at=now())
        session.execute(new.execution_options(synchronize_session=False))


def note_letters_shown(store: Store, leader_id: str, newest: int) -> None:
    """Note that the leader's page has shown the messages to her, up to the one with the key `newest`.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        hers = (LetterRow.leader_id == leader_id, LetterRow.id <= newest)
        unseen = (LetterRow.shown_at.is_(None), LetterRow.recalled_at.is_(None))
        session.execute(sa.update(LetterRow).where(*hers, *unseen).values(shown_at=now()))


def reply_to_letter(store: Store, leader_id: str, letter_id: int, answer: str | None) -> None:
    """Keep the leader's answer, or (None) her no thanks; the newest of either counts.

    Raises:
        UnknownItem: there is no such message to her.
        NotSaved: the database did not take it.
    """
    moment = now()
    values = {
        "answer": answer,
        "answered_at": moment if answer is not None else None,
        "declined_at": moment if answer is None else None,
        "reply_seen_at": None,
    }
    with store.writing() as session:
        hers = (LetterRow.id == letter_id, LetterRow.leader_id == leader_id, LetterRow.recalled_at.is_(None))
        if not session.execute(sa.update(LetterRow).where(*hers).values(**values)).rowcount:
            raise UnknownItem(f"letter {letter_id}")
