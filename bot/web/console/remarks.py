"""What coaches and trainers put on a conversation: notes, tags, flags, how far they have come, messages to the leader.

Each form carries `query`, the filter and visit to come back to; its page opens where the coach was.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.errors import UnknownItem
from bot.privacy.masking import mask
from bot.review.index import index_talk
from bot.settings import settings
from bot.store import letters, reviews
from bot.store.database import store
from bot.store.talks import SharedTalk
from bot.web.console.filters import read_filter
from bot.web.console.guard import COACH, TRAINER, allow, form_of, person_of, text_of, whole_number
from bot.web.console.pages import go
from bot.web.console.talk import open_turns, shared_talk
from bot.web.errors import Refused

LONGEST = 4_000  # characters of a note or a message
_LONGEST_TAG = 40


def _back(request: Request, talk: SharedTalk, done: str, where: str, undo: str = "") -> Response:
    """To the page's element `where`; `undo` is what the page needs to take back what was done."""
    sent = dict(parse_qsl(str(form_of(request).get("query", ""))[:2000]))
    fields = {"visit": sent["visit"]} if sent.get("visit", "").isalnum() else {}
    more = fields | {"done": done} | ({"undo": undo} if undo else {})
    return go(f"/coach/talks/{talk.sign}", read_filter(sent).query, where, **more)


def _turn(event_id: int | None) -> str:
    return f"turn-{event_id}" if event_id is not None else "notes"


def _key(request: Request, name: str) -> int:
    """The key that a form names.

    Raises:
        UnknownItem: it is no key.
    """
    key = whole_number(str(form_of(request).get(name, "")))
    if key is None:
        raise UnknownItem(name)
    return key


def _event(request: Request, talk: SharedTalk) -> int:
    """The message that a form means.

    Raises:
        UnknownItem: it is none of this conversation that others may read.
    """
    event_id = _key(request, "event")
    if event_id not in {turn.said.event_id for turn in open_turns(talk)}:
        raise UnknownItem("event")
    return event_id


def _written(request: Request, *kinds: str) -> str:
    """What was written, without personal numbers and the like; of some kinds only, if they are given."""
    text = text_of(form_of(request), "text", LONGEST)
    if not text:
        raise Refused("empty")
    return (mask(text, kinds) if kinds else mask(text)).text


@allow(COACH)
def add_note(request: Request) -> Response:
    """A note on the conversation, or on one message."""
    talk = shared_talk(request)
    event_id = _event(request, talk) if form_of(request).get("event") else None
    key = reviews.add_note(store(), talk.leader_id, person_of(request).id, _written(request), event_id)
    return _back(request, talk, "note_added", _turn(event_id), str(key))


def _change_note(request: Request, is_removed: bool) -> Response:
    talk, key = shared_talk(request), _key(request, "note")
    event_id = reviews.remove_note(store(), talk.leader_id, person_of(request).id, key, is_removed)
    return _back(request, talk, "note_removed" if is_removed else "note_back", _turn(event_id), str(key))


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
    talk, name = shared_talk(request), _tag(request)
    is_new = reviews.put_tag(store(), talk.leader_id, person_of(request).id, name)
    return _back(request, talk, "tag_put", "tags", name if is_new else "")


@allow(COACH, TRAINER)
def take_tag(request: Request) -> Response:
    """Take it off."""
    talk, name = shared_talk(request), _tag(request)
    reviews.take_tag(store(), talk.leader_id, name)
    return _back(request, talk, "tag_taken", "tags", name)


@allow(COACH, TRAINER)
def put_flag(request: Request) -> Response:
    """Flag a message for the trainers; it comes into their inbox."""
    talk, kind = shared_talk(request), str(form_of(request).get("kind", ""))
    event_id, person = _event(request, talk), person_of(request)
    is_new = reviews.put_flag(store(), talk.leader_id, person.id, event_id, kind)
    index_talk(store(), settings().tracker_url, talk.sender_id)
    done = "flag_put"
    if person.role == COACH and form_of(request).get("text"):  # a note that was begun in the same place is not lost
        reviews.add_note(store(), talk.leader_id, person.id, _written(request), event_id)
        done = "flag_put_and_note"
    return _back(request, talk, done, _turn(event_id), f"{event_id}.{kind}" if is_new else "")


@allow(COACH, TRAINER)
def take_flag(request: Request) -> Response:
    """Take it away."""
    talk, kind = shared_talk(request), str(form_of(request).get("kind", ""))
    event_id = _event(request, talk)
    reviews.take_flag(store(), talk.leader_id, event_id, kind)
    index_talk(store(), settings().tracker_url, talk.sender_id)
    return _back(request, talk, "flag_taken", _turn(event_id), f"{event_id}.{kind}")


@allow(COACH)
def mark(request: Request) -> Response:
    """Gone through, not gone through, unread again, or read after all."""
    talk, person, state = shared_talk(request), person_of(request), str(form_of(request).get("state", ""))
    if state in ("unread", "seen"):
        reviews.mark_seen(store(), talk.leader_id, person.id, -1 if state == "unread" else talk.event_id)
        sent = dict(parse_qsl(str(form_of(request).get("query", ""))[:2000]))
        undo = {"undo_sign": talk.sign} if state == "unread" else {}
        return go("/coach", read_filter(sent).query, done=state, **undo)
    if state not in ("reviewed", "not_reviewed"):
        raise Refused("bad_request")
    event_id = talk.event_id if state == "reviewed" else None
    reviews.mark_reviewed(store(), talk.leader_id, person.id, event_id)
    return _back(request, talk, state, "reviewed", "mark")


@allow(COACH)
def send_letter(request: Request) -> Response:
    """A message to the leader."""
    talk = shared_talk(request)
    text = _written(request, "cpr")  # a coach may want to be rung up
    key = letters.send_letter(store(), talk.leader_id, person_of(request).id, text)
    return _back(request, talk, "letter_sent", "letters", str(key))


@allow(COACH)
def recall_letter(request: Request) -> Response:
    """Take a message back that she has not seen."""
    return _change_letter(request, True)


@allow(COACH)
def restore_letter(request: Request) -> Response:
    """Send it after all."""
    return _change_letter(request, False)


def _change_letter(request: Request, is_recalled: bool) -> Response:
    talk, key = shared_talk(request), _key(request, "letter")
    letters.recall_letter(store(), talk.leader_id, person_of(request).id, key, is_recalled)
    return _back(request, talk, "letter_recalled" if is_recalled else "letter_sent", "letters", str(key))


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
    "letters/restore": restore_letter,
}
routes = [Route(f"/coach/talks/{{sign}}/{name}", view, methods=["POST"]) for name, view in _FORMS.items()]
