"""What the list's filter shows as files, and one conversation as Word or made for print.

Every leader in a file is logged before its first byte goes out. Files are streamed: one conversation is in memory at a time,
and whoever has stopped sharing by the time it is her turn is left out. Where reading fails in the middle, the connection
breaks, so that nobody takes half a file for a whole one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timezone

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from bot.language.dates import local_day
from bot.review.export import BOM, Remarks, answer_rows, csv_text, talk_record, talk_row
from bot.store import letters, reviews
from bot.store.access import log_access
from bot.store.accounts import Person
from bot.store.conversations import LEADER
from bot.store.database import store
from bot.store.exports import brief_talks, leader_ids
from bot.store.talk_lists import list_signs
from bot.store.talks import SharedTalk, find_talk
from bot.web.console.filters import read_filter
from bot.web.console.guard import COACH, TRAINER, allow, person_of
from bot.web.console.pages import leader_name, page, title_of, words
from bot.web.console.talk import gather, open_turns, shared_talk
from bot.web.console.talk_word import talk_word
from bot.web.word import MEDIA_TYPE

_AT_A_TIME = 100
_LOGGED_AT_A_TIME = 1_000  # one transaction each
Batches = Iterator[list[str]]


def _batches(signs: list[str], size: int) -> Batches:
    return (signs[place : place + size] for place in range(0, len(signs), size))


def _shared(signs: list[str]) -> Iterator[SharedTalk]:
    """The conversations one by one, each looked up when it is its turn."""
    return (talk for sign in signs if (talk := find_talk(store(), sign)))


def _remarks(talk: SharedTalk, person: Person) -> Remarks:
    is_coach = person.role == COACH
    return Remarks(
        reviews.tags(store(), talk.leader_id),
        reviews.notes(store(), talk.leader_id) if is_coach else None,
        letters.letters_to(store(), talk.leader_id) if is_coach else None,
    )


def _talks_csv(signs: list[str], _person: Person) -> Iterator[str]:
    yield BOM + csv_text([words()["export"]["talks"]])
    for batch in _batches(signs, _AT_A_TIME):
        briefs = brief_talks(store(), batch)
        rows = [talk_row(words()["leader"].format(sign=each.sign), title_of(each.sector), each) for each in briefs]
        yield csv_text(rows)


def _answers_csv(signs: list[str], _person: Person) -> Iterator[str]:
    says = words()["export"]
    yield BOM + csv_text([says["answers"]])
    for talk in _shared(signs):
        yield csv_text(answer_rows(words()["leader"].format(sign=talk.sign), gather(talk)["answers"], says["deeper"]))


def _talks_json(signs: list[str], person: Person) -> Iterator[str]:
    before = "[\n"
    for talk in _shared(signs):
        name = leader_name(talk.sign, talk.sector)
        remarks = _remarks(talk, person)
        record = talk_record(name, open_turns(talk), gather(talk), remarks, with_readings=person.role == TRAINER)
        yield before + json.dumps(record, ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _named(name: str, ending: str) -> dict[str, str]:
    day = local_day(datetime.now(timezone.utc))
    return {"Content-Disposition": f'attachment; filename="lederdialog-{name}-{day.isoformat()}.{ending}"'}


def _file(name: str, ending: str, media_type: str, write: Callable[[list[str], Person], Iterator[str]]) -> Route:
    """A file of all that the filter shows."""

    @allow(COACH, TRAINER)
    def fetch(request: Request) -> Response:
        person = person_of(request)
        signs = list_signs(store(), person.id, read_filter(request.query_params).wanted)
        for batch in _batches(signs, _LOGGED_AT_A_TIME):
            log_access(store(), person, leader_ids(store(), batch), "export")
        pieces = (piece.encode("utf-8", "replace") for piece in write(signs, person))
        return StreamingResponse(
            pieces, media_type=media_type, headers=_named(words()["export"]["names"][name], ending)
        )

    return Route(f"/coach/export/{name}.{ending}", fetch, methods=["GET"])


@allow(COACH, TRAINER)
def word(request: Request) -> Response:
    """One conversation as Word."""
    talk, person = shared_talk(request), person_of(request)
    log_access(store(), person, [talk.leader_id], "export")
    content = talk_word(talk, open_turns(talk), gather(talk), _remarks(talk, person))
    return Response(content, media_type=MEDIA_TYPE, headers=_named(talk.sign, "docx"))


@allow(COACH, TRAINER)
def for_print(request: Request) -> Response:
    """One conversation, all visits, made for print."""
    talk, person = shared_talk(request), person_of(request)
    log_access(store(), person, [talk.leader_id], "print")
    return page(
        request,
        "print.html",
        talk=talk,
        turns=open_turns(talk),
        remarks=_remarks(talk, person),
        leader=LEADER,
        **gather(talk),
    )


routes = [
    _file("talks", "csv", "text/csv", _talks_csv),
    _file("answers", "csv", "text/csv", _answers_csv),
    _file("talks", "json", "application/json", _talks_json),
    Route("/coach/talks/{sign}/word", word, methods=["GET"]),
    Route("/coach/talks/{sign}/print", for_print, methods=["GET"]),
]
