"""Who may log in to the console, in what role, and the browsers in which they are logged in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.errors import UnknownItem
from bot.store.database import Store, now
from bot.store.tables import Account, AccountSession

ROLES = ("coach", "trainer", "admin")
IDLE, LONGEST = timedelta(hours=1), timedelta(hours=12)
_FREE_TRIES = 4  # wrong passwords before each next one must wait
_MOST_TRIES = 10  # and before the account is locked
_LOCKED = timedelta(minutes=30)
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Person:
    """Somebody who may log in."""

    id: int
    name: str
    role: str
    password_hash: str | None
    created_at: datetime
    seen_at: datetime | None
    closed_at: datetime | None
    locked_until: datetime | None


def _person(row: Account) -> Person:
    return Person(
        row.id,
        row.name,
        row.role,
        row.password_hash,
        row.created_at,
        row.seen_at,
        row.closed_at,
        row.locked_until if row.locked_until and row.locked_until > now() else None,
    )


def _find(session: Session, name: str) -> Account | None:
    return session.scalar(sa.select(Account).where(sa.func.lower(Account.name) == name.strip().lower()))


def _get(session: Session, account_id: int) -> Account:
    row = session.get(Account, account_id)
    if row is None:
        raise UnknownItem(f"account {account_id}")
    return row


def add_account(store: Store, name: str, role: str, password_hash: str | None, subject: str | None = None) -> Person:
    """A new account; `subject` is its name in the organisation's directory.

    Raises:
        UnknownItem: no such role, or the name is taken.
        NotSaved: the database did not take it.
    """
    if role not in ROLES:
        raise UnknownItem(f"There is no role {role!r}; choose one of {', '.join(ROLES)}.")
    with store.writing() as session:
        if _find(session, name):
            raise UnknownItem(f"There is an account {name!r} already.")
        row = Account(name=name.strip(), role=role, password_hash=password_hash, subject=subject, created_at=now())
        session.add(row)
        session.flush()
        return _person(row)


def accounts(store: Store) -> list[Person]:
    """All accounts by name.

    Raises:
        StoreError: the database cannot be read.
    """
    with store.reading() as session:
        return [_person(row) for row in session.scalars(sa.select(Account).order_by(Account.name))]


def find_account(store: Store, name: str) -> Person | None:
    """The account of this name, in whatever case it is written.

    Raises:
        StoreError: the database cannot be read.
    """
    with store.reading() as session:
        row = _find(session, name)
        return None if row is None else _person(row)


def enter_from_directory(store: Store, subject: str, name: str, role: str) -> Person | None:
    """The account of somebody whom the directory knows, made or brought up to date; None when it is closed here.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        row = session.scalar(sa.select(Account).where(Account.subject == subject))
        if row is None:
            taken = _find(session, name) is not None
            row = Account(
                name=f"{name} ({subject[-8:]})"[:80] if taken else name[:80], subject=subject, created_at=now()
            )
            session.add(row)
        row.role = role
        session.flush()
        return None if row.closed_at else _person(row)


def set_password(store: Store, account_id: int, password_hash: str, but: str | None = None) -> None:
    """Give an account a new password; it is logged out everywhere `but` in the session with this token's hash.

    Raises:
        UnknownItem: there is no such account.
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        row = _get(session, account_id)
        row.password_hash, row.failures, row.locked_until = password_hash, 0, None
        session.execute(
            sa.delete(AccountSession).where(
                AccountSession.account_id == account_id, AccountSession.token_hash != (but or "")
            )
        )


def set_role(store: Store, account_id: int, role: str) -> None:
    """Give an account another role, from its next click.

    Raises:
        UnknownItem: no such account or role.
        NotSaved: the database did not take it.
    """
    if role not in ROLES:
        raise UnknownItem(f"role {role!r}")
    with store.writing() as session:
        _get(session, account_id).role = role


def close_account(store: Store, account_id: int, is_closed: bool = True) -> None:
    """Close an account, which logs it out everywhere, or open it again; what it has written stays.

    Raises:
        UnknownItem: there is no such account.
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        row = _get(session, account_id)
        row.closed_at = now() if is_closed else None
        row.failures, row.locked_until = 0, None
        if is_closed:
            session.execute(sa.delete(AccountSession).where(AccountSession.account_id == account_id))


def note_failure(store: Store, account_id: int) -> None:
    """Count a wrong password: after a few, each makes the next try wait twice as long; at last half an hour.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        row = _get(session, account_id)
        row.failures += 1
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
        row = _get(session, account_id)
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
        person = _person(row)
    if opened.seen_at < moment - _SEEN_EVERY:
        with store.writing() as session:
            session.execute(sa.update(AccountSession).where(AccountSession.id == opened.id).values(seen_at=moment))
            session.execute(sa.update(Account).where(Account.id == person.id).values(seen_at=moment))
    return person
