"""Beginning, coming back, choosing and leaving: what the leader decides about herself."""

from __future__ import annotations

import secrets
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.knowledge.catalogue import Sector, catalogue
from bot.privacy.erasure import Erased, erase_everything
from bot.privacy.retention import expires_at
from bot.settings import settings
from bot.store import sessions
from bot.store.database import store
from bot.store.leaders import set_sharing
from bot.store.sessions import Standing
from bot.web.errors import Refused
from bot.web.limits import address, check, take
from bot.web.middleware import COOKIE
from bot.web.requests import body, choice, who, words
from bot.web.secrets import hash_return_code, hash_token, new_return_code, new_token, sign
from bot.web.wording import wording

_DAYS = 31  # a month is counted long: the database decides when all is over, the cookie only has to last


def describe(standing: Standing | None) -> dict[str, Any]:
    """What /api/me answers."""
    if standing is None:
        choices = {"talk": False, "remember": False, "share": False}
        return {"session": False, "choices": choices, "expires_at": None, "has_return_code": False, "sector": None}
    end = expires_at(standing.active_at, standing.remembers, settings().retention_months)
    return {
        "session": True,
        "choices": {"talk": True, "remember": standing.remembers, "share": standing.shares},
        "expires_at": end.isoformat(),
        "has_return_code": standing.has_return_code,
        "sector": next((each.title for each in catalogue().of(Sector) if each.id == standing.sector), None),
    }


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https" or settings().cookie_samesite == "none"


def _set_cookie(response: Response, request: Request, signed: str, is_lasting: bool) -> None:
    response.set_cookie(
        COOKIE,
        signed,
        max_age=settings().retention_months * _DAYS * 86_400 if is_lasting else None,
        httponly=True,
        secure=_is_secure(request),
        samesite=settings().cookie_samesite,  # type: ignore[arg-type]
    )


async def _answer(
    request: Request, token: str | None = None, extra: dict[str, Any] | None = None, status: int = 200
) -> JSONResponse:
    """As /api/me, read anew; the cookie of this session, or of the new `token`, lasts as long as she has chosen."""
    token_hash = hash_token(token) if token else request.state.token_hash
    standing = await run_in_threadpool(sessions.standing, store(), token_hash)
    response = JSONResponse(describe(standing) | (extra or {}), status)
    if standing is not None:
        _set_cookie(response, request, sign(token) if token else request.cookies[COOKIE], standing.remembers)
    return response


def _forget(request: Request, response: Response) -> Response:
    if COOKIE in request.cookies:
        response.delete_cookie(COOKIE, secure=_is_secure(request), httponly=True, samesite=settings().cookie_samesite)  # type: ignore[arg-type]
    return response


def receipt(erased: Erased) -> dict[str, Any]:
    """What the leader gets to keep: a number, a time, and how much of what was erased."""
    names = wording()["receipt"]
    number = secrets.token_hex(4).upper()
    return {
        "id": f"{number[:4]}-{number[4:]}",
        "at": erased.at.isoformat(timespec="seconds"),
        "erased": [{"what": names[kind], "count": count} for kind, count in erased.counts.items()],
    }


async def me(request: Request) -> Response:
    """Who the browser talks as; a lasting cookie lasts anew, one that leads nowhere is cleared away."""
    standing = request.state.standing
    response = JSONResponse(describe(standing))
    if standing is None:
        return _forget(request, response)
    if standing.remembers:
        _set_cookie(response, request, request.cookies[COOKIE], is_lasting=True)
    return response


async def begin(request: Request) -> Response:
    """The first choice: to talk at all. Nothing is stored before it."""
    await take("begin", address(request))
    if choice(await body(request), "talk") is not True:
        raise Refused("bad_request")
    if request.state.standing is not None:
        return JSONResponse(describe(request.state.standing))
    token = new_token()
    await run_in_threadpool(sessions.begin_session, store(), secrets.token_hex(16), hash_token(token))
    return await _answer(request, token, status=201)


async def _remember(standing: Standing) -> str:
    code = new_return_code()
    code_hash = await run_in_threadpool(hash_return_code, code)
    await run_in_threadpool(sessions.set_remembered, store(), standing.sender, code_hash)
    return code


async def choose(request: Request) -> Response:
    """Remembering and sharing, each for itself."""
    standing, read = who(request), await body(request)
    await take("change", standing.leader_id)
    remember, share = choice(read, "remember"), choice(read, "share")
    extra, token = {}, None
    if share is not None and share != standing.shares:
        await run_in_threadpool(set_sharing, store(), standing.sender, share)
    if remember is not None and remember != standing.remembers:
        if remember:
            extra["return_code"] = await _remember(standing)
        else:
            await run_in_threadpool(sessions.set_remembered, store(), standing.sender, None)
        token = new_token()  # a cookie that was copied while it was to last an hour must not last for months
        await run_in_threadpool(sessions.replace_token, store(), request.state.token_hash, hash_token(token))
    return await _answer(request, token, extra)


async def new_code(request: Request) -> Response:
    """Another return code; the one before is void."""
    standing = who(request)
    await take("change", standing.leader_id)
    if not standing.remembers:
        raise Refused("bad_request")
    return await _answer(request, extra={"return_code": await _remember(standing)})


async def come_back(request: Request) -> Response:
    """Go on with a conversation by its code."""
    code = words(await body(request), "code", 60)
    await check("return", address(request))  # only wrong codes count: a town hall may share one address
    code_hash = await run_in_threadpool(hash_return_code, code)
    token = new_token()
    if code_hash is None or not await run_in_threadpool(sessions.return_by_code, store(), code_hash, hash_token(token)):
        await take("return", address(request))
        raise Refused("wrong_code")
    if request.state.token_hash:
        await run_in_threadpool(sessions.end_session, store(), request.state.token_hash)
    return await _answer(request, token)


async def leave(request: Request) -> Response:
    """End the session on this device; whoever is not remembered could never come back, so all is erased."""
    standing = who(request)
    if standing.remembers:
        await run_in_threadpool(sessions.end_session, store(), request.state.token_hash)
    else:
        await run_in_threadpool(erase_everything, store(), settings().tracker_url, standing.sender)
    return _forget(request, Response(status_code=204))


async def erase(request: Request) -> Response:
    """Erase everything, everywhere, now."""
    erased = await run_in_threadpool(erase_everything, store(), settings().tracker_url, who(request).sender)
    return _forget(request, JSONResponse({"receipt": receipt(erased)}))


routes = [
    Route("/api/me", me, methods=["GET"]),
    Route("/api/me", erase, methods=["DELETE"]),
    Route("/api/session", begin, methods=["POST"]),
    Route("/api/choices", choose, methods=["POST"]),
    Route("/api/return-code", new_code, methods=["POST"]),
    Route("/api/return", come_back, methods=["POST"]),
    Route("/api/leave", leave, methods=["POST"]),
]
