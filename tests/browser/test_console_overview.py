"""The overview and the page for print in a browser: axe, a strict policy, small screens, and a bar that leads to the list."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from bot.web.console.guard import COOKIE
from tests.browser.driver import Screen
from tests.web.conftest import Site, empty_databases, open_site, site
from tests.web.shared_talks import QUESTION, reader, turn, write_talk

__all__ = ["empty_databases", "open_site", "site"]  # fixtures
At = Callable[..., Screen]


@pytest.fixture
def at(chromium: Browser, site: Site) -> Iterator[At]:
    """A coach's screen in front of some conversations; none may complain of an error or of the page's policy."""
    for number in range(8):
        stopped = QUESTION if number < 6 else "employees-ethics"
        more = turn("hvad nu", intent="nlu_fallback") if number % 2 else ()
        write_talk(site, f"s{number}", stopped=stopped, action="Holde et møde", shown="advice-02", events=more)
    cookie = {"name": COOKIE, "value": reader(site).cookies[COOKIE], "url": site.url}
    screens: list[Screen] = []

    def start(width: int = 1280, **options: object) -> Screen:
        context = chromium.new_context(viewport={"width": width, "height": 800}, locale="da-DK", **options)
        context.add_cookies([cookie])
        screens.append(Screen(context, site.url))
        return screens[-1]

    yield start
    complaints = [complaint for screen in screens for complaint in screen.complaints()]
    for screen in screens:
        screen.context.close()
    assert not complaints


def open_tables(screen: Screen) -> Screen:
    """Open the overview and each table behind a plot."""
    screen.open("/coach/overview")
    for summary in screen.page.locator("summary").all():
        summary.click()
    return screen


def test_axe_finds_nothing_on_the_overview(at: At) -> None:
    """In light and dark, with the tables closed and open."""
    for scheme in ("light", "dark"):
        screen = at(color_scheme=scheme)
        assert not screen.open("/coach/overview").violations()
        assert not open_tables(screen).violations()


def test_axe_finds_nothing_on_the_page_for_print(at: At) -> None:
    """On the screen and as it is printed."""
    screen = at().open("/coach")
    screen.page.goto(screen.url + str(screen.page.locator("table a").first.get_attribute("href")) + "/print")
    assert not screen.violations()
    screen.page.emulate_media(media="print")
    assert not screen.violations()
    expect(screen.page.get_by_role("navigation", name="Sider", exact=True)).to_be_hidden()
    expect(screen.page.get_by_text("Vi øver os hver onsdag.").first).to_be_visible()


def test_plots_fit_small_screens(at: At) -> None:
    """At 320 pixels the page does not scroll sideways; a plot does so in a region that the keyboard reaches."""
    screen = open_tables(at(width=320))
    assert screen.page.evaluate("document.scrollingElement.scrollWidth") == 320
    plot = screen.page.get_by_role("region", name="Diagram: Hvor ledere er stoppet")
    assert plot.evaluate("plot => plot.scrollWidth > plot.clientWidth")
    plot.focus()
    screen.key("ArrowRight")
    screen.page.wait_for_function("plot => plot.scrollLeft > 0", arg=plot.element_handle())
    letters = plot.locator("text").first.evaluate("text => text.getBoundingClientRect().height")
    assert letters >= 12
    assert not screen.violations()


def test_behind_each_plot_stands_its_table(at: At) -> None:
    """What the eye sees as bars, a screen reader reads as rows: the plot itself is hidden from it."""
    screen = open_tables(at())
    figures = screen.page.locator("section.figure")
    assert figures.count() == 7
    for figure in figures.all():
        expect(figure.get_by_role("table")).to_be_visible()
        assert figure.locator("svg").count() == 0 or figure.locator("svg").get_attribute("aria-hidden") == "true"
    assert figures.locator("svg").count() == 5  # nobody came back, nobody went deeper


def test_bars_have_the_pages_colours(at: At) -> None:
    """The policy lets no style of the plot's own through: the page's style sheet gives them."""
    screen = at(color_scheme="dark").open("/coach/overview")
    bar = screen.page.locator("svg .bar rect").first
    assert bar.evaluate("bar => getComputedStyle(bar).fill") == "rgb(143, 208, 198)"


def test_a_bar_leads_to_its_conversations(at: At) -> None:
    """As the number in the table does."""
    screen = at().open("/coach/overview")
    link = screen.page.locator("section:has(#wheel) svg a").first
    address = link.get_attribute("href")
    assert address == "/coach?begun=employees"
    link.locator("rect").click()
    screen.page.wait_for_url(f"**{address}")
    expect(screen.page.get_by_text("8 samtaler")).to_be_visible()
    screen = open_tables(at())
    screen.page.get_by_role("link", name="8, Medarbejderne: vis samtalerne").click()
    screen.page.wait_for_url(f"**{address}")


def test_the_keyboard_reaches_the_numbers_and_not_the_bars_twice(at: At) -> None:
    """Links of the plot are for the mouse; Tab goes from the plot's region to the table."""
    screen = open_tables(at())
    screen.page.get_by_role("link", name="Overblik").focus()
    screen.tab_to(screen.page.get_by_role("link", name="8, Medarbejderne: vis samtalerne"))
    assert screen.page.locator("svg a:not([tabindex='-1'])").count() == 0


def test_in_forced_colours_the_bars_stand_out(at: At) -> None:
    """In the reader's own colours, each kind of bar in another."""
    screen = at(forced_colors="active").open("/coach/overview")
    bar = screen.page.locator("svg .color-0 rect").first
    ground = screen.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert bar.evaluate("bar => getComputedStyle(bar).fill") != ground
    assert bar.evaluate("bar => getComputedStyle(bar).stroke") != ground
