"""Days in Danish, read on Saturday 21 November 2026."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.language.dates import find_day, say_ago, say_day

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("inden jul", date(2026, 12, 23)),
        ("næste fredag", date(2026, 11, 27)),
        ("fredag i næste uge", date(2026, 11, 27)),
        ("1. marts", date(2027, 3, 1)),
        ("d. 15. januar 2027", date(2027, 1, 15)),
        ("den 3/12", date(2026, 12, 3)),
        ("3. december kl 10", date(2026, 12, 3)),
        ("i morgen", date(2026, 11, 22)),
        ("om 14 dage", date(2026, 12, 5)),
        ("om fjorten dage", date(2026, 12, 5)),
        ("om to uger", date(2026, 12, 5)),
        ("i uge 8", date(2027, 2, 26)),
        ("inden udgangen af januar", date(2027, 1, 31)),
        ("inden påske", date(2027, 3, 25)),
        ("jeg tager det op på teammødet på tirsdag", date(2026, 11, 24)),
    ],
)
def test_a_day_is_read(text: str, day: date) -> None:
    """As a Dane means it, never in the past."""
    found = find_day(text, TODAY)
    assert found is not None
    assert found.day == day


@pytest.mark.parametrize(
    "text", ["ved ikke", "når jeg får tid", "nu", "jeg tager 2 møder med dem", "til næste ledermøde", "24/7"]
)
def test_where_no_day_is_named_none_is_read(text: str) -> None:
    """Better none than a wrong one."""
    assert find_day(text, TODAY) is None


def test_days_and_spans_are_said_in_danish() -> None:
    """With the right prepositions."""
    assert say_day(date(2026, 11, 27)) == "fredag den 27. november 2026"
    assert say_ago(timedelta(days=9, hours=5)) == "for 9 dage siden"
    assert say_ago(timedelta(days=1)) == "for 1 dag siden"
    assert say_ago(timedelta(minutes=25)) == "for 25 minutter siden"
    assert say_ago(timedelta(days=62)) == "for 2 måneder siden"
