"""Who is logged in to the console, what a role may do, and that a form comes from a page of ours."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, Headers
from starlette.requests import Request, cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.errors import StoreError
from bot.settings import settings
from bot.store.accounts import Person
from bot.store.database import store
from bot.store.logins import logged_in
from bot.web.errors import CONSOLE, Refused, refusal
from bot.web.secrets import hash_token, secret_key, sign, unsign

COOKIE = "lederdialog-console"
COACH, TRAINER, ADMIN = "coach", "trainer", "admin"
EVERYBODY = (COACH, TRAINER, ADMIN)
PASSWORD = "/coach/password"
_WITHOUT_CHANGE = (PASSWORD, "/coach/logout")  # what a password from an admin opens
_MOST_FIELDS = 200
_MOST_DIGITS = 9  # of a number in a form or an address: no database takes more
View = Callable[[Request], Response] | Callable[[Request], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


class ConsoleSessions:
    """Finds out who is logged in: `request.state.person` (None when nobody is), `.console_hash`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look the session up, for the console's addresses."""
        if scope["type"] == "http" and scope["path"].startswith(CONSOLE):
            token = unsign(cookie_parser(Headers(scope=scope).get("cookie", "")).get(COOKIE, ""))
            state = scope.setdefault("state", {})
            state["console_hash"] = token_hash = hash_token(token) if token else None
            try:
                state["person"] = await run_in_threadpool(logged_in, store(), token_hash) if token_hash else None
            except StoreError:
                await refusal("unavailable", path=scope["path"])(scope, receive, send)
                return
        await self._app(scope, receive, send)


def csrf_token(console_hash: str) -> str:
    """What every form of this session carries; worth nothing in another."""
    return hmac.new(secret_key(), b"csrf" + console_hash.encode(), hashlib.sha256).hexdigest()


def landing(role: str) -> str:
    """The page where a role begins."""
    return {COACH: "/coach", TRAINER: "/trainer", ADMIN: "/coach/accounts"}[role]


def safe_next(path: str, role: str) -> str:
    """Where to go after logging in: an address of the console; by its front doors to the role's own page."""
    is_ours = path.startswith(CONSOLE) and path.isprintable() and "\\" not in path
    return path if is_ours and path not in CONSOLE else landing(role)


def person_of(request: Request) -> Person:
    """Who is logged in; only for views behind `allow`."""
    person: Person = request.state.person
    return person


def form_of(request: Request) -> FormData:
    """The form that was sent; only for views behind `allow`."""
    form: FormData = request.state.form
    return form


def plain(text: str) -> str:
    """The text without what no database takes and without space around it."""
    return text.encode("utf-8", "ignore").decode().replace("\x00", "").replace("\r\n", "\n").strip()


def whole_number(text: str) -> int | None:
    """A number of a form or an address; None where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else None


def text_of(form: FormData, name: str, most: int) -> str:
    """A field's text without what no database takes; empty where there is none.

    Raises:
        Refused: it is too long.
    """
    value = form.get(name, "")
    if not isinstance(value, str):
        raise Refused("bad_request")
    text = plain(value)
    if len(text) > most:
        raise Refused("too_long")
    return text


def allow(*roles: str) -> Callable[[View], Endpoint]:
    """Let only these roles use a view; a form must carry its session's token. A plain view runs beside the event loop."""

    def wrap(view: View) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            person = request.state.person
            if request.method == "POST":  # first, so that a refusal can hand back what was written
                request.state.form = await request.form(max_files=0, max_fields=_MOST_FIELDS)
            if person is None:
                if request.method != "GET":
                    raise Refused("no_session")
                here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
                return RedirectResponse("/coach/login?" + urlencode({"next": here}), 303)
            if person.role not in roles:
                raise Refused("not_allowed")
            if person.must_change and request.url.path not in _WITHOUT_CHANGE:
                return RedirectResponse(PASSWORD, 303)
            if request.method == "POST":
                sent = str(request.state.form.get("csrf", ""))
                if not hmac.compare_digest(sent.encode(), csrf_token(request.state.console_hash).encode()):
                    raise Refused("forbidden")
            if asyncio.iscoroutinefunction(view):
                return await view(request)  # type: ignore[no-any-return]
            return await run_in_threadpool(view, request)  # type: ignore[arg-type]

        endpoint.roles = roles  # type: ignore[attr-defined]  # a test sees to it that every view has some
        return endpoint

    return wrap


def set_cookie(request: Request, response: Response, token: str) -> None:
    """Give the browser its session, which the browser forgets when it is closed."""
    response.set_cookie(
        COOKIE,
        sign(token),
        httponly=True,
        secure=request.url.scheme == "https" or settings().cookie_samesite == "none",
        samesite="lax",  # strict would lose whoever comes back from the organisation's directory
    )


def drop_cookie(request: Request, response: Response) -> None:
    """Let the browser forget its session."""
    response.delete_cookie(COOKIE, secure=request.url.scheme == "https", httponly=True, samesite="lax")
