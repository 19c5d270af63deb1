"""WCAG 2.2 A and AA in every state of the page: axe, and that everything fits."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.driver import ANSWER, Screen
from tests.browser.walk import walk
from tests.conversations.driver import Assistant

# WCAG 2.2, 1.4.12
_SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }
"""
_LARGE = ":root { font-size: 200%; }"
_STATES = 26
_COLOURS = ("color-contrast", "link-in-text-block")  # all that another colour scheme can change


def test_axe_finds_nothing_in_any_state_in_light_and_dark(screen: Screen, assistant: Assistant) -> None:
    """One long way through the page on a wide screen."""
    found: dict[str, list[str]] = {}
    for stop in walk(screen, assistant):
        screen.page.emulate_media(color_scheme="light")
        found[stop] = screen.violations()
        screen.page.emulate_media(color_scheme="dark")
        found[f"{stop}, dark"] = screen.violations(*_COLOURS)
    assert len(found) >= 2 * _STATES
    assert not {stop: violations for stop, violations in found.items() if violations}


def test_at_320_pixels_axe_finds_nothing_and_everything_fits(open_screen: Open, assistant: Assistant) -> None:
    """Nothing is cut off or scrolls sideways: as it is, with the text spaced out, with the text twice as large."""
    screen = open_screen(width=320)
    found: dict[str, list[str]] = {}
    for stop in walk(screen, assistant):
        found[stop] = screen.violations() + screen.misfits()
        found[f"{stop}, spaced out"] = screen.misfits(_SPACING)
        found[f"{stop}, 200 %"] = screen.misfits(_LARGE)
    assert len(found) >= 3 * _STATES
    assert not {stop: wrong for stop, wrong in found.items() if wrong}


def test_at_200_percent_everything_fits_on_a_wide_screen(screen: Screen) -> None:
    """Text twice as large, as set in the browser."""
    screen.to_question(ANSWER, "giv mig et råd")
    assert not screen.misfits(_LARGE)
    screen.open_my_data()
    assert not screen.misfits(_LARGE)


def test_forced_colours_and_reduced_motion(open_screen: Open) -> None:
    """The page works, axe finds nothing, the typing sign is still, and switches show how they stand."""
    screen = open_screen(forced_colors="active", reduced_motion="reduce").to_question()
    name = screen.page.locator(".typing i").first.evaluate("dot => getComputedStyle(dot).animationName")
    assert name == "none"
    screen.say(ANSWER).say("giv mig et råd")
    screen.page.emulate_media(forced_colors="none")
    assert not screen.violations()  # axe reads our colours; the reader sees her own
    screen.page.emulate_media(forced_colors="active")
    bubble = screen.log.locator(".message.assistant .bubble").last
    assert bubble.evaluate("bubble => getComputedStyle(bubble).borderTopStyle") == "solid"
    panel = screen.open_my_data()
    on, off = panel.get_by_role("switch", name="Jeg vil tale"), panel.get_by_role("switch", name="Husk mig")
    expect(on).to_be_checked()
    expect(off).not_to_be_checked()
    assert on.screenshot() != off.screenshot()
    assert not [each for each in screen.violations() if not each.startswith("color-contrast")]


def test_the_typing_sign_moves_only_where_motion_is_wanted(screen: Screen) -> None:
    """It breathes by default, so the test above means something."""
    screen.to_question()
    name = screen.page.locator(".typing i").first.evaluate("dot => getComputedStyle(dot).animationName")
    assert name != "none"


def test_headings_and_landmarks_are_in_order(screen: Screen) -> None:
    """One h1, no level left out, and everything in a landmark, in the conversation as on the summary."""
    screen.to_question(ANSWER, "giv mig et råd")
    for path in ("/", "/summary"):
        screen.open(path)
        expect(screen.page.get_by_role("heading", level=1)).to_have_count(1)
        expect(screen.page.get_by_role("textbox").first).to_be_visible()
        assert not screen.violations("heading-order", "landmark-one-main", "page-has-heading-one")
        outside = screen.violations("region")
        assert not [each for each in outside if 'class="skip"' not in each]  # axe does not see where it leads
        assert screen.page.evaluate("document.documentElement.lang") == "da"
