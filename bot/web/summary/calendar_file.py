"""The summary's actions as calendar entries that remind."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone

from icalendar import Alarm, Calendar, Event

from bot.language.dates import ZONE
from bot.web.summary.parts import Summary, Wording, to_remind_of

REMIND_AT = time(8, 0)
_QUARTER = timedelta(minutes=15)
_SUBJECT_LENGTH = 200  # Outlook cuts a subject at 255 characters


def calendar_bytes(summary: Summary, words: Wording, moment: datetime) -> bytes:
    """The actions that have a day, as iCalendar.

    A quarter of an hour at 8.15, with a reminder at eight, not an all-day entry: Outlook counts a reminder backwards
    from the start only ([MS-OXCICAL] 2.1.3.1.1.20.62 takes the trigger's absolute value), so an all-day entry, which
    starts at midnight, cannot remind in the morning. Nor does it take a VTODO from a file as a task that reminds.
    Times are UTC, which spares a VTIMEZONE. The same action has the same UID each time, so that the newer replaces the
    older. The entries are private and take no time, since many calendars are open to colleagues.

    Args:
        summary: what the page shows; only what `to_remind_of` gives is used.
        words: the wording.
        moment: now, UTC.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Lederdialog//Summary//DA")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for action in to_remind_of(summary):
        assert action.due is not None
        start = datetime.combine(action.due, REMIND_AT, ZONE).astimezone(timezone.utc) + _QUARTER
        subject = " ".join(action.text.split())
        if len(subject) > _SUBJECT_LENGTH:
            subject = subject[: _SUBJECT_LENGTH - 1].rstrip() + "…"
        event = Event()
        event.add("uid", f"{action.key}@lederdialog")
        event.add("dtstamp", moment)
        event.add("last-modified", moment)
        event.add("dtstart", start)
        event.add("dtend", start + _QUARTER)
        event.add("summary", subject)
        event.add("description", f"{action.text.strip()}\n\n{words['calendar_description']}")
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        event.add("x-microsoft-cdo-busystatus", "FREE")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", -_QUARTER)
        alarm.add("description", subject)
        event.add_component(alarm)
        calendar.add_component(event)
    return calendar.to_ical()
