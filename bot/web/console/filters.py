"""The list's filter as it stands in the address, so that it can be bookmarked, saved and carried along.

Names in the address: `theme` (begun, or the one she is at), `begun`, `finished`, `stopped`, `dwelt`, `shown`, `kept`,
`rejected`, `outcome`, `week`, `sector`, `tag`, `since` and `until` (days, both included), `q`, and with the value 1:
`unclear`, `returned`, `unread`, `unreviewed`, `flagged`, `replied`; `order` (a key of ORDERS) and `page`. What cannot be
understood is left out, and the page says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from bot.language.dates import ZONE
from bot.language.stems import search_phrases
from bot.store.talk_lists import ORDERS, TalkFilter
from bot.store.talks import Facet

_FACETS = {  # name in the address → kind of facet
    "theme": "theme",
    "begun": "begun",
    "finished": "finished",
    "stopped": "stopped",
    "dwelt": "dwelt",
    "shown": "shown",
    "kept": "kept",
    "rejected": "rejected",
    "outcome": "outcome",
    "week": "turns",
}
_SWITCHES = {
    "unclear": "has_unclear",
    "unread": "is_unread",
    "unreviewed": "is_unreviewed",
    "flagged": "is_flagged",
    "replied": "has_reply",
}
_KEY = re.compile(r"[A-Za-z0-9_-]{1,60}")
_LONGEST = 200


@dataclass(frozen=True)
class Asked:
    """What an address asks for.

    Attributes:
        wanted: the filter.
        fields: name → value of all that was understood, but for the page.
        page: number of the page, from 1.
        left_out: names of what was not understood.
    """

    wanted: TalkFilter
    fields: Mapping[str, str]
    page: int
    left_out: tuple[str, ...]

    @property
    def query(self) -> str:
        """The filter as a query string, without the page."""
        return urlencode(self.fields)

    def but(self, **changed: str) -> str:
        """The filter as a query string with some fields changed, or (empty) left out."""
        return urlencode({name: value for name, value in {**self.fields, **changed}.items() if value})


def read_day(text: str) -> date | None:
    """A day such as 2026-11-21; None where it is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


def day_begins(day: date) -> datetime:
    """Its first moment in Denmark."""
    return datetime.combine(day, time(), ZONE)


def read_filter(params: Mapping[str, str]) -> Asked:
    """The filter of an address or a form."""
    facets: list[Facet] = []
    fields: dict[str, str] = {}
    left_out: list[str] = []
    values: dict[str, object] = {}

    def take(name: str, is_good: bool, text: str) -> bool:
        if is_good:
            fields[name] = text
        else:
            left_out.append(name)
        return is_good

    given = {name: str(value).strip()[:_LONGEST] for name, value in params.items() if str(value).strip()}
    for name, kind in _FACETS.items():
        if (text := given.get(name)) and take(name, bool(_KEY.fullmatch(text)), text):
            facets.append((kind, text))
    if (text := given.get("returned")) and take("returned", text == "1", text):
        facets.append(("returned", "yes"))
    for name, field in _SWITCHES.items():
        if (text := given.get(name)) and take(name, text == "1", text):
            values[field] = True
    if (text := given.get("sector")) and take("sector", bool(_KEY.fullmatch(text)), text):
        values["sector"] = text
    if (text := given.get("tag")) and take("tag", "\x00" not in text, text):
        values["tag"] = text
    for name, later in (("since", 0), ("until", 1)):
        if text := given.get(name):
            day = read_day(text)
            if take(name, day is not None, text) and day:
                values[name] = day_begins(day + timedelta(days=later))
    if text := given.get("q"):
        phrases = search_phrases(text)
        if take("q", bool(phrases), text):
            values["phrases"] = phrases
    if (text := given.get("order")) and take("order", text in ORDERS, text):
        values["order"] = text
    page = given.get("page", "1")
    is_number = page.isascii() and page.isdecimal() and int(page[:6]) > 0 and len(page) <= 6
    if not is_number:
        left_out.append("page")
    return Asked(
        TalkFilter(facets=tuple(facets), **values),  # type: ignore[arg-type]
        fields,
        int(page) if is_number else 1,
        tuple(left_out),
    )
