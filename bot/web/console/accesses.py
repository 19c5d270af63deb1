"""Who looked at whose conversation, for an admin: a list with filters, and the same as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from bot.review.export import BOM, csv_text, local_minute
from bot.store.access import Look, LookFilter, accounts_that_looked, all_looks, stream_looks
from bot.store.database import store
from bot.web.console.filters import day_begins, read_day
from bot.web.console.guard import ADMIN, allow, whole_number
from bot.web.console.pages import go, page, words

PATH = "/coach/accesses"
PAGE = 100
_LONGEST = 80


@dataclass(frozen=True)
class Asked:
    """What the address asks for: the filter, its fields as understood, and the names of what was not."""

    wanted: LookFilter
    fields: Mapping[str, str]
    left_out: tuple[str, ...]

    def on(self, number: int) -> str:
        """The filter as a query string, with a page's number."""
        return urlencode({**self.fields, "page": str(number)})

    @property
    def query(self) -> str:
        """The filter as a query string."""
        return urlencode(self.fields)


def read_filter(params: Mapping[str, str]) -> Asked:
    """`account` (name), `sign`, `since` and `until` (days, both included) of an address."""
    given = {
        name: params.get(name, "").replace("\x00", "").strip()[:_LONGEST] for name in words()["accesses"]["fields"]
    }
    given["sign"] = given["sign"].upper().removeprefix("LEDER").strip()
    days = {name: read_day(given[name]) for name in ("since", "until")}
    left_out = tuple(name for name, day in days.items() if given[name] and day is None)
    since, until = days["since"], days["until"]
    wanted = LookFilter(
        account=given["account"],
        sign=given["sign"],
        since=day_begins(since) if since else None,
        before=day_begins(until + timedelta(days=1)) if until else None,
    )
    fields = {name: text for name, text in given.items() if text and name not in left_out}
    return Asked(wanted, fields, left_out)


@allow(ADMIN)
def show(request: Request) -> Response:
    """The looks that the filter lets through, newest first, a page of them."""
    asked = read_filter(request.query_params)
    number = whole_number(request.query_params.get("page", "1")) or 1
    looks, total = all_looks(store(), asked.wanted, (number - 1) * PAGE, PAGE)
    last = max(1, -(-total // PAGE))
    if number > last:
        return go(PATH, asked.on(last))
    names = accounts_that_looked(store())
    return page(request, "accesses.html", asked=asked, looks=looks, total=total, number=number, last=last, names=names)


def _lines(looks: Iterable[Look]) -> Iterator[str]:
    w = words()
    yield BOM + csv_text([w["accesses"]["headers"]])
    for look in looks:
        leader = w["leader"].format(sign=look.sign) if look.sign else w["accesses"]["erased"]
        what = w["accesses"]["ways"][look.what]
        yield csv_text([[local_minute(look.at), look.by, w["roles"][look.role], leader, what]])


@allow(ADMIN)
def fetch(request: Request) -> Response:
    """The same as CSV, all pages of it."""
    looks = stream_looks(store(), read_filter(request.query_params).wanted)
    name = words()["accesses"]["file"]
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_lines(looks), media_type="text/csv; charset=utf-8", headers=headers)


routes = [Route(PATH, show, methods=["GET"]), Route(PATH + "/csv", fetch, methods=["GET"])]
