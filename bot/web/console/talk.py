"""One shared conversation: the talk, and what came of it."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.errors import UnknownItem
from bot.privacy.export import export_reflection
from bot.privacy.retention import expires_at
from bot.review.index import turns_of
from bot.review.turns import Turn
from bot.settings import settings
from bot.store import letters, reviews
from bot.store.access import log_access
from bot.store.conversations import LEADER
from bot.store.database import store
from bot.store.talk_lists import place_of
from bot.store.talks import SharedTalk, find_talk
from bot.web.console.filters import read_filter
from bot.web.console.guard import COACH, TRAINER, allow, person_of, whole_number
from bot.web.console.pages import page
from bot.web.console.reading import answers_by_theme, by_event, days, hits, marked
from bot.web.my_data import with_titles

ALL = "all"  # in the address: every visit


def shared_talk(request: Request) -> SharedTalk:
    """The conversation that the address names.

    Raises:
        UnknownItem: there is none, or it is not shared.
    """
    found = find_talk(store(), request.path_params["sign"])
    if found is None:
        raise UnknownItem("talk")
    return found


def gather(talk: SharedTalk) -> dict[str, Any]:
    """What came of the conversation, by the leader's own tables: answers, suggestions, actions, passed over."""
    return with_titles(export_reflection(store(), talk.sender_id))


def open_turns(talk: SharedTalk) -> list[Turn]:
    """The messages that others than the leader may read."""
    return [turn for turn in turns_of(settings().tracker_url, talk.sender_id) if not turn.is_private]


def _visit(asked_for: str, visits: list[int], is_search: bool) -> int | None:
    """The visit that is asked for; else the newest, or (None) all of them where something is searched for."""
    if asked_for == ALL or (is_search and not asked_for):
        return None
    wanted = whole_number(asked_for)
    return wanted if wanted in visits else visits[-1] if visits else None


@allow(COACH, TRAINER)
def show(request: Request) -> Response:
    """The conversation, the newest visit or the one that is asked for; being shown is logged first."""
    talk, person = shared_talk(request), person_of(request)
    asked = read_filter(request.query_params)
    phrases = asked.wanted.phrases
    log_access(store(), person, [talk.leader_id], "read")
    turns = open_turns(talk)
    begun = {day.visit: day.at for day in reversed(days(turns))}
    visit = _visit(request.query_params.get("visit", ""), sorted(begun), bool(phrases))
    shown = [turn for turn in turns if visit in (None, turn.sitting)]
    reviews.mark_seen(store(), talk.leader_id, person.id, talk.event_id)
    is_coach = person.role == COACH
    gathered = gather(talk)
    written = letters.letters_to(store(), talk.leader_id) if is_coach else []
    if any(letter.is_reply_new for letter in written):
        letters.note_replies_seen(store(), talk.leader_id)
    return page(
        request,
        "talk.html",
        talk=talk,
        asked=asked,
        days=days(shown),
        hits=hits(shown, phrases),
        visits=sorted(begun.items()),
        visit=visit,
        marked=lambda text: marked(text, phrases),
        neighbours=place_of(store(), person.id, asked.wanted, talk.sign),
        flags=by_event(reviews.flags(store(), talk.leader_id)),
        flag_kinds=reviews.FLAGS,
        tags=reviews.tags(store(), talk.leader_id),
        notes=by_event(reviews.notes(store(), talk.leader_id)) if is_coach else {},
        reviewed=reviews.reviewed_by(store(), talk.leader_id, talk.event_id),
        letters=written,
        expires_at=expires_at(talk.active_at, talk.is_remembered, settings().retention_months),
        is_coach=is_coach,
        leader=LEADER,
        undo=request.query_params.get("undo", "")[:80],
        themes=answers_by_theme(gathered["answers"]),
        **gathered,
    )


routes = [Route("/coach/talks/{sign}", show, methods=["GET"])]
