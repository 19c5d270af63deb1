"""Rasa's own conversation log: its table `events`, which we read, redact and delete, but never add to."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import StoreError
from bot.store.database import checkpoint, create_engine

_events = sa.table(
    "events",
    *map(sa.column, ("id", "sender_id", "timestamp", "type_name", "action_name", "data")),
)
LEADER, ASSISTANT = "leader", "assistant"
_TERMINAL_CODE = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_QUOTED = re.compile("«([^«»]+)»")
_CUT_SHORT = " …"  # how a summary ends a quote that is too long for it
_NEWEST = 5  # messages of a leader among which one that is sent again is looked for
_WORDS_ENOUGH = 12  # letters; a shorter answer ("ja") would be struck out of sentences that are not hers


@dataclass(frozen=True)
class Said:
    """One message of a conversation.

    Attributes:
        who: "leader" or "assistant".
        text: as it was written; of a pressed button, its payload.
        at: when, UTC.
        buttons: title and payload of each choice that was offered.
        card: what a page may show in place of the text, see docs/api.md; None for most.
        message_id: the page's own id of a leader's message, if it gave one.
        is_pressed: whether a button was pressed rather than words written.
        taken_as: the intent that a leader's message was taken for, then what else it could have been.
        found: words of the vocabulary that were found in it, as their values.
        event_id: the key of the event in the log.
        confidence: how sure the first of `taken_as` was, 0 to 1.
    """

    who: str
    text: str
    at: datetime
    buttons: tuple[tuple[str, str], ...] = ()
    card: dict[str, Any] | None = None
    message_id: str | None = None
    is_pressed: bool = False
    taken_as: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    event_id: int = 0
    confidence: float = 0.0


@lru_cache(maxsize=4)
def _engine(tracker_url: str) -> Engine:
    return create_engine(tracker_url)


@contextmanager
def _log(tracker_url: str) -> Iterator[Connection]:
    try:
        with _engine(tracker_url).begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise StoreError(f"the conversation log cannot be reached: {type(error).__name__}") from error


def as_said(event_id: int, data: dict[str, Any]) -> Said | None:
    """What a message's event says; None when it says nothing."""
    at = datetime.fromtimestamp(data["timestamp"], timezone.utc)
    text = (data.get("text") or "").strip()
    if not text:
        return None
    if data["event"] == "user":
        meta = data.get("metadata") or {}
        parse = data.get("parse_data") or {}
        guesses = (parse.get("intent") or {}, *parse.get("intent_ranking", []))
        return Said(
            LEADER,
            text,
            at,
            message_id=meta.get("id"),
            is_pressed=text.startswith("/") and meta.get("by") != "typed",
            taken_as=tuple(guess["name"] for guess in guesses if guess.get("name")),
            found=tuple(entity["value"] for entity in parse.get("entities", [])),
            event_id=event_id,
            confidence=float((parse.get("intent") or {}).get("confidence") or 0.0),
        )
    extra = data.get("data") or {}
    buttons = tuple((each["title"], each["payload"]) for each in extra.get("buttons") or [])
    return Said(ASSISTANT, text, at, buttons, (extra.get("custom") or {}).get("card"), event_id=event_id)


def read_conversation(tracker_url: str, sender_id: str, most: int | None = None) -> list[Said]:
    """What was said, oldest first: all of it, or the newest `most` messages.

    Raises:
        StoreError: the log cannot be read.
    """
    query = (
        sa.select(_events.c.id, _events.c.data)
        .where(_events.c.sender_id == sender_id, _events.c.type_name.in_(("user", "bot")))
        .order_by(_events.c.id.desc())
    )
    with _log(tracker_url) as log:
        rows = log.execute(query if most is None else query.limit(most)).all()
    return [said for key, data in reversed(rows) if (said := as_said(key, json.loads(data)))]


def read_events(tracker_url: str, sender_id: str) -> list[tuple[int, dict[str, Any]]]:
    """All of a conversation's events with their keys, oldest first.

    Raises:
        StoreError: the log cannot be read.
    """
    query = sa.select(_events.c.id, _events.c.data).where(_events.c.sender_id == sender_id).order_by(_events.c.id)
    with _log(tracker_url) as log:
        return [(key, json.loads(data)) for key, data in log.execute(query)]


def read_happened(tracker_url: str, sender_id: str, slots: Collection[str]) -> list[tuple[int, dict[str, Any]]]:
    """A conversation's messages, actions, forms and changes of these slots with their keys, oldest first.

    That is a third of its events: the rest Rasa notes for itself.

    Raises:
        StoreError: the log cannot be read.
    """
    wanted = sa.or_(
        _events.c.type_name.in_(("user", "bot", "action", "active_loop")),
        sa.and_(_events.c.type_name == "slot", _events.c.action_name.in_(slots)),
    )
    query = sa.select(_events.c.id, _events.c.data).where(_events.c.sender_id == sender_id, wanted)
    with _log(tracker_url) as log:
        return [(key, json.loads(data)) for key, data in log.execute(query.order_by(_events.c.id))]


def newest_event(tracker_url: str, sender_id: str) -> int:
    """Key of a conversation's newest event; 0 when it has none.

    Raises:
        StoreError: the log cannot be read.
    """
    query = sa.select(sa.func.max(_events.c.id)).where(_events.c.sender_id == sender_id)
    with _log(tracker_url) as log:  # grouped, lest PostgreSQL looks through everybody's newest events for one of hers
        return log.scalar(query.group_by(_events.c.sender_id)) or 0


def newest_events(tracker_url: str, since: int) -> dict[str, int]:
    """Conversation id → key of its newest event, of those in which something happened after the event `since`.

    Raises:
        StoreError: the log cannot be read.
    """
    query = (
        sa.select(_events.c.sender_id, sa.func.max(_events.c.id))
        .where(_events.c.id > since)
        .group_by(_events.c.sender_id)
    )
    with _log(tracker_url) as log:
        is_there = sa.inspect(log).has_table(_events.name)  # Rasa makes it when it starts for the first time
        return dict(log.execute(query).all()) if is_there else {}


def was_taken(tracker_url: str, sender_id: str, message_id: str) -> bool:
    """Whether one of the leader's newest messages came with this id.

    Raises:
        StoreError: the log cannot be read.
    """
    query = (
        sa.select(_events.c.data)
        .where(_events.c.sender_id == sender_id, _events.c.type_name == "user")
        .order_by(_events.c.timestamp.desc())
        .limit(_NEWEST)
    )
    with _log(tracker_url) as log:
        newest = [json.loads(data) for data in log.scalars(query)]
    return any((data.get("metadata") or {}).get("id") == message_id for data in newest)


def read_state(tracker_url: str, sender_id: str) -> dict[str, Any]:
    """What the dialogue holds in mind: the newest value of each of Rasa's slots that has one.

    Raises:
        StoreError: the log cannot be read.
    """
    query = (
        sa.select(_events.c.data)
        .where(_events.c.sender_id == sender_id, _events.c.type_name == "slot")
        .order_by(_events.c.id)
    )
    with _log(tracker_url) as log:
        slots = [json.loads(data) for data in log.scalars(query)]
    return {
        name: value for name, value in {slot["name"]: slot.get("value") for slot in slots}.items() if value is not None
    }


def newest_slot(tracker_url: str, sender_id: str, slot: str) -> Any:
    """The value that Rasa's slot was last set to, or None.

    Raises:
        StoreError: the log cannot be read.
    """
    query = (
        sa.select(_events.c.data)
        .where(_events.c.sender_id == sender_id, _events.c.type_name == "slot", _events.c.action_name == slot)
        .order_by(_events.c.id.desc())
        .limit(1)
    )
    with _log(tracker_url) as log:
        data = log.scalar(query)
    return None if data is None else json.loads(data).get("value")


def delete_events(tracker_url: str, sender_id: str, until: datetime | None = None) -> int:
    """Delete a conversation's events, all of them or up to a moment.

    Returns:
        How many of them were messages.

    Raises:
        StoreError: the log cannot be changed.
    """
    hers = [_events.c.sender_id == sender_id]
    if until is not None:
        hers.append(_events.c.timestamp <= until.timestamp())
    with _log(tracker_url) as log:
        messages = log.scalar(
            sa.select(sa.func.count()).select_from(_events).where(*hers, _events.c.type_name.in_(("user", "bot")))
        )
        log.execute(sa.delete(_events).where(*hers))
    return int(messages or 0)


def shred_deleted(tracker_url: str) -> None:
    """Let nothing deleted linger in SQLite's write-ahead log; other databases look after that themselves.

    Raises:
        StoreError: the log cannot be changed.
    """
    checkpoint(_engine(tracker_url))


def quiet_senders(tracker_url: str, before: datetime) -> list[str]:
    """Conversations in which nothing has been said since a moment.

    Raises:
        StoreError: the log cannot be read.
    """
    query = (
        sa.select(_events.c.sender_id)
        .group_by(_events.c.sender_id)
        .having(sa.func.max(_events.c.timestamp) < before.timestamp())
    )
    with _log(tracker_url) as log:
        is_there = sa.inspect(log).has_table(_events.name)  # Rasa makes it when it starts for the first time
        return list(log.scalars(query)) if is_there else []


def _plain(text: str) -> str:
    """The text as it is seen, on one line: what was typed and what we kept or quoted of it look alike so."""
    text = _TERMINAL_CODE.sub("", text)
    seen = "".join(letter for letter in text if letter.isspace() or unicodedata.category(letter)[0] != "C")
    return " ".join(seen.split()).casefold()


def strike_out(tracker_url: str, sender_id: str, texts: Iterable[str], instead: str) -> int:
    """Put other words in place of what a leader wrote, wherever the log of her conversation repeats it.

    A text that is a whole value is always replaced; one inside a sentence of ours if it is long enough to be surely
    hers; and so is every piece of it that we quote («…»).

    Returns:
        How many events were changed.

    Raises:
        StoreError: the log cannot be changed.
    """
    wanted = sorted({text.strip() for text in texts if text.strip()}, key=len, reverse=True)
    whole = {_plain(text) for text in wanted}
    everything = "\n".join(map(_plain, wanted))

    def is_hers(quoted: str) -> bool:
        return _plain(quoted).removesuffix(_CUT_SHORT) in everything

    def redact(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: redact(each) for name, each in value.items()}
        if isinstance(value, list):
            return [redact(each) for each in value]
        if not isinstance(value, str):
            return value
        if _plain(value) in whole:
            return instead
        for text in wanted:
            if len(text) >= _WORDS_ENOUGH:
                value = value.replace(text, instead)
        return _QUOTED.sub(lambda quote: f"«{instead}»" if is_hers(quote[1]) else quote[0], value)

    changed = 0
    with _log(tracker_url) as log:
        rows = log.execute(sa.select(_events.c.id, _events.c.data).where(_events.c.sender_id == sender_id)).all()
        for key, data in rows:
            before = json.loads(data)
            if (after := redact(before)) != before:
                if after.get("event") == "user":
                    after["parse_data"] = after["parse_data"] | {"entities": []}  # what was found in it goes with it
                log.execute(sa.update(_events).where(_events.c.id == key).values(data=json.dumps(after)))
                changed += 1
    return changed
