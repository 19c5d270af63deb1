"""What stands before every handler: strict headers, same origin for writes, a cap on bodies, who is talking."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import StoreError
from bot.settings import Settings
from bot.store.database import store
from bot.store.sessions import Standing, standing
from bot.web.errors import refusal
from bot.web.secrets import hash_token, unsign

logger = logging.getLogger(__name__)
COOKIE = "lederdialog"
_READING = {"GET", "HEAD"}
_ASK_WHO = ("/api/", "/summary")  # all else is the same for everybody, and comes also when the database does not
_BODY_CAP = 64 * 1024
_FORM_CAP = 512 * 1024  # the edited summary, which has a cap of its own and a page that says so
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; frame-ancestors "
)


class SecurityHeaders:
    """Headers on every answer, also on errors; only /embed may be framed, by the origins of EMBED_ORIGINS."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._embedders = settings.embed_origins

    def _headers(self, scope: Scope) -> Mapping[str, str]:
        path = scope["path"]
        framed_by = f"'self' {self._embedders}".strip() if path == "/embed" else "'none'"
        headers = {
            "Content-Security-Policy": _CSP + framed_by,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "cross-origin" if path == "/assets/embed.js" else "same-origin",
            "Cache-Control": "no-cache" if path.startswith("/assets/") else "no-store",
        }
        if path != "/embed":
            headers["X-Frame-Options"] = "DENY"
        if scope["scheme"] == "https":
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        return headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and put the headers on what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        is_answered = False

        async def send_with_headers(message: Message) -> None:
            nonlocal is_answered
            is_answered = True
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers(scope).items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception as error:  # a mistake of ours: a sentence for the leader, for the log its kind alone
            logger.error("crash: %s", type(error).__name__)
            if not is_answered:
                await refusal("unavailable", path=scope["path"])(scope, receive, send_with_headers)


def is_same_origin(headers: Headers, scheme: str) -> bool:
    """Whether a write comes from a page of ours; a client that tells neither way is taken for a stranger."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return headers.get("origin") == f"{scheme}://{headers.get('host')}"


class _TooLarge(Exception):
    pass


class Gate:
    """Refuses writes from elsewhere and bodies that are too large, whether or not they say so beforehand."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on if it may pass."""
        if scope["type"] != "http" or scope["method"] in _READING:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not is_same_origin(headers, scope["scheme"]):
            await refusal("forbidden", path=scope["path"])(scope, receive, send)
            return
        cap = _FORM_CAP if scope["path"].startswith("/summary/") else _BODY_CAP
        declared = headers.get("content-length", "0")
        if not declared.isdecimal() or int(declared) > cap:
            code = "too_large" if declared.isdecimal() else "bad_request"
            await refusal(code, path=scope["path"])(scope, receive, send)
            return
        received = 0
        answered = False

        async def capped() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > cap:
                raise _TooLarge
            return message

        async def noting(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        try:
            await self._app(scope, capped, noting)
        except _TooLarge:
            if not answered:
                await refusal("too_large", path=scope["path"])(scope, receive, send)


def _token(headers: Headers) -> str | None:
    # a browser may hold cookies of the whole intranet beside ours, also some that the standard library stops at
    return unsign(cookie_parser(headers.get("cookie", "")).get(COOKIE, ""))


class Sessions:
    """Finds out who is talking: `request.state.standing` (None without a session), `.sender`, `.token_hash`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look the session up, for what is not a static file."""
        if scope["type"] == "http" and scope["path"].startswith(_ASK_WHO):
            token = _token(Headers(scope=scope))
            token_hash = hash_token(token) if token else None
            who: Standing | None = None
            if token_hash:
                try:
                    who = await run_in_threadpool(standing, store(), token_hash)
                except StoreError:
                    await refusal("unavailable")(scope, receive, send)
                    return
            state = scope.setdefault("state", {})
            state["standing"], state["token_hash"] = who, token_hash
            state["sender"] = who.sender if who else None
        await self._app(scope, receive, send)
