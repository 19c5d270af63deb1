"""One message of a leader at a time: locks in memory, or in Redis when several Rasa processes share the work."""

from __future__ import annotations

from typing import Any

from rasa.core.lock_store import InMemoryLockStore, LockStore, RedisLockStore
from redis.connection import parse_url

from bot.settings import settings


class SettingsLockStore(LockStore):
    """Makes the lock store that LOCK_STORE_URL names; Rasa's configuration wants a class to call."""

    def __new__(cls, *_args: Any, **_kwargs: Any) -> LockStore:  # type: ignore[misc]
        """Rasa's own store in memory, or on the Redis of the settings."""
        url = settings().lock_store_url
        if url is None:
            return InMemoryLockStore()
        parts = parse_url(url)
        return RedisLockStore(
            host=parts.get("host", "localhost"),
            port=parts.get("port", 6379),
            db=parts.get("db", 1),
            username=parts.get("username"),
            password=parts.get("password"),
        )
