"""One shared conversation: the talk, what came of it, and what coaches put on it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.errors import UnknownItem
from bot.language.stems import stems
from bot.privacy.export import export_leader
from bot.privacy.masking import mask
from bot.review.index import index_talk, turns_of
from bot.review.turns import Turn
from bot.settings import settings
from bot.store import letters, reviews
from bot.store.access import log_access
from bot.store.conversations import LEADER
from bot.store.database import store
from bot.store.talks import SharedTalk, find_talk, list_signs
from bot.web.console.filters import Asked, read_filter
from bot.web.console.guard import COACH, TRAINER, allow, form_of, person_of, text_of, whole_number
from bot.web.console.pages import go, page
from bot.web.errors import Refused
from bot.web.my_data import with_titles

LONGEST = 4_000  # characters of a note or a message
_LONGEST_TAG = 40


def shared_talk(request: Request) -> SharedTalk:
    """The conversation that the address names.

    Raises:
        UnknownItem: there is none, or it is not shared.
    """
    found = find_talk(store(), request.path_params["sign"])
    if found is None:
        raise UnknownItem("talk")
    return found


def _marked(text: str, asked: Asked) -> Markup:
    """The text with the words that were searched for marked."""
    if not asked.wanted.phrases:
        return escape(text)
    wanted = {stem for phrase in asked.wanted.phrases for stem in phrase}
    parts = []
    for word in text.split(" "):
        is_found = any(stem.startswith(tuple(wanted)) for stem in stems(word))
        parts.append(Markup("<mark>{}</mark>").format(word) if is_found else escape(word))
    return Markup(" ").join(parts)


def _neighbours(signs: list[str], sign: str) -> dict[str, Any]:
    if sign not in signs:
        return {"place": 0, "of": len(signs), "before": None, "after": None}
    place = signs.index(sign)
    before = signs[place - 1] if place else None
    after = signs[place + 1] if place + 1 < len(signs) else None
    return {"place": place + 1, "of": len(signs), "before": before, "after": after}


def _by_event(written: list[reviews.Written]) -> dict[int | None, list[reviews.Written]]:
    grouped: dict[int | None, list[reviews.Written]] = {}
    for each in written:
        grouped.setdefault(each.event_id, []).append(each)
    return grouped


def gather(talk: SharedTalk) -> dict[str, Any]:
    """What came of the conversation, by the leader's own tables: answers, suggestions, actions, passed over."""
    data = with_titles(export_leader(store(), talk.sender_id))
    return {name: data[name] for name in ("answers", "skipped", "suggestions", "actions")}


def open_turns(talk: SharedTalk) -> list[Turn]:
    """The messages that others than the leader may read."""
    return [turn for turn in turns_of(settings().tracker_url, talk.sender_id) if not turn.is_private]


@allow(COACH, TRAINER)
def show(request: Request) -> Response:
    """The conversation, the newest visit or the one that is asked for; being shown is logged first."""
    talk, person = shared_talk(request), person_of(request)
    asked = read_filter(request.query_params)
    log_access(store(), person, [talk.leader_id], "read")
    turns = open_turns(talk)
    visits = sorted({turn.sitting for turn in turns})
    number = request.query_params.get("visit", "")
    visit = None if number == "all" else whole_number(number)
    if number != "all" and visit not in visits:
        visit = visits[-1] if visits else None
    reviews.mark_seen(store(), talk.leader_id, person.id, talk.event_id)
    signs = list_signs(store(), person.id, asked.wanted)
    is_coach = person.role == COACH
    return page(
        request,
        "talk.html",
        talk=talk,
        asked=asked,
        turns=[turn for turn in turns if visit is None or turn.sitting == visit],
        visits=[(each, next(turn.said.at for turn in turns if turn.sitting == each)) for each in visits],
        visit=visit,
        marked=lambda text: _marked(text, asked),
        neighbours=_neighbours(signs, talk.sign),
        flags=_by_event(reviews.flags(store(), talk.leader_id)),
        flag_kinds=reviews.FLAGS,
        tags=reviews.tags(store(), talk.leader_id),
        notes=_by_event(reviews.notes(store(), talk.leader_id)) if is_coach else {},
        reviewed=reviews.reviewed_by(store(), talk.leader_id, talk.event_id),
        letters=letters.letters_to(store(), talk.leader_id) if is_coach else [],
        is_coach=is_coach,
        leader=LEADER,
        undo=request.query_params.get("undo", "")[:80],
        **gather(talk),
    )


# --- What is put on it. Each form carries `query`, the filter and visit to come back to. --------------------------------


def _back(request: Request, talk: SharedTalk, done: str, undo: str = "") -> Response:
    sent = dict(parse_qsl(str(form_of(request).get("query", ""))[:2000]))
    fields = {"visit": sent["visit"]} if sent.get("visit", "").isalnum() else {}
    more = fields | {"done": done} | ({"undo": undo} if undo else {})
    return go(f"/coach/talks/{talk.sign}", read_filter(sent).query, **more)


def _event(request: Request, talk: SharedTalk) -> int:
    """The message that a form means.

    Raises:
        UnknownItem: it is none of this conversation that others may read.
    """
    event_id = whole_number(str(form_of(request).get("event", "")))
    if event_id not in {turn.said.event_id for turn in open_turns(talk)} or event_id is None:
        raise UnknownItem("event")
    return event_id


def _written(request: Request) -> str:
    text = mask(text_of(form_of(request), "text", LONGEST)).text
    if not text:
        raise Refused("empty")
    return text


@allow(COACH)
def add_note(request: Request) -> Response:
    """A note on the conversation, or on one message."""
    talk = shared_talk(request)
    event_id = _event(request, talk) if form_of(request).get("event") else None
    reviews.add_note(store(), talk.leader_id, person_of(request).id, _written(request), event_id)
    return _back(request, talk, "note_added")


def _change_note(request: Request, is_removed: bool) -> Response:
    talk, note_id = shared_talk(request), whole_number(str(form_of(request).get("note", "")))
    if note_id is None:
        raise UnknownItem("note")
    reviews.remove_note(store(), talk.leader_id, person_of(request).id, note_id, is_removed)
    return _back(request, talk, "note_removed" if is_removed else "note_back", str(note_id) if is_removed else "")


@allow(COACH)
def remove_note(request: Request) -> Response:
    """Take a note of one's own away."""
    return _change_note(request, True)


@allow(COACH)
def restore_note(request: Request) -> Response:
    """Put it back."""
    return _change_note(request, False)


def _tag(request: Request) -> str:
    name = " ".join(mask(text_of(form_of(request), "tag", _LONGEST_TAG)).text.split()).lower()
    if not name:
        raise Refused("empty")
    return name


@allow(COACH, TRAINER)
def put_tag(request: Request) -> Response:
    """A tag on the conversation."""
    talk = shared_talk(request)
    reviews.put_tag(store(), talk.leader_id, person_of(request).id, _tag(request))
    return _back(request, talk, "tag_put")


@allow(COACH, TRAINER)
def take_tag(request: Request) -> Response:
    """Take it off."""
    talk, name = shared_talk(request), _tag(request)
    reviews.take_tag(store(), talk.leader_id, name)
    return _back(request, talk, "tag_taken", name)


@allow(COACH, TRAINER)
def put_flag(request: Request) -> Response:
    """Flag a message for the trainers; it comes into their inbox."""
    talk, kind = shared_talk(request), str(form_of(request).get("kind", ""))
    event_id = _event(request, talk)
    reviews.put_flag(store(), talk.leader_id, person_of(request).id, event_id, kind)
    index_talk(store(), settings().tracker_url, talk.sender_id)
    return _back(request, talk, "flag_put")


@allow(COACH, TRAINER)
def take_flag(request: Request) -> Response:
    """Take it away."""
    talk, kind = shared_talk(request), str(form_of(request).get("kind", ""))
    event_id = _event(request, talk)
    reviews.take_flag(store(), talk.leader_id, event_id, kind)
    index_talk(store(), settings().tracker_url, talk.sender_id)
    return _back(request, talk, "flag_taken", f"{event_id}.{kind}")


@allow(COACH)
def mark(request: Request) -> Response:
    """Gone through, not gone through, or unread again."""
    talk, person, state = shared_talk(request), person_of(request), str(form_of(request).get("state", ""))
    if state == "unread":
        reviews.mark_seen(store(), talk.leader_id, person.id, -1)
        return go("/coach", read_filter(dict(parse_qsl(str(form_of(request).get("query", ""))))).query, done="unread")
    if state not in ("reviewed", "not_reviewed"):
        raise Refused("bad_request")
    event_id = talk.event_id if state == "reviewed" else None
    reviews.mark_reviewed(store(), talk.leader_id, person.id, event_id)
    return _back(request, talk, state)


@allow(COACH)
def send_letter(request: Request) -> Response:
    """A message to the leader."""
    talk = shared_talk(request)
    key = letters.send_letter(store(), talk.leader_id, person_of(request).id, _written(request))
    return _back(request, talk, "letter_sent", str(key))


@allow(COACH)
def recall_letter(request: Request) -> Response:
    """Take a message back that she has not seen."""
    talk, key = shared_talk(request), whole_number(str(form_of(request).get("letter", "")))
    if key is None:
        raise UnknownItem("letter")
    letters.recall_letter(store(), talk.leader_id, person_of(request).id, key)
    return _back(request, talk, "letter_recalled")


_FORMS = {
    "notes": add_note,
    "notes/remove": remove_note,
    "notes/restore": restore_note,
    "tags": put_tag,
    "tags/take": take_tag,
    "flags": put_flag,
    "flags/take": take_flag,
    "mark": mark,
    "letters": send_letter,
    "letters/recall": recall_letter,
}
routes = [
    Route("/coach/talks/{sign}", show, methods=["GET"]),
    *(Route(f"/coach/talks/{{sign}}/{name}", view, methods=["POST"]) for name, view in _FORMS.items()),
]
