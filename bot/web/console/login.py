"""Logging in, logging out, a new password."""

from __future__ import annotations

import asyncio

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.settings import settings
from bot.store import accounts, logins
from bot.store.accounts import LONGEST_NAME
from bot.store.database import store
from bot.web.console.guard import (
    EVERYBODY,
    PASSWORD,
    allow,
    drop_cookie,
    form_of,
    landing,
    person_of,
    plain,
    safe_next,
    set_cookie,
)
from bot.web.console.pages import go, page, words
from bot.web.console.passwords import SHORTEST, WeakPassword, hash_password, is_right
from bot.web.errors import Refused
from bot.web.limits import address, check, take
from bot.web.secrets import hash_token, new_token

_FEW = asyncio.Semaphore(4)  # log-ins at a time: each takes 64 MiB, and a crowd must not run past what is counted
_SORRY = ("directory_failed", "directory_refused")


def _form(request: Request, next_path: str, name: str = "", sorry: str = "", status: int = 200) -> Response:
    return page(
        request,
        "login.html",
        status,
        next_path=next_path,
        name=name,
        sorry=words()["login"][sorry] if sorry else "",
        directory=settings().directory,
    )


async def show(request: Request) -> Response:
    """The log-in page; whoever is logged in goes on."""
    next_path = request.query_params.get("next", "")
    if request.state.person:
        return RedirectResponse(safe_next(next_path, request.state.person.role), 303)
    sorry = request.query_params.get("sorry", "")
    return _form(request, next_path, sorry=sorry if sorry in _SORRY else "")


async def log_in(request: Request) -> Response:
    """Check name and password. Wrong name, wrong password, closed or locked: one answer, after the same work."""
    form = await request.form(max_files=0, max_fields=10)
    name, password = plain(str(form.get("name", "")))[:LONGEST_NAME], str(form.get("password", ""))
    next_path = str(form.get("next", ""))[:2000]
    async with _FEW:
        try:
            await check("login", address(request))  # only wrong ones count: a town hall may share one address
        except Refused:
            return _form(request, next_path, name, "wait", 429)
        person = await run_in_threadpool(_find, name, password)
        if person is None:
            await take("login", address(request))
            return _form(request, next_path, name, "wrong", 401)
    return await enter(request, person, next_path)


def _find(name: str, password: str) -> accounts.Person | None:
    """Whose name and password these are; a wrong one is counted."""
    person = accounts.find_account(store(), name)
    may_enter = person is not None and not person.closed_at and not person.locked_until
    if is_right(person.password_hash if person and may_enter else None, password):
        return person
    if person and may_enter:
        logins.note_failure(store(), person.id)
    return None


async def enter(request: Request, person: accounts.Person, next_path: str) -> Response:
    """Begin a session for somebody whose word or directory has been checked."""
    token = new_token()
    if request.state.console_hash:
        await run_in_threadpool(logins.log_out, store(), request.state.console_hash)
    await run_in_threadpool(logins.log_in, store(), person.id, hash_token(token))
    response = RedirectResponse(safe_next(next_path, person.role), 303)
    set_cookie(request, response, token)
    return response


@allow(*EVERYBODY)
def log_out(request: Request) -> Response:
    """End the session; who came through the directory is told that its own goes on."""
    logins.log_out(store(), request.state.console_hash)
    done = "logged_out_here" if person_of(request).is_from_directory and settings().directory else "logged_out"
    response = go("/coach/login", done=done)
    drop_cookie(request, response)
    return response


def _password_form(request: Request, sorry: str = "") -> Response:
    text = words()["password"][sorry].format(shortest=SHORTEST) if sorry else ""
    return page(request, "password.html", 422 if sorry else 200, sorry=text, shortest=SHORTEST)


def _with_password(request: Request) -> accounts.Person:
    person = person_of(request)
    if person.is_from_directory:
        raise Refused("not_allowed")
    return person


@allow(*EVERYBODY)
def password_page(request: Request) -> Response:
    """The form for a new password."""
    _with_password(request)
    return _password_form(request)


@allow(*EVERYBODY)
def change_password(request: Request) -> Response:
    """A new password, for who knows the old one; other browsers are logged out."""
    person, form = _with_password(request), form_of(request)
    old, new, again = (str(form.get(name, "")) for name in ("old", "new", "again"))
    if person.locked_until or not is_right(person.password_hash, old):
        logins.note_failure(store(), person.id)
        return _password_form(request, "old_wrong")
    if new != again:
        return _password_form(request, "differ")
    if new == old:
        return _password_form(request, "same")
    try:
        hashed = hash_password(new, person.name)
    except WeakPassword as weak:
        return _password_form(request, weak.code)
    accounts.set_password(store(), person.id, hashed, but=request.state.console_hash)
    return go(landing(person.role), done="password")


routes = [
    Route("/coach/login", show, methods=["GET"]),
    Route("/coach/login", log_in, methods=["POST"]),
    Route("/coach/logout", log_out, methods=["POST"]),
    Route(PASSWORD, password_page, methods=["GET"]),
    Route(PASSWORD, change_password, methods=["POST"]),
]
