"""Who may log in to the console, and in what role."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.errors import AccountRefused, UnknownItem
from bot.settings import ROLES
from bot.store.database import Store, now
from bot.store.tables import Account, AccountSession, Flag, Letter, Note, Tag, Verdict

LONGEST_NAME = 80
_TAIL = 8  # letters of a subject that tell two of the same name apart


@dataclass(frozen=True)
class Person:
    """Somebody who may log in; `must_change`: with a password from an admin, good for nothing but its change."""

    id: int
    name: str
    role: str
    password_hash: str | None
    created_at: datetime
    seen_at: datetime | None
    closed_at: datetime | None
    locked_until: datetime | None
    must_change: bool
    is_from_directory: bool


def to_person(row: Account) -> Person:
    """A row as it is handed out; a lock that is over is none."""
    return Person(
        row.id,
        row.name,
        row.role,
        row.password_hash,
        row.created_at,
        row.seen_at,
        row.closed_at,
        row.locked_until if row.locked_until and row.locked_until > now() else None,
        row.must_change,
        row.subject is not None,
    )


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip()).casefold()


def _find(session: Session, name: str) -> Account | None:
    wanted = _fold(name)  # by Python: the databases do not agree on what "Åse" is in small letters
    rows = session.execute(sa.select(Account.id, Account.name))
    found = next((key for key, known in rows if _fold(known) == wanted), None)
    return None if found is None else session.get(Account, found)


def get_row(session: Session, account_id: int) -> Account:
    """The row of an account.

    Raises:
        UnknownItem: there is none.
    """
    row = session.get(Account, account_id)
    if row is None:
        raise UnknownItem(f"account {account_id}")
    return row


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise AccountRefused("role", f"There is no role {role!r}; choose one of {', '.join(ROLES)}.")


def _keep_an_admin(session: Session, row: Account) -> None:
    """See that another open admin is left when this one goes."""
    admins = sa.select(Account.id).where(Account.role == "admin", Account.closed_at.is_(None))
    if set(session.scalars(admins.with_for_update())) == {row.id}:
        raise AccountRefused("last_admin", f"{row.name} is the only open admin account; make another one admin first.")


def _log_out_everywhere(session: Session, account_id: int, but: str = "") -> None:
    session.execute(
        sa.delete(AccountSession).where(AccountSession.account_id == account_id, AccountSession.token_hash != but)
    )


def add_account(store: Store, name: str, role: str, password_hash: str, must_change: bool = False) -> Person:
    """A new account that logs in by password.

    Raises:
        AccountRefused: no such role, or the name is taken or is none.
        NotSaved: the database did not take it.
    """
    _check_role(role)
    name = name.strip()
    if not name or not name.isprintable() or len(name) > LONGEST_NAME:
        raise AccountRefused("name", f"A name has 1 to {LONGEST_NAME} letters, all of them visible.")
    with store.writing() as session:
        if _find(session, name):
            raise AccountRefused("taken", f"There is an account {name!r} already.")
        row = Account(
            name=name, role=role, password_hash=password_hash, must_change=must_change, created_at=now(), failures=0
        )
        session.add(row)
        session.flush()
        return to_person(row)


def accounts(store: Store) -> list[Person]:
    """All accounts, open ones first, each by name.

    Raises:
        StoreError: the database cannot be read.
    """
    with store.reading() as session:
        rows = [to_person(row) for row in session.scalars(sa.select(Account))]
    return sorted(rows, key=lambda person: (person.closed_at is not None, _fold(person.name)))


def find_account(store: Store, name: str) -> Person | None:
    """The account of this name, in whatever case it is written.

    Raises:
        StoreError: the database cannot be read.
    """
    with store.reading() as session:
        row = _find(session, name)
        return None if row is None else to_person(row)


def get_account(store: Store, account_id: int) -> Person:
    """The account of this id.

    Raises:
        UnknownItem: there is none.
        StoreError: the database cannot be read.
    """
    with store.reading() as session:
        return to_person(get_row(session, account_id))


def enter_from_directory(store: Store, subject: str, name: str, role: str | None) -> Person | None:
    """The account of somebody whom the directory knows, made or brought up to date.

    None when she may not enter: it is closed here, or the directory gives her no role; then she is logged out everywhere.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        row = session.scalar(sa.select(Account).where(Account.subject == subject))
        if role is None:
            if row is not None:
                _log_out_everywhere(session, row.id)
            return None
        if row is None:
            row = Account(subject=subject, created_at=now(), failures=0, must_change=False)
        namesake = _find(session, name)
        is_taken = namesake is not None and namesake is not row
        tail = f" ({subject[-_TAIL:]})" if is_taken else ""
        row.name, row.role = name[: LONGEST_NAME - len(tail)] + tail, role
        session.add(row)
        session.flush()
        return None if row.closed_at else to_person(row)


def set_password(store: Store, account_id: int, password_hash: str, but: str = "", must_change: bool = False) -> None:
    """Give an account a new password; it is logged out everywhere `but` in the session with this token's hash.

    Raises:
        UnknownItem: there is no such account.
        AccountRefused: it logs in through the directory.
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        row = get_row(session, account_id)
        if row.subject is not None:
            raise AccountRefused("directory", f"{row.name} logs in through the organisation's directory.")
        row.password_hash, row.must_change, row.failures, row.locked_until = password_hash, must_change, 0, None
        _log_out_everywhere(session, account_id, but)


def set_role(store: Store, account_id: int, role: str) -> None:
    """Give an account another role, from its next click.

    Raises:
        UnknownItem: there is no such account.
        AccountRefused: no such role, the directory decides it, or no open admin would be left.
        NotSaved: the database did not take it.
    """
    _check_role(role)
    with store.writing() as session:
        row = get_row(session, account_id)
        if row.subject is not None:
            raise AccountRefused("directory", f"The organisation's directory decides the role of {row.name}.")
        if role != "admin":
            _keep_an_admin(session, row)
        row.role = role


def close_account(store: Store, account_id: int) -> None:
    """Close an account, which logs it out everywhere; what it has written stays.

    Raises:
        UnknownItem: there is no such account.
        AccountRefused: no open admin would be left.
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        row = get_row(session, account_id)
        _keep_an_admin(session, row)
        row.closed_at = row.closed_at or now()
        _log_out_everywhere(session, account_id)


def erase_closed_accounts(store: Store, before: datetime) -> int:
    """Erase the accounts that were closed before a moment and that nothing names any more but the log of looks.

    One from a directory stays, because it is what keeps that person out.

    Returns:
        How many.

    Raises:
        NotSaved: the database did not take it.
    """
    named = (sa.exists().where(table.account_id == Account.id) for table in (Note, Tag, Flag, Letter, Verdict))
    over = (Account.closed_at < before, Account.subject.is_(None), *(~each for each in named))
    with store.writing() as session:
        return int(
            session.execute(sa.delete(Account).where(*over).execution_options(synchronize_session=False)).rowcount
        )


def open_account(store: Store, account_id: int) -> None:
    """Open a closed account again.

    Raises:
        UnknownItem: there is no such account.
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        get_row(session, account_id).closed_at = None


def unlock_account(store: Store, account_id: int) -> None:
    """End the wait after wrong passwords.

    Raises:
        UnknownItem: there is no such account.
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        row = get_row(session, account_id)
        row.failures, row.locked_until = 0, None
