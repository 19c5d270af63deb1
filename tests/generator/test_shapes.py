"""Made-up conversations have the shape that the running assistant writes: event for event, field for field."""

from __future__ import annotations

import json
import random
import secrets
import sqlite3
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.conversations.driver import Assistant, Leader
from tests.generator.dialogue import Dialogue
from tests.generator.own import OwnRows
from tests.generator.rasa import Row, Turn

ANSWER = "Vi øver os på skærmbesøg hver onsdag, og nattevagterne får deres egen gennemgang."
DEED = ("Jeg vil holde et møde om data", "næste fredag")
NONSENSE = "🙂"  # holds no word: not understood
AWAY = timedelta(days=9)
# What the leader writes or presses (None: she is away until the next one), and the generator's step for it.
SCRIPT: list[tuple[str | None, Callable[[Dialogue], Turn | None]]] = [
    ("/greet", lambda it: it.begin()),
    ('/state_sector{"sector": "social-health"}', lambda it: it.take_sector("social-health")),
    ('/choose_theme{"theme": "organisation"}', lambda it: it.choose_theme("organisation")),
    (ANSWER, lambda it: it.answer(ANSWER)),
    ("Og så skal souschefen med på råd om vagtplanen.", lambda it: it.answer("Og så skal souschefen med på råd.")),
    ("/go_deeper", lambda it: it.go_deeper()),
    (ANSWER, lambda it: it.answer(ANSWER)),
    ("/ask_advice", lambda it: it.ask_for("advice", "/ask_advice")),
    ("/accept_suggestion", lambda it: it.judge("useful")),
    ("næste", lambda it: it.go_on("næste")),
    ("giv mig et eksempel", lambda it: it.ask_for("case", "giv mig et eksempel")),
    ("/reject_suggestion", lambda it: it.judge("irrelevant")),
    (NONSENSE, lambda it: it.say_nonsense(NONSENSE)),
    ("hvor langt er jeg?", lambda it: it.ask_progress("hvor langt er jeg?")),
    ("spring over", lambda it: it.go_on("spring over")),
    ("stop for nu", lambda it: it.pause()),
    (None, lambda it: None),
    ("hej", lambda it: it.come_back(it.clock - AWAY.total_seconds())),
    ("/resume_reflection", lambda it: it.resume()),
    (ANSWER, lambda it: it.answer(ANSWER)),
    ("/skip_question", lambda it: it.go_on()),
    (" ".join(DEED), lambda it: it.commit(*DEED)),
    ("/affirm", lambda it: it.confirm()),
    (None, lambda it: None),
    ("hej", lambda it: it.come_back(it.clock - AWAY.total_seconds())),
    ('/report_action{"outcome": "done"}', lambda it: it.report("done")),
    ("jeg vil gerne vurdere mig selv", lambda it: it.assess()),
    *[(value, lambda it: it.rate("3")) for value in "34254"],
    ("er vi klar?", lambda it: it.check_readiness()),
    *[(value, lambda it: it.rate("delvist")) for value in ("delvist",) * 5],
    ('/choose_theme{"theme": "environment"}', lambda it: it.choose_theme("environment")),
    *[("spring over", lambda it: it.go_on("spring over"))] * 4,
    ("/skip_question", lambda it: it.commit_to_nothing()),
    ("hvor langt er jeg?", lambda it: it.ask_progress("hvor langt er jeg?")),
]


def said(leader: Leader, text: str) -> None:
    """Send a message as the page does, with what it notes beside it."""
    by = "pressed" if text.startswith("/") else "typed"
    body = {"sender": leader.sender, "message": text, "metadata": {"id": secrets.token_hex(16), "by": by}}
    url = f"{leader.assistant.settings.rasa_url}/webhooks/rest/webhook"
    assert httpx.post(url, json=body, timeout=30).json(), text


def logged(assistant: Assistant, sender: str) -> list[Row]:
    """What Rasa wrote."""
    with sqlite3.connect(assistant.conversations) as connection:
        rows = connection.execute(
            "SELECT type_name, timestamp, intent_name, action_name, data FROM events WHERE sender_id = ? ORDER BY id",
            (sender,),
        ).fetchall()
    return [(kind, at, intent, action, json.loads(data)) for kind, at, intent, action, data in rows]


def generated() -> list[Row]:
    """The same conversation made up."""
    own, clock = OwnRows(), time.time()
    dialogue = Dialogue(random.Random(1), own, "made up", clock)
    rows: list[Row] = []
    for _text, step in SCRIPT:
        turn = step(dialogue)
        rows += turn.rows if turn else []
        dialogue.clock += 30 if turn else AWAY.total_seconds()
    return rows


def fields(value: Any) -> Any:
    """Names of fields and kinds of values, without what differs from message to message."""
    if isinstance(value, dict):
        return {name: fields(each) for name, each in value.items()}
    if isinstance(value, list):
        return [fields(value[0])] if value else []
    return "text" if isinstance(value, str) else type(value).__name__


def shape(row: Row) -> Any:
    """What a reader of the log relies on in one event."""
    kind, _at, intent, action, data = row
    data = {name: value for name, value in data.items() if name not in ("timestamp", "value")}
    utter: Any = None
    if kind == "bot":
        utter = (
            data["metadata"]["utter_action"].replace("mirror_one", "mirror_two").replace("because_one", "because_two")
        )
        data["metadata"] = sorted({"utter_action", "template", "model_id"} & set(data["metadata"]))
        custom = data["data"]["custom"]
        data["data"] = {name: bool(value) for name, value in data["data"].items()} | {"custom": fields(custom)}
    if kind == "user":
        parse = data["parse_data"]
        data["parse_data"] = parse | {"entities": [], "intent_ranking": parse["intent_ranking"][:1]}
    if kind == "slot" and action in ("theme", "question", "requested_slot"):
        value = row[-1]["value"]
        utter = bool(value) if action == "question" else value  # which deeper question comes is chance
    return kind, intent, action, utter, fields(data)


@pytest.fixture(scope="module")
def pair(assistant: Assistant) -> tuple[list[Any], list[Any]]:
    """What Rasa wrote, and what the generator makes of the same script."""
    leader = Leader(assistant, secrets.token_hex(8))
    for text, _step in SCRIPT:
        said(leader, text) if text else leader.stay_away(AWAY)
    return [shape(row) for row in logged(assistant, leader.sender)], [shape(row) for row in generated()]


def test_event_for_event(pair: tuple[list[Any], list[Any]]) -> None:
    """The same events in the same order, message by message, with the same fields."""
    real, made = ([each[:4] for each in events] for events in pair)
    assert made == real


def test_field_for_field(pair: tuple[list[Any], list[Any]]) -> None:
    """Every event has the fields that Rasa gives it."""
    real, made = pair
    for one, other in zip(made, real, strict=True):
        assert one == other
