"""Rows of our own tables, gathered to be written in bulk; keys are counted here, so that rows can point to one another."""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from datetime import datetime
from typing import Any


class OwnRows:
    """Table → key → row; a table whose keys are numbers counts them from 1."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[Any, dict[str, Any]]] = defaultdict(dict)
        self._signs: set[str] = set()

    def add(self, table: str, **values: Any) -> int:
        """A new row; its key."""
        rows = self.tables[table]
        key = len(rows) + 1
        rows[key] = {"id": key, **values}
        return key

    def update(self, table: str, key: Any, **values: Any) -> None:
        """Change a row."""
        self.tables[table][key] |= values

    def leader(self, chance: random.Random, sender: str, moment: datetime, is_shared: bool) -> str:
        """A new leader; her key."""
        key = f"{chance.getrandbits(128):032x}"
        row = {
            "id": key,
            "sender_id": sender,
            "sector": None,
            "created_at": moment,
            "last_seen_at": moment,
            "active_at": moment,
            "shared_at": moment if is_shared else None,
            "is_remembered": True,
            "sign": self._sign(key) if is_shared else None,
        }
        self.tables["leaders"][key] = row
        return key

    def _sign(self, leader: str) -> str:
        """As `bot.store.leaders.sign_of` gives it."""
        digest = hashlib.sha256(b"pseudonym" + leader.encode()).hexdigest().upper()
        sign = next(digest[:length] for length in range(4, 17) if digest[:length] not in self._signs)
        self._signs.add(sign)
        return sign
