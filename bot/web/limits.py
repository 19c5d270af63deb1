"""Rate limits, per session and per address: in memory, or in Redis when several processes share conversations."""

from __future__ import annotations

import math
from functools import cache, lru_cache

from starlette.requests import Request
from throttled.asyncio import MemoryStore, RedisStore, Throttled, rate_limiter

from bot.settings import settings
from bot.web.errors import Refused

_QUOTAS = {
    "message": rate_limiter.per_min(40, burst=20),  # of one session; nobody types faster
    "address": rate_limiter.per_min(900, burst=300),  # of one address: a whole town hall may share it
    "begin": rate_limiter.per_min(60, burst=60),
    "return": rate_limiter.per_min(1, burst=6),  # wrong codes of one address
    "login": rate_limiter.per_min(4, burst=20),  # wrong passwords of one address
    "directory": rate_limiter.per_min(120, burst=60),  # each asks the organisation's directory
    "change": rate_limiter.per_min(120, burst=60),
}


@lru_cache(maxsize=1)
def _storage() -> MemoryStore | RedisStore:
    shared = settings().lock_store_url
    return RedisStore(server=shared) if shared else MemoryStore(options={"MAX_SIZE": 100_000})


@cache
def _limit(name: str) -> Throttled:
    return Throttled(using="gcra", quota=_QUOTAS[name], store=_storage())


def address(request: Request) -> str:
    """Whom the request comes from; behind a proxy, whom the proxy says (TRUSTED_PROXIES)."""
    return request.client.host if request.client else "-"


async def check(name: str, key: str) -> None:
    """See that a quota is not used up, without taking from it.

    Raises:
        Refused: it is; says how many seconds to wait.
    """
    state = await _limit(name).peek(f"{name}:{key}")
    if state.remaining == 0:
        raise Refused("too_many", retry_after=max(1, math.ceil(state.reset_after / (state.limit + 1))))


async def take(name: str, key: str) -> None:
    """Take one from a quota.

    Raises:
        Refused: the quota is used up; says how many seconds to wait.
    """
    result = await _limit(name).limit(f"{name}:{key}")
    if result.limited:
        raise Refused("too_many", retry_after=max(1, math.ceil(result.state.retry_after)))
