"""Everything stored, in the leader's hands: see, fetch, mend, erase, and see what a coach would see."""

from __future__ import annotations

import json
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.knowledge.catalogue import Advice, Case, Catalogue, Deeper, Question, Readiness, Statement, Theme, catalogue
from bot.privacy.erasure import shred
from bot.privacy.export import export_leader
from bot.privacy.masking import mask
from bot.review.index import turns_of
from bot.settings import settings
from bot.store.access import looks_at, readings
from bot.store.answers import delete_answer, rewrite_answer
from bot.store.conversations import LEADER, read_conversation, read_state, strike_out
from bot.store.database import store
from bot.store.leaders import leader_sign
from bot.store.sessions import Standing
from bot.store.talks import forget_talk_of
from bot.web.chat import LONGEST, as_history
from bot.web.console.pages import leader_name
from bot.web.data_file import as_lines
from bot.web.limits import take
from bot.web.requests import body, number, who, words
from bot.web.session import describe
from bot.web.wording import sentence

_COACH_SEES = ("answers", "skipped", "actions", "suggestions")


def _title(known: Catalogue, kind: type[Any], item_id: str) -> str:
    """An item's title; its id when a trainer has taken the item away since."""
    return str(known.get(kind, item_id).title) if known.has(item_id) else item_id


def with_titles(data: dict[str, Any]) -> dict[str, Any]:
    """An export, whole or of the reflection alone, with the wording that its ids stand for."""
    known = catalogue()
    asked = {question.id: question for question in (*known.of(Question), *known.of(Deeper))}
    for answer in (*data["answers"], *data["skipped"], *data.get("unclear", ())):
        question = asked.get(answer["question_id"])
        answer["question"] = question.text if question else answer["question_id"]
        answer["about"] = question.title if question else answer["question_id"]
    for answer in data["answers"]:
        answer["theme"] = _title(known, Theme, answer["theme"])
    for action in data["actions"]:
        action["theme"] = _title(known, Theme, action["theme"]) if action["theme"] else None
    for shown in data["suggestions"]:
        shown["title"] = _title(known, Advice if shown["kind"] == "advice" else Case, shown["item_id"])
    for each in data.get("assessments", ()):
        kind = Statement if each["kind"] == "statements" else Readiness
        for point in each["points"]:
            point["title"] = _title(known, kind, point["item_id"])
    return data


def _everything(standing: Standing) -> dict[str, Any]:
    said = read_conversation(settings().tracker_url, standing.sender)
    mine = with_titles(export_leader(store(), standing.sender))
    messages = [{name: line[name] for name in ("from", "text", "at")} for line in as_history(said)]
    readings = [
        {"at": each.at.isoformat(timespec="seconds"), "taken_as": each.taken_as, "found": each.found}
        for each in said
        if each.who == LEADER
    ]
    state = read_state(settings().tracker_url, standing.sender)
    behind = {"readings": readings, "dialogue_state": state}
    return {**mine, "choices": describe(standing)["choices"], "messages": messages, **behind}


def everything(request: Request) -> Response:
    """All that is stored."""
    return JSONResponse(_everything(who(request)))


def as_json(request: Request) -> Response:
    """The same as a file for machines."""
    text = json.dumps(_everything(who(request)), ensure_ascii=False, indent=2) + "\n"
    return _file(text, "application/json", "json")


def as_text(request: Request) -> Response:
    """The same as a file for people."""
    return _file(as_lines(_everything(who(request))), "text/plain", "txt")


def _file(text: str, media_type: str, ending: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="lederdialog-mine-data.{ending}"'}
    return Response(text, media_type=f"{media_type}; charset=utf-8", headers=headers)


async def mend(request: Request) -> Response:
    """Put other words in an answer's place; the old ones are erased everywhere."""
    standing, key = who(request), number(request)
    text = mask(words(await body(request), "text", LONGEST)).text
    await take("change", standing.leader_id)
    gone = await run_in_threadpool(rewrite_answer, store(), standing.sender, key, text)
    await _strike_out(standing, gone)
    mine = await run_in_threadpool(_everything, standing)
    return JSONResponse(next(answer for answer in mine["answers"] if answer["id"] == key))


async def remove(request: Request) -> Response:
    """Erase an answer, also from the conversation."""
    standing, key = who(request), number(request)
    await take("change", standing.leader_id)
    gone = await run_in_threadpool(delete_answer, store(), standing.sender, key)
    await _strike_out(standing, gone)
    return Response(status_code=204)


async def _strike_out(standing: Standing, gone: list[str]) -> None:
    parts = {part for text in gone for part in (text, *text.split("\n"))}  # an addition is a paragraph of its own
    await run_in_threadpool(strike_out, settings().tracker_url, standing.sender, parts, sentence("my_data", "erased"))
    await run_in_threadpool(forget_talk_of, store(), standing.sender)
    await run_in_threadpool(shred, store(), settings().tracker_url)


def shared(request: Request) -> Response:
    """Exactly what a coach sees of this leader when she shares."""
    standing = who(request)
    mine = _everything(standing)
    seen = {name: mine[name] for name in _COACH_SEES}
    name = leader_name(leader_sign(store(), standing.sender), standing.sector)
    turns = turns_of(settings().tracker_url, standing.sender)
    messages = [
        {"from": turn.said.who, "text": turn.text, "at": turn.said.at.isoformat(timespec="seconds")}
        for turn in turns
        if not turn.is_private
    ]
    return JSONResponse({"pseudonym": name, **seen, "messages": messages})


def accesses(request: Request) -> Response:
    """Who has looked at this leader's conversation, the newest first; her files hold every single look."""
    lines = [
        {"by": look.by, "role": look.role, "what": look.what, "at": look.at.isoformat(timespec="seconds")}
        for look in readings(looks_at(store(), who(request).leader_id))
    ]
    return JSONResponse({"accesses": lines})


routes = [
    Route("/api/data", everything, methods=["GET"]),
    Route("/api/data.json", as_json, methods=["GET"]),
    Route("/api/data.txt", as_text, methods=["GET"]),
    Route("/api/answers/{key}", mend, methods=["PUT"]),
    Route("/api/answers/{key}", remove, methods=["DELETE"]),
    Route("/api/shared", shared, methods=["GET"]),
    Route("/api/accesses", accesses, methods=["GET"]),
]
