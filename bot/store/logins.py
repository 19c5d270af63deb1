"""The browsers in which somebody is logged in to the console, and the tries that failed."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from bot.store.accounts import Person, get_row, to_person
from bot.store.database import Store, now
from bot.store.tables import Account, AccountSession

IDLE, LONGEST = timedelta(hours=1), timedelta(hours=12)
_FREE_TRIES = 4  # wrong passwords before each next one must wait
_MOST_TRIES = 10  # and before the account is locked
_LOCKED = timedelta(minutes=30)
_SEEN_EVERY = timedelta(minutes=1)


def note_failure(store: Store, account_id: int) -> None:
    """Count a wrong password: after a few, each makes the next try wait twice as long; at last half an hour.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        counted = sa.update(Account).where(Account.id == account_id).values(failures=Account.failures + 1)
        session.execute(counted.execution_options(synchronize_session=False))  # in one step: two at once count as two
        row = get_row(session, account_id)
        if row.failures >= _MOST_TRIES:
            row.locked_until = now() + _LOCKED
        elif row.failures >= _FREE_TRIES:
            row.locked_until = now() + timedelta(seconds=2 ** (row.failures - _FREE_TRIES + 1))


def log_in(store: Store, account_id: int, token_hash: str) -> None:
    """Begin a session.

    Raises:
        UnknownItem: there is no such account.
        NotSaved: the database did not take it.
    """
    moment = now()
    with store.writing() as session:
        row = get_row(session, account_id)
        row.failures, row.locked_until, row.seen_at = 0, None, moment
        session.execute(sa.delete(AccountSession).where(AccountSession.created_at < moment - LONGEST))
        session.add(AccountSession(token_hash=token_hash, account_id=account_id, created_at=moment, seen_at=moment))


def log_out(store: Store, token_hash: str) -> None:
    """End a session; one that is not known is no error.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        session.execute(sa.delete(AccountSession).where(AccountSession.token_hash == token_hash))


def logged_in(store: Store, token_hash: str) -> Person | None:
    """Who is logged in with this token; None when nobody is, the session is over, or the account is closed.

    Raises:
        StoreError: the database cannot be reached.
    """
    moment = now()
    with store.reading() as session:
        found = session.execute(
            sa.select(Account, AccountSession)
            .join(AccountSession, AccountSession.account_id == Account.id)
            .where(AccountSession.token_hash == token_hash, Account.closed_at.is_(None))
        ).one_or_none()
        if found is None:
            return None
        row, opened = found
        if opened.seen_at < moment - IDLE or opened.created_at < moment - LONGEST:
            return None
        person = to_person(row)
    if opened.seen_at < moment - _SEEN_EVERY:
        with store.writing() as session:
            session.execute(sa.update(AccountSession).where(AccountSession.id == opened.id).values(seen_at=moment))
            session.execute(sa.update(Account).where(Account.id == person.id).values(seen_at=moment))
    return person
