"""The wheel draws as many themes as the trainers have written: three to eight."""

from __future__ import annotations

from itertools import combinations

import pytest
from playwright.sync_api import expect

from tests.browser.driver import Screen

TITLES = [
    "Digitalt mindset",
    "Omverdenen",
    "Organisationen",
    "Medarbejderne",
    "Tid og penge",
    "Samarbejdet",
    "Nye teknologier",
    "Data og etik",
]


def _themes(count: int) -> list[dict[str, object]]:
    said = {"answered": 2, "skipped": 1, "total": 4}
    return [
        {"id": f"theme-{i}", "title": title, **said, "current": i == 1, "payload": f'/choose_theme{{"theme": "{i}"}}'}
        for i, title in enumerate(TITLES[:count])
    ]


@pytest.mark.parametrize("count", range(3, len(TITLES) + 1))
def test_any_number_of_themes_fits(screen: Screen, count: int) -> None:
    """A field and a part of the rim for each, none over another, no text outside its field."""
    screen.page.route("**/api/progress", lambda route: route.fulfill(json={"themes": _themes(count)}))
    screen.to_question()
    fields = screen.page.locator(".wheel .field")
    expect(fields).to_have_count(count)
    assert [title.split(":")[0] for title in fields.evaluate_all("all => all.map(e => e.ariaLabel)")] == TITLES[:count]
    for name in ("track", "answered", "skipped"):
        expect(screen.page.locator(f"path.{name}")).to_have_count(count)
    boxes = [field.bounding_box() for field in fields.all()]
    for one, other in combinations([box for box in boxes if box], 2):
        apart_x = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
        apart_y = one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
        assert apart_x or apart_y
    assert not screen.misfits()
    assert not screen.violations()
