"""The console's frame: what every page shows, how it says what was done, and dates in Danish."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from bot.knowledge.catalogue import Sector, catalogue
from bot.language.dates import ZONE
from bot.web.console.guard import ADMIN, COACH, TRAINER, csrf_token
from bot.web.render import render
from bot.web.wording import wording

# Address, key of the wording, roles that see it in the menu.
_MENU = (
    ("/coach", "talks", (COACH, TRAINER)),
    ("/coach/overview", "overview", (COACH, TRAINER)),
    ("/trainer", "inbox", (TRAINER,)),
    ("/trainer/try", "preview", (TRAINER,)),
    ("/coach/accounts", "accounts", (ADMIN,)),
    ("/coach/accesses", "accesses", (ADMIN,)),
)

_NOT_DONE = ("name_missing", "no_intent", "no_words")  # what is said when nothing was saved


def words() -> dict[str, Any]:
    """The sentences of data/page/console.yml."""
    found: dict[str, Any] = wording()["console"]
    return found


def say_time(moment: datetime) -> str:
    """Day and time in Denmark, e.g. "21. nov. 2026 kl. 14.05"."""
    return f"{say_day(moment)} kl. {say_clock(moment)}"


def _local(moment: datetime | str) -> datetime:
    return (datetime.fromisoformat(moment) if isinstance(moment, str) else moment).astimezone(ZONE)


def say_day(moment: datetime | str) -> str:
    """The day in Denmark, e.g. "21. nov. 2026"; also of a moment as an export writes it."""
    local = _local(moment)
    return f"{local.day}. {words()['months'][local.month - 1]} {local.year}"


def say_clock(moment: datetime) -> str:
    """The time of day in Denmark, e.g. "14.05"."""
    return f"{_local(moment):%H.%M}"


def say_due(due: str) -> str:
    """When an action is due: a day as an export writes it becomes Danish, the leader's own words stay."""
    try:
        return say_day(datetime.fromisoformat(due))
    except ValueError:
        return due


def title_of(item_id: str | None) -> str:
    """An item's title; its id when a trainer has taken the item away since."""
    if item_id is None:
        return ""
    title = getattr(catalogue().find(item_id), "title", item_id)
    return str(title[:1].upper() + title[1:])


def leader_name(sign: str, sector: str | None) -> str:
    """What a coach calls a leader, e.g. "Leder 4F2A, social og sundhed"."""
    area = next((each.title for each in catalogue().of(Sector) if each.id == sector), None)
    name = words()["leader"].format(sign=sign)
    return f"{name}, {area.lower()}" if area else name


def page(request: Request, template: str, status: int = 200, done: str | None = None, **values: Any) -> HTMLResponse:
    """A page of the console, with what its frame needs; `done` is a key of the wording's, else as the address says."""
    person = request.state.person
    menu = [
        (address, words()["menu"][key], request.url.path == address)
        for address, key, roles in _MENU
        if person and person.role in roles
    ]
    csrf = csrf_token(request.state.console_hash) if person else ""
    done = request.query_params.get("done", "") if done is None else done
    text = render(
        f"console/{template}",
        w=words(),
        person=person,
        menu=menu,
        csrf=Markup('<input type="hidden" name="csrf" value="{}">').format(csrf),
        done=words()["done"].get(done, ""),
        done_key=done,
        not_done=_NOT_DONE,
        say_time=say_time,
        say_day=say_day,
        say_clock=say_clock,
        say_due=say_due,
        title_of=title_of,
        leader_name=leader_name,
        **values,
    )
    return HTMLResponse(text, status)


def go(path: str, query: str = "", where: str = "", **more: str) -> RedirectResponse:
    """To a page after a form, and to the element `where` on it; `more` goes into its address.

    `done`, a key of the wording's `done`, is what the page says was done.
    """
    joined = "&".join(part for part in (query, urlencode(more)) if part)
    return RedirectResponse(path + (f"?{joined}" if joined else "") + (f"#{where}" if where else ""), 303)
