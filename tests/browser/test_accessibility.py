"""WCAG 2.2 A and AA in every state of the page: axe, and that everything fits."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.walk import walk
from tests.conversations.driver import Assistant

# WCAG 2.2, 1.4.12
_SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }
"""
_LARGE = ":root { font-size: 200%; }"


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"width": 1280}, id="light"),
        pytest.param({"width": 1280, "color_scheme": "dark"}, id="dark"),
        pytest.param({"width": 320}, id="narrow"),
        pytest.param({"width": 1280, "forced_colors": "active", "reduced_motion": "reduce"}, id="forced colours"),
    ],
)
def test_axe_finds_nothing_in_any_state(options: dict[str, object], open_screen: Open, assistant: Assistant) -> None:
    """No violation of A or AA anywhere on one long way through the page."""
    screen = open_screen(**options)
    colours = "forced_colors" not in options  # then axe reads ours, and the screen shows the user's
    found = {stop: screen.violations(colours=colours) for stop in walk(screen, assistant)}
    assert len(found) > 20
    assert not {stop: violations for stop, violations in found.items() if violations}


def test_everything_fits_at_320_pixels(open_screen: Open, assistant: Assistant) -> None:
    """Nothing is cut off or scrolls sideways: as it is, with the text spaced out, with the text twice as large."""
    screen = open_screen(width=320)
    ways = {"as it is": "", "spaced out": _SPACING, "200 %": _LARGE}
    found = {f"{stop}, {way}": screen.misfits(css) for stop in walk(screen, assistant) for way, css in ways.items()}
    assert not {stop: misfits for stop, misfits in found.items() if misfits}


def test_reduced_motion_stills_the_typing_sign(open_screen: Open) -> None:
    """What moves by itself moves only for those who have not asked for stillness."""
    for motion, moves in (("no-preference", True), ("reduce", False)):
        screen = open_screen(reduced_motion=motion).begin()
        name = screen.page.locator(".typing i").first.evaluate("dot => getComputedStyle(dot).animationName")
        assert (name != "none") == moves
        expect(screen.reply("Spring over")).to_be_visible()
