"""Fills an empty store and Rasa's log with made-up conversations, in bulk."""

from __future__ import annotations

import csv
import heapq
import io
import itertools
import json
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.store.database import Store, checkpoint
from bot.store.tables import Base
from tests.generator.life import DAY, Life, Plan
from tests.generator.own import OwnRows
from tests.generator.rasa import Turn
from tests.store.event_log import EVENTS

_BATCH = 20_000  # rows
_REPLY = 100  # events; no turn has as many
_TAGS = ("følg op", "god historie", "it-sikkerhed", "ny leder", "ros", "spørg til tid", "til teamet")
_NOTES = ("Spørg til tiden, næste gang vi ses.", "Her er noget at bygge videre på.", "Usikker på, hvad hun mener.")
_FLAGS = ("misunderstood", "poor_suggestion", "poor_wording")


@dataclass(frozen=True)
class Wanted:
    """How many conversations of how many of her messages, over how many days up to now; and the share that is shared."""

    conversations: int
    turns: int = 60
    days: float = 330.0
    shared: float = 1.0
    seed: int = 1


def fill(store: Store, tracker_url: str, wanted: Wanted, accounts: Sequence[int] = ()) -> list[Life]:
    """Write the conversations as if they had been talked side by side; on some of them the work of coaches (`accounts`).

    Returns:
        The leaders, who know what they have done.
    """
    own, ends = OwnRows(), time.time()
    chance = random.Random(wanted.seed)
    lives = []
    for number in range(wanted.conversations):
        plan = Plan(ends - wanted.days * DAY, ends, wanted.turns, chance.random() < wanted.shared)
        lives.append(Life(f"{wanted.seed}-{number}", own, f"made-up-{wanted.seed}-{number:06}", plan))
    log = Store(tracker_url).engine
    EVENTS.metadata.create_all(log)
    for index in EVENTS.indexes:  # faster made at the end
        index.drop(log)
    _write(log, EVENTS, _events(lives))
    for index in EVENTS.indexes:
        index.create(log)
    _review(lives, own, accounts, chance)
    for table in Base.metadata.sorted_tables:
        if rows := own.tables.get(table.name):
            _write(store.engine, table, (tuple(row.values()) for row in rows.values()), next(iter(rows.values())))
    for engine in (log, store.engine):
        _settle(engine)
    return lives


def _events(lives: Sequence[Life]) -> Iterator[tuple[Any, ...]]:
    """Rows of Rasa's table, turn by turn in the order of time."""

    def told(number: int, life: Life) -> Iterator[tuple[float, int, Turn]]:
        return ((turn.at, number, turn) for turn in life.turns())

    key = 0
    for _at, number, turn in heapq.merge(*(told(number, life) for number, life in enumerate(lives))):
        life = lives[number]
        life.heard.append(key + 1 + turn.hers)
        for kind, moment, intent, action, data in turn.rows:
            key += 1
            yield key, life.sender, kind, moment, intent, action, json.dumps(data)


def _review(lives: Sequence[Life], own: OwnRows, accounts: Sequence[int], chance: random.Random) -> None:
    """What coaches have done so far: half of the talks seen, a third gone through, some tags, notes and flags."""
    for account, life in itertools.product(accounts, lives):
        by = {"leader_id": life.dialogue.leader, "account_id": account}
        at = life.dialogue.moment()
        if chance.random() < 0.5:
            seen, done = life.heard[-1] + _REPLY, chance.random() < 0.6
            reviewed = {"reviewed_event_id": seen if done else None, "reviewed_at": at if done else None}
            own.add("reviews", **by, seen_event_id=seen, **reviewed)
        if account == accounts[0]:
            for name in chance.sample(_TAGS, chance.choice((0, 0, 1, 2))):
                own.add("tags", **by, name=name, put_at=at)
        if chance.random() < 0.15:
            event = chance.choice((None, chance.choice(life.heard)))
            own.add("notes", **by, event_id=event, text=chance.choice(_NOTES), written_at=at, removed_at=None)
        if chance.random() < 0.05:
            own.add("flags", **by, event_id=chance.choice(life.heard), kind=chance.choice(_FLAGS), put_at=at)


def _write(engine: Engine, table: sa.Table, rows: Iterator[tuple[Any, ...]], columns: Iterable[str] = ()) -> None:
    """Add rows in the fastest way that the database has; `columns` in their order, all of the table's if none is given."""
    names = ", ".join(columns or table.columns.keys())
    while batch := list(itertools.islice(rows, _BATCH)):
        with engine.begin() as connection:
            if engine.dialect.name == "sqlite":
                marks = ", ".join("?" * len(batch[0]))
                connection.connection.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", batch)
                continue
            text = io.StringIO()
            csv.writer(text).writerows(batch)
            text.seek(0)
            copy = f"COPY {table.name} ({names}) FROM STDIN WITH (FORMAT csv)"
            connection.connection.cursor().copy_expert(copy, text)


def _settle(engine: Engine) -> None:
    """What a database in use has done by itself: keys go on where the rows end, the planner knows the sizes."""
    checkpoint(engine)
    if engine.dialect.name == "sqlite":
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for name in sa.inspect(connection).get_table_names():
            sequence = f"pg_get_serial_sequence('{name}', 'id')"
            columns = {column["name"]: column["type"] for column in sa.inspect(connection).get_columns(name)}
            if isinstance(columns.get("id"), sa.Integer):
                connection.execute(sa.text(f"SELECT setval({sequence}, coalesce(max(id), 0) + 1, false) FROM {name}"))
        connection.execute(sa.text("VACUUM ANALYZE"))
