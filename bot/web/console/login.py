"""Logging in, logging out, a new password."""

from __future__ import annotations

import math

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.store import accounts
from bot.store.database import now, store
from bot.web.console.guard import (
    ADMIN,
    COACH,
    TRAINER,
    allow,
    drop_cookie,
    form_of,
    landing,
    person_of,
    safe_next,
    set_cookie,
)
from bot.web.console.pages import go, page, words
from bot.web.console.passwords import SHORTEST, WeakPassword, hash_password, is_right
from bot.web.errors import Refused
from bot.web.limits import address, check, take
from bot.web.secrets import hash_token, new_token

_EVERYBODY = (COACH, TRAINER, ADMIN)


def _form(request: Request, next_path: str, name: str = "", sorry: str = "", status: int = 200) -> Response:
    from_directory = "/coach/oidc" if any(route.path == "/coach/oidc" for route in request.app.routes) else ""
    return page(
        request, "login.html", status, next_path=next_path, name=name, sorry=sorry, from_directory=from_directory
    )


async def show(request: Request) -> Response:
    """The log-in page; whoever is logged in goes on."""
    next_path = request.query_params.get("next", "")
    if request.state.person:
        return RedirectResponse(safe_next(next_path, request.state.person.role), 303)
    sorry = words()["login"].get(request.query_params.get("sorry", ""), "")
    return _form(request, next_path, sorry=sorry)


async def log_in(request: Request) -> Response:
    """Check name and password. A wrong name and a wrong password get the same answer, after the same time."""
    form = await request.form(max_files=0, max_fields=10)
    name, password = str(form.get("name", ""))[:80], str(form.get("password", ""))
    next_path = str(form.get("next", ""))[:2000]
    try:
        await check("login", address(request))  # only wrong ones count: a town hall may share one address
    except Refused as refused:
        minutes = math.ceil((refused.retry_after or 60) / 60)
        return _form(request, next_path, name, words()["login"]["wait"].format(minutes=minutes), 429)
    person = await run_in_threadpool(accounts.find_account, store(), name)
    if person and person.locked_until:
        minutes = math.ceil((person.locked_until - now()).total_seconds() / 60)
        return _form(request, next_path, name, words()["login"]["wait"].format(minutes=minutes), 429)
    is_open = person is not None and person.closed_at is None
    is_right_one = await run_in_threadpool(is_right, person.password_hash if person and is_open else None, password)
    if person is None or not is_right_one:
        await take("login", address(request))
        if person and is_open:
            await run_in_threadpool(accounts.note_failure, store(), person.id)
        return _form(request, next_path, name, words()["login"]["wrong"], 401)
    return await enter(request, person, next_path)


async def enter(request: Request, person: accounts.Person, next_path: str) -> Response:
    """Begin a session for somebody whose word or directory has been checked."""
    token = new_token()
    if request.state.console_hash:
        await run_in_threadpool(accounts.log_out, store(), request.state.console_hash)
    await run_in_threadpool(accounts.log_in, store(), person.id, hash_token(token))
    response = RedirectResponse(safe_next(next_path, person.role), 303)
    set_cookie(request, response, token)
    return response


@allow(*_EVERYBODY)
def log_out(request: Request) -> Response:
    """End the session."""
    accounts.log_out(store(), request.state.console_hash)
    response = RedirectResponse("/coach/login?sorry=logged_out", 303)
    drop_cookie(request, response)
    return response


@allow(*_EVERYBODY)
def password_page(request: Request) -> Response:
    """The form for a new password."""
    return page(request, "password.html", sorry="", shortest=SHORTEST)


@allow(*_EVERYBODY)
def change_password(request: Request) -> Response:
    """A new password, for who knows the old one; other browsers are logged out."""
    person, form = person_of(request), form_of(request)
    old, new, again = (str(form.get(name, "")) for name in ("old", "new", "again"))
    sorry = ""
    known = accounts.find_account(store(), person.name)
    if known is None or known.locked_until or not is_right(known.password_hash, old):
        accounts.note_failure(store(), person.id)
        sorry = "old_wrong"
    elif new != again:
        sorry = "differ"
    else:
        try:
            hashed = hash_password(new, person.name)
        except WeakPassword as weak:
            sorry = weak.code
    if sorry:
        text = words()["password"][sorry].format(shortest=SHORTEST)
        return page(request, "password.html", 422, sorry=text, shortest=SHORTEST)
    accounts.set_password(store(), person.id, hashed, but=request.state.console_hash)
    return go(landing(person.role), done="password")


routes = [
    Route("/coach/login", show, methods=["GET"]),
    Route("/coach/login", log_in, methods=["POST"]),
    Route("/coach/logout", log_out, methods=["POST"]),
    Route("/coach/password", password_page, methods=["GET"]),
    Route("/coach/password", change_password, methods=["POST"]),
]
