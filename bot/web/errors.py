"""What the API answers when it says no: a code for the page, a Danish sentence for the leader."""

from __future__ import annotations

import logging

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from bot.errors import NotSaved, StoreError, UnknownItem
from bot.web.render import render
from bot.web.wording import sentence, wording

logger = logging.getLogger(__name__)
STATUS = {
    "bad_request": 400,
    "no_session": 401,
    "forbidden": 403,
    "not_allowed": 403,
    "not_found": 404,
    "wrong_code": 404,
    "method": 405,
    "not_shared": 409,
    "too_large": 413,
    "media_type": 415,
    "too_long": 422,
    "empty": 422,
    "too_many": 429,
    "unavailable": 503,
    "not_saved": 503,
}
CONSOLE = ("/coach", "/trainer")  # addresses that people open: they get a page where others get JSON
_CODES = {404: "not_found", 405: "method", 413: "too_large"}


class Refused(Exception):
    """A request that is not carried out; `code` is a key of STATUS, `retry_after` in seconds."""

    def __init__(self, code: str, retry_after: int | None = None) -> None:
        self.code, self.retry_after = code, retry_after
        super().__init__(code)


def error_body(code: str) -> dict[str, dict[str, str]]:
    """The body for a code of STATUS."""
    return {"error": {"code": code, "message": sentence("errors", code)}}


def refusal(code: str, retry_after: int | None = None, path: str = "", typed: str = "") -> Response:
    """The answer for a code of STATUS; where `path` is an address of the console, a page that hands back what was typed."""
    headers = {"Retry-After": str(retry_after)} if retry_after is not None else None
    if path.startswith(CONSOLE):
        sorry = wording()["console"]["errors"]
        text = sorry.get(code) or sentence("errors", code)
        return HTMLResponse(_page(text, typed), STATUS[code], headers)
    return JSONResponse(error_body(code), STATUS[code], headers)


def _page(sorry: str, typed: str) -> str:
    return render("console/refused.html", w=wording()["console"], sorry=sorry, typed=typed)


def _typed(request: Request) -> str:
    """The longer text of a form of the console's, which must not be lost."""
    form = getattr(request.state, "form", None)
    return str(form.get("text", "")) if form else ""


def on_refused(request: Request, error: Exception) -> Response:
    """A refusal of our own."""
    assert isinstance(error, Refused)
    return refusal(error.code, error.retry_after, request.url.path, _typed(request))


def on_http(request: Request, error: Exception) -> Response:
    """A refusal of the framework's: no such address, no such method."""
    assert isinstance(error, HTTPException)
    return refusal(_CODES.get(error.status_code, "bad_request"), path=request.url.path)


def on_domain(request: Request, error: Exception) -> Response:
    """An error in the domain's words."""
    code = "not_found"
    if not isinstance(error, UnknownItem):
        logger.error("%s: %s", type(error).__name__, error)
        code = "not_saved" if isinstance(error, NotSaved) else "unavailable"
    return refusal(code, path=request.url.path, typed=_typed(request))


HANDLERS = {Refused: on_refused, HTTPException: on_http, UnknownItem: on_domain, StoreError: on_domain}
