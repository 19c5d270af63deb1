"""Accounts for coaches, trainers and admins; works while the assistant runs."""

from __future__ import annotations

import argparse
import getpass
import sys

from bot.errors import AccountRefused
from bot.settings import ROLES
from bot.store import accounts
from bot.store.accounts import Person
from bot.store.database import store
from bot.web.console.passwords import hash_password

_ON_ONE = {
    "password": "give it a new password; it is logged out everywhere",
    "close": "log it out everywhere and let it in no more; what it has written stays",
    "open": "open it again",
    "unlock": "end the wait after wrong passwords",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One sub-command, mostly with a name. Passwords are asked for, or read from standard input, a line."""
    commands = parser.add_subparsers(dest="what", required=True, metavar="what")
    add = commands.add_parser("add", help="make an account; its password is asked for")
    add.add_argument("name")
    add.add_argument("--role", required=True, choices=ROLES)
    commands.add_parser("list", help="show all accounts")
    role = commands.add_parser("role", help="give it another role, from its next click")
    role.add_argument("name")
    role.add_argument("role", choices=ROLES)
    for what, purpose in _ON_ONE.items():
        commands.add_parser(what, help=purpose).add_argument("name")


def _new_password(name: str) -> str:
    """The hash of a password that was typed twice, unseen, or stands in the first line of standard input."""
    if sys.stdin.isatty():
        password = getpass.getpass("Password: ")
        if getpass.getpass("The same again: ") != password:
            raise AccountRefused("differ", "The two are not the same; nothing was changed.")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    return hash_password(password, name)


def _known(name: str) -> Person:
    person = accounts.find_account(store(), name)
    if person is None:
        raise AccountRefused("unknown", f"There is no account {name!r}; see: python -m bot user list")
    return person


def _show() -> None:
    for person in accounts.accounts(store()):
        state = "closed" if person.closed_at else "locked" if person.locked_until else "open"
        seen = f"{person.seen_at:%Y-%m-%d %H:%M} UTC" if person.seen_at else "never"
        way = "directory" if person.is_from_directory else "password"
        print(f"{person.name}\t{person.role}\t{state}\t{way}\tmade {person.created_at:%Y-%m-%d}\tlast seen {seen}")


def main(arguments: argparse.Namespace) -> int:
    """Do it and say so."""
    store().migrate()
    what = arguments.what
    if what == "list":
        _show()
        return 0
    if what == "add":
        person = accounts.add_account(store(), arguments.name, arguments.role, _new_password(arguments.name))
        print(f"{person.name} can log in at /coach as {person.role}.")
        return 0
    person = _known(arguments.name)
    if what == "role":
        accounts.set_role(store(), person.id, arguments.role)
    elif what == "password":
        accounts.set_password(store(), person.id, _new_password(person.name))
    elif what == "close":
        accounts.close_account(store(), person.id)
    elif what == "open":
        accounts.open_account(store(), person.id)
    else:
        accounts.unlock_account(store(), person.id)
    print(f"{person.name}: {'role ' + arguments.role if what == 'role' else what}: done.")
    return 0
