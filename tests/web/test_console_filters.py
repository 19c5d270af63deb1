"""The address of the list: what it asks for, and what becomes of an address that asks for nonsense."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.store.talk_lists import TalkFilter
from bot.web.console.filters import read_filter


def test_parts_combine_and_come_back_as_they_were() -> None:
    """What was understood stands in the address again, in another order perhaps, and asks for the same."""
    params = {
        "theme": "employees",
        "stopped": "employees-ethics",
        "unread": "1",
        "q": '"sige nej" systemer',
        "order": "first",
    }
    asked = read_filter(params)
    assert dict(asked.fields) == params
    assert set(asked.wanted.facets) == {("theme", "employees"), ("stopped", "employees-ethics")}
    assert asked.wanted.is_unread
    assert asked.wanted.phrases == (("sig", "nej"), ("system",))
    assert not asked.left_out


def test_days_are_danish_and_both_are_included() -> None:
    """From midnight in Denmark to the midnight after the last day, in summer and in winter."""
    wanted = read_filter({"since": "2026-07-01", "until": "2026-11-02"}).wanted
    assert wanted.since == datetime(2026, 6, 30, 22, tzinfo=timezone.utc)
    assert wanted.until == datetime(2026, 11, 2, 23, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "employees'; DROP TABLE talks"),
        ("stopped", "æ"),
        ("unread", "ja"),
        ("returned", "2"),
        ("since", "31-12-2026"),
        ("since", "2026-02-30"),
        ("until", "9999-12-31"),
        ("until", "0001-01-01"),
        ("order", "words"),
        ("q", "!?«»"),
        ("tag", "a\x00b"),
        ("page", "0"),
        ("page", "-1"),
        ("page", "1e9"),
        ("page", "99999999999999999999"),
        ("page", "²"),
    ],
)
def test_what_cannot_be_understood_is_left_out_and_said(name: str, value: str) -> None:
    """The rest of the filter holds."""
    asked = read_filter({"sector": "state", name: value})
    assert asked.left_out == (name,)
    assert dict(asked.fields) == {"sector": "state"}
    assert asked.wanted == TalkFilter(sector="state")
    assert asked.page == 1


@given(some.dictionaries(some.sampled_from(["theme", "tag", "since", "q", "order", "page", "week", "x"]), some.text()))
def test_nothing_makes_it_fail_and_a_second_reading_changes_nothing(params: dict[str, str]) -> None:
    """Whatever stands in an address."""
    asked = read_filter(params)
    assert read_filter(asked.fields).fields == asked.fields
    assert asked.page >= 1
