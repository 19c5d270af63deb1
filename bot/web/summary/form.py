"""A summary as the page sends it back, with titles and questions from the catalogue.

Fields: `take` (key of an item that is ticked; many), `answer.<question id>`, `now.<statement id>`,
`before.<statement id>`, `now_on`, `before_on`, `level.<readiness id>`, `note.<readiness id>`, `readiness_on`,
`because.<item id>`, `action.<digest>`, `due.<digest>`, `when.<digest>`, `outcome.<digest>`, `notes`. Fields with other
names, of unknown items or with values out of range are passed over.
"""

from __future__ import annotations

import re
from datetime import date

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.types import Message

from bot.knowledge.catalogue import Catalogue, Readiness, Statement
from bot.language.dates import find_day
from bot.web.summary.contents import LEVELS, OUTCOMES, STATEMENTS, answer_part, grade, suggestion_part, theme_parts
from bot.web.summary.parts import ActionPart, ReadinessPart, SelfAssessment, StatementLine, Summary
from bot.web.word import clean

MOST_BYTES = 256 * 1024
_FIELDS = 600  # a full reflection has about 150
_YEARS = range(2000, 2101)
_ACTION_KEY = re.compile(r"action-[0-9a-f]{20}")
_ITEM_KEY = re.compile(r"[a-z0-9-]{1,60}")


def read_day(text: str, today: date) -> date | None:
    """The day of a date field; where the browser has none to offer, a day written in words. None for anything else."""
    text = text.strip()[:40]
    try:
        day: date | None = date.fromisoformat(text)
    except ValueError:
        found = find_day(text, today) if text else None
        day = found.day if found else None
    return day if day and day.year in _YEARS else None


def read_form(form: FormData, knowledge: Catalogue, today: date) -> Summary:
    """The summary as the page sent it back; whatever does not fit is passed over."""
    fields: dict[str, dict[str, str]] = {}
    for name, value in form.multi_items():
        prefix, _, key = name.partition(".")
        if isinstance(value, str):  # a file has no place here
            fields.setdefault(prefix, {})[key] = clean(value)
    taken = {value for value in form.getlist("take") if isinstance(value, str)}

    def group(name: str) -> dict[str, str]:
        return fields.get(name, {})

    def single(name: str) -> str:
        return group(name).get("", "")

    answers = [
        answer_part(knowledge, key, text, key in taken)
        for key, text in group("answer").items()
        if _ITEM_KEY.fullmatch(key)
    ]
    statements = [item for item in knowledge.of(Statement) if item.id in group("now")]
    assessment = SelfAssessment(
        read_day(single("now_on"), today),
        read_day(single("before_on"), today),
        tuple(
            StatementLine(
                item.id, item.title, item.text, grade(group("now").get(item.id)), grade(group("before").get(item.id))
            )
            for item in statements
        ),
        STATEMENTS in taken,
    )
    readiness = tuple(
        ReadinessPart(
            item.id, item.title, item.text, group("level")[item.id], group("note").get(item.id, ""), item.id in taken
        )
        for item in knowledge.of(Readiness)
        if group("level").get(item.id) in LEVELS
    )
    suggestions = (
        suggestion_part(knowledge, key, because.split(","), key in taken) for key, because in group("because").items()
    )
    actions = tuple(
        ActionPart(
            key,
            text,
            read_day(group("due").get(key, ""), today),
            group("when").get(key, ""),
            outcome if (outcome := group("outcome").get(key, "")) in OUTCOMES else "",
            key in taken,
        )
        for key, text in group("action").items()
        if _ACTION_KEY.fullmatch(key)
    )
    return Summary(
        day=today,
        themes=theme_parts(knowledge, answers),
        assessment=assessment if statements else None,
        readiness_on=read_day(single("readiness_on"), today),
        readiness=readiness,
        suggestions=tuple(part for part in suggestions if part),
        actions=actions,
        notes=single("notes"),
    )


class TooLarge(Exception):
    """More was sent than a summary can be."""


async def receive_form(request: Request) -> FormData:
    """The form of a request, never more than MOST_BYTES of it in memory.

    Raises:
        TooLarge: there is more.
        HTTPException: it is no form.
    """
    if int(request.headers.get("content-length") or 0) > MOST_BYTES:
        raise TooLarge
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        if taken > MOST_BYTES:
            raise TooLarge
        return message

    return await Request(request.scope, receive).form(max_files=0, max_fields=_FIELDS, max_part_size=MOST_BYTES)
