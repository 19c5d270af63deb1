"""A conversation's events by hand, in the few fields that its readers look at."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from bot.review.turns import Event, Turn, read_turns

BEGAN = datetime(2026, 3, 2, 9, tzinfo=timezone.utc)  # a Monday in ISO week 10
PAUSE = timedelta(hours=4)


class Log:
    """Events with keys from 1 on, a minute between messages."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.now = BEGAN

    def add(self, kind: str, **fields: Any) -> int:
        """An event; its key."""
        key = len(self.events) + 1
        self.events.append((key, {"event": kind, "timestamp": self.now.timestamp(), **fields}))
        return key

    def user(
        self, text: str, *ranking: str, sure: float = 0.9, by: str | None = None, page_id: str | None = None
    ) -> int:
        """A message of hers, taken for the first of the ranking."""
        self.now += timedelta(minutes=1)
        guesses = [{"name": name, "confidence": sure} for name in ranking or ("answer_question",)]
        parse = {"intent": guesses[0], "intent_ranking": guesses, "entities": []}
        return self.add("user", text=text, metadata={"by": by, "id": page_id}, parse_data=parse)

    def bot(self, text: str = "Tak.", **buttons: str) -> int:
        """A reply; buttons as payload without slash = title."""
        offered = [{"title": title, "payload": f"/{payload}"} for payload, title in buttons.items()]
        return self.add("bot", text=text, data={"buttons": offered, "custom": None})

    def action(self, name: str) -> None:
        """An action that ran."""
        self.add("action", name=name)

    def slot(self, **values: Any) -> None:
        """Slots that were set."""
        for name, value in values.items():
            self.add("slot", name=name, value=value)

    def loop(self, name: str | None) -> None:
        """A form that opened, or closed."""
        self.add("active_loop", name=name)

    def wait(self, time: timedelta) -> None:
        """Nothing is said for a while."""
        self.now += time

    def turns(self) -> list[Turn]:
        """The conversation as it is read."""
        return read_turns(self.events, PAUSE)
