"""The trainers' inbox: one decision for each group of like messages that were not understood."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.errors import ServiceUnavailable
from bot.knowledge.catalogue import Sector, Theme, catalogue
from bot.settings import ROOT, settings
from bot.store import inbox
from bot.store.access import log_access_today
from bot.store.database import store
from bot.store.inbox import InboxTurn
from bot.talk import hear
from bot.training.examples import read_examples
from bot.training.inbox import DECIDED, DISPUTED, OPEN, Examples, group, mark_in, state_of
from bot.web.console.guard import TRAINER, allow, form_of, person_of, text_of, whole_number
from bot.web.console.pages import go, page, words
from bot.web.errors import Refused

PAGE = 10
_GUESSES = 3
_SURE = 0.6  # understood with confidence: one more such phrase teaches next to nothing
_ASIDE = "-"
_MARKS = 2  # words that can be marked in one decision


def _changed() -> int:
    return max(file.stat().st_mtime_ns for file in (ROOT / "data").rglob("nlu.yml"))


@lru_cache(maxsize=1)
def _examples(_changed: int) -> Examples:
    return Examples.of(read_examples(ROOT / "data"))


def examples() -> Examples:
    """The training data as it stands in the files now."""
    return _examples(_changed())


def _taken_now(turns: list[InboxTurn]) -> list[dict[str, Any]]:
    """How the live model takes these messages today; empty when it does not answer."""
    try:
        return hear(settings().rasa_url, [(turn.text, turn.question_id) for turn in turns])
    except ServiceUnavailable:
        return []


def _is_known(turn: InboxTurn, intent: str, marked: list[tuple[str, str, str]]) -> bool | None:
    """Whether a message is understood so already, with what is marked in it; False if a like one is known as something
    else, None if neither.
    """
    now = _taken_now([turn])
    if now and now[0]["intent"] == intent and now[0]["confidence"] >= _SURE:
        found = {(each["entity"], each["value"]) for each in now[0]["entities"]}
        return True if {each[1:] for each in marked} <= found else None
    near = examples().nearest(turn.text)
    return None if near is None else near.intent == intent


def intent_title(intent: str | None) -> str:
    """An intent in a trainer's words."""
    if intent is None:
        return str(words()["inbox"]["aside"])
    return str(words()["intents"].get(intent) or getattr(catalogue().find(intent), "title", intent))


def entity_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """What words in a message can be marked as: a heading, then value (entity=value) and title."""
    known, titles = catalogue(), words()["inbox"]["entities"]
    return [
        (titles["theme"], [(f"theme={each.id}", each.title) for each in known.of(Theme)]),
        (titles["sector"], [(f"sector={each.id}", each.title) for each in known.of(Sector)]),
        (titles["outcome"], [(f"outcome={key}", words()["outcomes"][key]) for key in ("done", "partly", "not")]),
    ]


def _inbox(
    request: Request, asked: Mapping[str, Any], refused: str | None = None, filled: FormData | None = None
) -> Response:
    """A page of groups; that they are shown is logged first.

    Args:
        request: who asks.
        asked: `show` and `page`, as an address or a form gives them.
        refused: why a form was not carried out, a key of the wording's `done`.
        filled: that form, so that nothing has to be written again.
    """
    state = asked.get("show") if asked.get("show") in (DECIDED, DISPUTED) else OPEN
    turns = inbox.inbox_turns(store())
    counts = dict.fromkeys((OPEN, DECIDED, DISPUTED), 0)
    for turn in turns:
        counts[state_of(turn)] += 1
    groups = group([turn for turn in turns if state_of(turn) == state])
    last = max(1, -(-len(groups) // PAGE))
    at = min(whole_number(str(asked.get("page", ""))) or 1, last)
    shown = groups[(at - 1) * PAGE : at * PAGE]
    log_access_today(store(), person_of(request), {turn.leader_id for each in shown for turn in each.turns}, "inbox")
    now = _taken_now([each.first for each in shown]) if shown else []
    return page(
        request,
        "inbox.html",
        422 if refused else 200,
        refused,
        state=state,
        counts=counts,
        groups=list(zip_longest(shown, [examples().nearest(each.first.text) for each in shown], now)),
        at=at,
        last=last,
        intents=sorted(((each, intent_title(each)) for each in examples().intents), key=lambda each: each[1]),
        intent_title=intent_title,
        flagged={each.first.id: json.loads(each.first.flags) for each in shown},
        entity_choices=entity_choices(),
        guesses=_GUESSES,
        marks=range(_MARKS),
        filled=filled,
        filled_turns=_keys(request) if filled else [],
        undo=[key for key in request.query_params.get("undo", "").split(".") if key.isdecimal()][:200],
    )


@allow(TRAINER)
def show(request: Request) -> Response:
    """Groups that wait, are decided, or on which trainers disagree."""
    return _inbox(request, request.query_params)


def _back(request: Request, done: str, where: int | None, undo: Iterable[int] = ()) -> Response:
    """To the page of the inbox that the form was on, and to a group there."""
    sent = {name: str(form_of(request).get(name, "")) for name in ("show", "page")}
    more = {"undo": ".".join(map(str, sorted(undo)))} if undo else {}
    return go("/trainer", "", f"group-{where}" if where is not None else "", done=done, **sent, **more)


def _keys(request: Request) -> list[int]:
    """The messages that the form is about.

    Raises:
        Refused: none, or no keys.
    """
    keys = [whole_number(str(each)) for each in form_of(request).getlist("turn")]
    if not keys or None in keys:
        raise Refused("bad_request")
    return [key for key in keys if key is not None]


def _marked(request: Request) -> list[tuple[str, str, str]]:
    """Words, entity and value of what the form marks."""
    form, marked = form_of(request), []
    allowed = {value for _title, choices in entity_choices() for value, _name in choices}
    for each in range(_MARKS):
        phrase, choice = text_of(form, f"words-{each}", 80), str(form.get(f"entity-{each}", ""))
        if phrase and choice in allowed:
            entity, _equals, value = choice.partition("=")
            marked.append((phrase, entity, value))
    return marked


@allow(TRAINER)
def decide(request: Request) -> Response:
    """One verdict for all messages of the form: an intent, or set aside."""
    form, keys = form_of(request), set(_keys(request))
    intent = str(form.get("intent") or form.get("other", ""))
    if intent != _ASIDE and intent not in examples().intents:
        return _inbox(request, form, "no_intent", form)
    turns = [turn for turn in inbox.inbox_turns(store()) if turn.id in keys]
    marked = _marked(request)
    found = {turn.id: json.dumps(mark_in(turn.text, marked)) for turn in turns}
    if marked and all(entities == "[]" for entities in found.values()):
        return _inbox(request, form, "no_words", form)
    inbox.give_verdict(store(), person_of(request).id, None if intent == _ASIDE else intent, found)
    is_known = _is_known(turns[0], intent, marked) if turns and intent != _ASIDE else None
    done = {True: "verdict_known", False: "verdict_against", None: "verdict"}[is_known]
    return _back(request, done, whole_number(str(form.get("next", ""))), found)


@allow(TRAINER)
def take_back(request: Request) -> Response:
    """Take one's verdict back."""
    keys = _keys(request)
    inbox.take_back_verdict(store(), person_of(request).id, keys)
    return _back(request, "verdict_back", keys[0])


routes = [
    Route("/trainer", show, methods=["GET"]),
    Route("/trainer/verdicts", decide, methods=["POST"]),
    Route("/trainer/verdicts/take-back", take_back, methods=["POST"]),
]
