"""The admin's page of accounts: who may log in, in what role; an admin reads no conversations."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.errors import AccountRefused
from bot.settings import ROLES
from bot.store import accounts
from bot.store.accounts import LONGEST_NAME
from bot.store.database import store
from bot.web.console.guard import ADMIN, allow, form_of, landing, person_of, text_of, whole_number
from bot.web.console.pages import go, page, words
from bot.web.console.passwords import hash_password
from bot.web.errors import Refused
from bot.web.secrets import new_return_code

PATH = "/coach/accounts"


def _page(request: Request, status: int = 200, sorry: str = "", code: str = "", code_for: str = "") -> Response:
    role = request.query_params.get("before", "")
    return page(
        request,
        "accounts.html",
        status,
        people=accounts.accounts(store()),
        all_roles=ROLES,
        longest=LONGEST_NAME,
        sorry=words()["accounts"]["sorry"][sorry] if sorry else "",
        code=code,
        code_for=code_for,
        changed=whole_number(request.query_params.get("account", "")),
        before=role if role in ROLES else "",
    )


def _chosen(request: Request) -> accounts.Person:
    """The account that the address names.

    Raises:
        Refused, UnknownItem: there is none.
    """
    key = whole_number(request.path_params["account"])
    if key is None:
        raise Refused("not_found")
    return accounts.get_account(store(), key)


def _done(done: str, person: accounts.Person, **more: str) -> Response:
    return go(PATH, done=done, account=str(person.id), **more)


@allow(ADMIN)
def show(request: Request) -> Response:
    """All accounts."""
    return _page(request)


@allow(ADMIN)
def add(request: Request) -> Response:
    """A new account with a password that is shown this once and must be changed at the first log-in."""
    form, code = form_of(request), new_return_code()
    name, role = text_of(form, "name", LONGEST_NAME), str(form.get("role", ""))
    try:
        person = accounts.add_account(store(), name, role, hash_password(code, name), must_change=True)
    except AccountRefused as refused:
        return _page(request, 422, refused.code)
    return _page(request, code=code, code_for=person.name)


@allow(ADMIN)
def renew(request: Request) -> Response:
    """A new password for somebody who forgot hers, as for a new account; she is logged out everywhere."""
    person, code = _chosen(request), new_return_code()
    try:
        accounts.set_password(store(), person.id, hash_password(code, person.name), must_change=True)
    except AccountRefused as refused:
        return _page(request, 409, refused.code)
    return _page(request, code=code, code_for=person.name)


@allow(ADMIN)
def change_role(request: Request) -> Response:
    """Another role, from the next click."""
    person, role = _chosen(request), str(form_of(request).get("role", ""))
    try:
        accounts.set_role(store(), person.id, role)
    except AccountRefused as refused:
        return _page(request, 409, refused.code)
    if person.id == person_of(request).id and role != ADMIN:
        return go(landing(role), done="account_role")
    return _done("account_role", person, before=person.role)


@allow(ADMIN)
def close(request: Request) -> Response:
    """Nobody logs in with it any more."""
    person = _chosen(request)
    try:
        accounts.close_account(store(), person.id)
    except AccountRefused as refused:
        return _page(request, 409, refused.code)
    return _done("account_closed", person)


@allow(ADMIN)
def reopen(request: Request) -> Response:
    """A closed account is open again."""
    person = _chosen(request)
    accounts.open_account(store(), person.id)
    return _done("account_opened", person)


@allow(ADMIN)
def unlock(request: Request) -> Response:
    """No more waiting after wrong passwords."""
    person = _chosen(request)
    accounts.unlock_account(store(), person.id)
    return _done("account_unlocked", person)


routes = [
    Route(PATH, show, methods=["GET"]),
    Route(PATH, add, methods=["POST"]),
    Route(PATH + "/{account}/password", renew, methods=["POST"]),
    Route(PATH + "/{account}/role", change_role, methods=["POST"]),
    Route(PATH + "/{account}/close", close, methods=["POST"]),
    Route(PATH + "/{account}/open", reopen, methods=["POST"]),
    Route(PATH + "/{account}/unlock", unlock, methods=["POST"]),
]
