"""Talks with a running assistant as a leader does: types, presses buttons, comes back days later."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.errors import ServiceUnavailable
from bot.services.supervisor import Supervisor
from bot.settings import Settings
from bot.store.conversations import read_events
from bot.talk import Button, Message, send

_MOMENTS = {
    "leaders": ("created_at", "last_seen_at"),
    "reflections": ("started_at",),
    "answer_versions": ("written_at",),
    "commitments": ("made_at",),
    "assessments": ("started_at",),
}


@dataclass
class Assistant:
    """The running services and where they keep things."""

    settings: Settings
    supervisor: Supervisor

    @property
    def database(self) -> Path:
        """Our own tables."""
        return self.settings.var_dir / "lederdialog.db"

    @property
    def conversations(self) -> Path:
        """Rasa's events."""
        return self.settings.var_dir / "conversations.db"


@dataclass(frozen=True)
class Reply:
    """What the assistant said in one turn."""

    messages: tuple[Message, ...]

    @property
    def text(self) -> str:
        """All messages, one after the other."""
        return "\n".join(message.text for message in self.messages)

    @property
    def last(self) -> str:
        """The last paragraph of the last message: where a question is put, the question itself."""
        return self.messages[-1].text.split("\n\n")[-1]

    @property
    def buttons(self) -> list[Button]:
        """All buttons of the turn."""
        return [button for message in self.messages for button in message.buttons]

    @property
    def titles(self) -> list[str]:
        """The buttons' titles."""
        return [button.title for button in self.buttons]


class Leader:
    """One leader with a conversation of her own."""

    def __init__(self, assistant: Assistant, sender: str) -> None:
        self.assistant, self.sender = assistant, sender
        self.reply = Reply(())
        self.talk: list[tuple[str, Reply]] = []

    def say(self, text: str) -> Reply:
        """Type a message."""
        self.reply = Reply(tuple(send(self.assistant.settings.rasa_url, self.sender, text)))
        self.talk.append((text, self.reply))
        return self.reply

    def try_to_say(self, text: str) -> Reply | None:
        """Type a message that may get no answer at all."""
        try:
            return self.say(text)
        except ServiceUnavailable:
            return None

    def events(self) -> list[dict[str, Any]]:
        """What Rasa logged of this conversation."""
        return [event for _key, event in read_events(self.assistant.settings.tracker_url, self.sender)]

    def press(self, title: str) -> Reply:
        """Press a button of the last turn that had it."""
        for _, reply in reversed(self.talk):
            for button in reply.buttons:
                if button.title == title:
                    return self.say(button.payload)
        raise AssertionError(f"no button {title!r} in {self.reply.titles}")

    def stay_away(self, time: timedelta) -> None:
        """Let time pass: move all that was stored for this leader into the past."""
        with sqlite3.connect(self.assistant.conversations) as connection:
            connection.execute(
                "UPDATE events SET timestamp = timestamp - ?,"
                " data = json_set(data, '$.timestamp', json_extract(data, '$.timestamp') - ?) WHERE sender_id = ?",
                (time.total_seconds(), time.total_seconds(), self.sender),
            )
        self.age_store(time)

    def age_store(self, time: timedelta) -> None:
        """Move our own tables alone into the past."""
        days = f"-{time.total_seconds()} seconds"
        with sqlite3.connect(self.assistant.database) as connection:
            for table, columns in _MOMENTS.items():
                for column in columns:
                    connection.execute(
                        f"UPDATE {table} SET {column} = strftime('%Y-%m-%d %H:%M:%f', {column}, ?)", (days,)
                    )

    def stored(self, query: str) -> list[tuple[object, ...]]:
        """Rows of our own tables; `:leader` is this leader's id."""
        with sqlite3.connect(self.assistant.database) as connection:
            row = connection.execute("SELECT id FROM leaders WHERE sender_id = ?", (self.sender,)).fetchone()
            return connection.execute(query, {"leader": row[0] if row else None}).fetchall()

    def answers(self) -> dict[str, str]:
        """Question id → the newest text, of all reflections."""
        rows = self.stored(
            "SELECT a.question_id, v.text FROM answers a JOIN reflections r ON r.id = a.reflection_id"
            " JOIN answer_versions v ON v.answer_id = a.id WHERE r.leader_id = :leader ORDER BY v.id"
        )
        return {str(question): str(text) for question, text in rows}
