"""The console's frame: what every page shows, how it says what was done, and dates in Danish."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from bot.knowledge.catalogue import Sector, catalogue
from bot.review.projection import ZONE
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


def words() -> dict[str, Any]:
    """The sentences of data/page/console.yml."""
    found: dict[str, Any] = wording()["console"]
    return found


def say_time(moment: datetime) -> str:
    """Day and time in Denmark, e.g. "21. nov. 2026 kl. 14.05"."""
    local = moment.astimezone(ZONE)
    return f"{local.day}. {words()['months'][local.month - 1]} {local.year} kl. {local:%H.%M}"


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


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page of the console, with what its frame needs."""
    person = request.state.person
    menu = [
        (address, words()["menu"][key], request.url.path == address)
        for address, key, roles in _MENU
        if person and person.role in roles
    ]
    csrf = csrf_token(request.state.console_hash) if person else ""
    done = request.query_params.get("done", "")
    text = render(
        f"console/{template}",
        w=words(),
        person=person,
        menu=menu,
        csrf=Markup('<input type="hidden" name="csrf" value="{}">').format(csrf),
        done=words()["done"].get(done, ""),
        done_key=done,
        say_time=say_time,
        title_of=title_of,
        leader_name=leader_name,
        **values,
    )
    return HTMLResponse(text, status)


def go(path: str, query: str = "", **more: str) -> RedirectResponse:
    """To a page after a form; `more` goes into its address, e.g. `done`, a key of the wording's `done`."""
    joined = "&".join(part for part in (query, urlencode(more)) if part)
    return RedirectResponse(path + (f"?{joined}" if joined else ""), 303)
