"""Days in Danish: reading "inden jul" or "næste fredag", and saying "for 9 dage siden"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta
from dateparser.search import search_dates
from dateutil.easter import easter

ZONE = ZoneInfo("Europe/Copenhagen")
_WEEKDAYS = ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"]
_MONTHS = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
]
_BEFORE = r"(?P<lead>(?:inden|senest|før|til|i løbet af|omkring|efter)\s+)?"
# Landmarks of the Danish year, as month and day; what dateparser does not know.
_LANDMARKS = {
    r"jul(?:en|eferien)?": (12, 23),
    r"nytår(?:et)?|årsskiftet|årets udgang|udgangen af året": (12, 31),
    r"vinterferien": (2, 12),
    r"forår(?:et)?": (5, 31),
    r"sommerferien": (6, 26),
    r"sommer(?:en)?": (8, 31),
    r"efterårsferien": (10, 9),
    r"efterår(?:et)?": (11, 30),
}
_WORD_DAYS = {
    "fjorten": "14",
    "to": "2",
    "tre": "3",
    "fire": "4",
    "fem": "5",
    "seks": "6",
    "otte": "8",
    "en": "1",
    "et": "1",
}


def local_day(moment: datetime) -> date:
    """The day in Denmark."""
    return moment.astimezone(ZONE).date()


@dataclass(frozen=True)
class FoundDay:
    """A day that a text names, and the piece of the text that names it."""

    day: date
    text: str


def _coming(month: int, day: int, today: date) -> date:
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)


def _end_of_month(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _landmark(text: str, today: date) -> FoundDay | None:
    for pattern, (month, day) in _LANDMARKS.items():
        if match := re.search(rf"{_BEFORE}\b(?:{pattern})\b", text):
            return FoundDay(_coming(month, day, today), match.group())
    if match := re.search(rf"{_BEFORE}\bpåske(?:n|ferien)?\b", text):
        this_year = easter(today.year) - timedelta(days=3)
        return FoundDay(this_year if this_year >= today else easter(today.year + 1) - timedelta(days=3), match.group())
    if match := re.search(rf"{_BEFORE}(?:udgangen|slutningen) af ({'|'.join(_MONTHS)})\b", text):
        month = _MONTHS.index(match.group(2)) + 1
        year = today.year + (month < today.month)
        return FoundDay(_end_of_month(year, month), match.group())
    if match := re.search(rf"{_BEFORE}(?:udgangen|slutningen) af måneden\b", text):
        return FoundDay(_end_of_month(today.year, today.month), match.group())
    return None


def _week(text: str, today: date) -> FoundDay | None:
    if match := re.search(r"\b(?:i |senest i |inden )?uge (\d{1,2})\b", text):
        week = int(match.group(1))
        if 1 <= week <= 52:
            friday = date.fromisocalendar(today.year, week, 5)
            return FoundDay(friday if friday >= today else date.fromisocalendar(today.year + 1, week, 5), match.group())
    if match := re.search(rf"\b(?:på |næste )?({'|'.join(_WEEKDAYS)}) i næste uge\b", text):
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7)
        return FoundDay(monday + timedelta(days=_WEEKDAYS.index(match.group(1))), match.group())
    if match := re.search(rf"\bnæste ({'|'.join(_WEEKDAYS)})\b", text):
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7)
        return FoundDay(monday + timedelta(days=_WEEKDAYS.index(match.group(1))), match.group())
    if match := re.search(r"\b(?:i |inden |senest )?næste uge\b", text):
        return FoundDay(today - timedelta(days=today.weekday()) + timedelta(days=11), match.group())
    if match := re.search(r"\b(?:i |inden )?(?:denne uge|ugens udgang|weekenden)\b", text):
        friday = today - timedelta(days=today.weekday()) + timedelta(days=4)
        return FoundDay(max(friday, today), match.group())
    return None


def _figures(text: str, today: date) -> FoundDay | None:
    for match in re.finditer(r"\b(?:den |d\. ?|senest |inden )?(\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}|\d{2}))?\b", text):
        day, month, year = int(match.group(1)), int(match.group(2)), match.group(3)
        try:
            if year:
                return FoundDay(date(int(year) % 100 + 2000, month, day), match.group())
            return FoundDay(_coming(month, day, today), match.group())
        except ValueError:
            continue  # "30/2" names no day
    return None


def _counted(text: str, today: date) -> FoundDay | None:
    match = re.search(
        r"\b(?:om|inden for|indenfor) (\d{1,3}|" + "|".join(_WORD_DAYS) + r") (dage?|uger?|måned(?:er)?)\b", text
    )
    if not match:
        return None
    count = int(_WORD_DAYS.get(match.group(1), match.group(1)))
    unit = match.group(2)
    days = count if unit.startswith("dag") else count * 7 if unit.startswith("uge") else count * 30
    return FoundDay(today + timedelta(days=days), match.group())


def find_day(text: str, today: date) -> FoundDay | None:
    """The day that the text names, never before today.

    Args:
        text: what the leader wrote, e.g. "inden jul", "næste fredag", "1. marts".
        today: the day on which it was written.

    Returns:
        The day and the words that name it, or None where none can be read.
    """
    lower = text.lower().replace("24/7", "")  # round the clock is no day
    for read in (_week, _counted, _landmark, _figures):
        if (found := read(lower, today)) and found.day >= today:
            return found
    lower = re.sub(r"\bkl\.? ?\d{1,2}(?:[.:]\d{2})?", "", lower)  # dateparser takes the hour for a year
    settings = {
        "PREFER_DATES_FROM": "future",
        "RELATIVE_BASE": datetime.combine(today, datetime.min.time()),
        "DATE_ORDER": "DMY",
        "PREFER_DAY_OF_MONTH": "last",
    }
    for words, moment in search_dates(lower, languages=["da"], settings=settings) or []:
        # A bare figure or a lone short word is no day: "2 møder", "nu".
        if today <= moment.date() <= today + timedelta(days=3 * 366) and not words.isdigit() and len(words) > 2:
            return FoundDay(moment.date(), words)
    return None


def say_day(day: date) -> str:
    """ "fredag den 27. november 2026"."""
    return format_date(day, "EEEE 'den' d. MMMM y", locale="da")


def say_date(day: date) -> str:
    """ "27. november 2026"."""
    return format_date(day, "d. MMMM y", locale="da")


def say_ago(span: timedelta) -> str:
    """ "for 9 dage siden"; whole days from one day up, never less than a minute."""
    if span >= timedelta(days=60):
        return format_timedelta(-span, granularity="month", add_direction=True, locale="da")
    if span >= timedelta(days=1):
        return format_timedelta(
            -timedelta(days=span.days), granularity="day", threshold=90, add_direction=True, locale="da"
        )
    return format_timedelta(-max(span, timedelta(minutes=1)), granularity="minute", add_direction=True, locale="da")
