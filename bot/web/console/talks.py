"""The list of shared conversations: filters that combine, search, saved searches."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.knowledge.catalogue import Question, Sector, Theme, catalogue
from bot.privacy.masking import mask
from bot.store import reviews
from bot.store.database import store
from bot.store.talk_lists import ORDERS, all_tags, list_talks
from bot.web.console.filters import Asked, day_begins, read_filter
from bot.web.console.guard import COACH, TRAINER, allow, form_of, person_of, text_of, whole_number
from bot.web.console.pages import go, page, say_day, words
from bot.web.errors import Refused

PAGE = 25
Choices = dict[str, list[tuple[str, str]]]


def _choices() -> Choices:
    """What the filter's lists offer: value and title."""
    known = catalogue()
    return {
        "theme": [(each.id, each.title) for each in known.of(Theme)],
        "sector": [(each.id, each.title) for each in known.of(Sector)],
        "stopped": [(each.id, each.title[:1].upper() + each.title[1:]) for each in known.of(Question)],
        "outcome": [(key, words()["outcomes"][key]) for key in ("open", "done", "partly", "not")],
        "tag": [(tag, tag) for tag in all_tags(store())],
        "order": [(key, words()["orders"][key]) for key in ORDERS],
    }


@allow(COACH, TRAINER)
def show(request: Request) -> Response:
    """The conversations that the filter lets through, a page of them."""
    asked = read_filter(request.query_params)
    person = person_of(request)
    lines, total = list_talks(store(), person.id, asked.wanted, (asked.page - 1) * PAGE, PAGE)
    last, choices = max(1, -(-total // PAGE)), _choices()
    if asked.page > last:  # the talks that were there are gone, or the number is invented
        return go("/coach", asked.but(page=str(last)))
    return page(
        request,
        "talks.html",
        asked=asked,
        lines=lines,
        total=total,
        last=last,
        choices=choices,
        shown=_shown(asked, choices),
        is_coach=person.role == COACH,
        undo_sign=request.query_params.get("undo_sign", "")[:10],
        saved=reviews.saved_searches(store(), person.id),
        undo=request.query_params.get("undo_name", "")[:60],
        undo_query=read_filter(_parse(request.query_params.get("undo_query", ""))).query,
    )


def _parse(query: str) -> dict[str, str]:
    return dict(parse_qsl(query[:2000]))


def _shown(asked: Asked, choices: Choices) -> list[tuple[str, str, str]]:
    """Each part of the filter in words: name, value, and the query without it."""
    titles = {(name, value): title for name, offered in choices.items() for value, title in offered}
    parts = []
    for name, value in asked.fields.items():
        if name != "order":
            title = titles.get((name, value)) or _say_value(name, value)
            parts.append((words()["filters"][name], title, asked.but(**{name: ""})))
    return parts


def _say_value(name: str, value: str) -> str:
    if name in ("since", "until"):
        return say_day(day_begins(date.fromisoformat(value)))
    if name == "week" and (parts := re.fullmatch(r"(\d{4})-W(\d\d)", value)):
        return str(words()["overview"]["week"].format(week=int(parts[2]), year=parts[1]))
    return str(getattr(catalogue().find(value), "title", "" if value == "1" else value))


@allow(COACH, TRAINER)
def save(request: Request) -> Response:
    """Keep the filter under a name."""
    form = form_of(request)
    name = mask(text_of(form, "name", 60)).text
    sent = {key: mask(value, ("cpr",)).text for key, value in _parse(str(form.get("query", ""))).items()}
    query = read_filter(sent).query
    if not name:
        return go("/coach", query, done="name_missing")
    before = reviews.save_search(store(), person_of(request).id, name, query)
    if before is not None:
        return go("/coach", query, done="search_replaced", undo_name=name, undo_query=before)
    return go("/coach", query, done="search_saved")


@allow(COACH, TRAINER)
def forget(request: Request) -> Response:
    """Forget a saved search; the page offers to put it back."""
    key = whole_number(str(form_of(request).get("id", "")))
    if key is None:
        raise Refused("not_found")
    name, query = reviews.remove_search(store(), person_of(request).id, key)
    return go("/coach", done="search_removed", undo_name=name, undo_query=query)


routes = [
    Route("/coach", show, methods=["GET"]),
    Route("/coach/searches", save, methods=["POST"]),
    Route("/coach/searches/forget", forget, methods=["POST"]),
]
