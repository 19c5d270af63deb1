"""The console's doors in a browser: log-in, password, accounts, the access log; axe, 320 pixels, keyboard, the policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.store import access, accounts, logins
from bot.store.database import now, store
from bot.store.tables import Leader
from tests.browser.driver import Screen
from tests.web.conftest import Site, empty_databases, open_site, quick_passwords
from tests.web.desk import PASSWORD, add

__all__ = ["empty_databases", "open_site", "quick_passwords"]  # fixtures
At = Callable[..., Screen]
DIRECTORY = {
    "OIDC_ISSUER": "https://login.example",
    "OIDC_CLIENT_ID": "lederdialog",
    "OIDC_CLIENT_SECRET": "et-hemmeligt-ord",
    "OIDC_ROLES": "coaches=coach",
    "OIDC_NAME": "Prøvekommunen",
}
# Where a table of five columns may scroll by itself, in a region that the keyboard reaches.
TABLE = ("cut off or scrolled sideways: div.scroll", "outside the window: th.", "outside the window: td.")

_LARGE = ":root { font-size: 200%; }"


@pytest.fixture
def busy(open_site: Callable[..., Site], quick_passwords: None) -> Site:
    """Accounts in every state, and some looks."""
    site = open_site(**DIRECTORY)
    add("Admin", "admin")
    coach, locked, closed = add("Inge Østergård"), add("Bo", "trainer"), add("Kim Med Et Meget Langt Navn " + "x" * 40)
    for _ in range(10):
        logins.note_failure(store(), locked.id)
    accounts.close_account(store(), closed.id)
    accounts.enter_from_directory(store(), "https://login.example 7", "Eva", "coach")
    moment = now()
    times = {"created_at": moment, "last_seen_at": moment, "active_at": moment}
    with store().writing() as session:
        session.add(Leader(id="ane", sender_id="ane", sign="4F2A", **times))
    for what in ("read", "export", "print"):
        access.log_access(store(), coach, ["ane"], what)
    return site


@pytest.fixture
def at(chromium: Browser, busy: Site) -> Iterator[At]:
    """A browser in front of the console; none may complain of an error or of the page's policy."""
    screens: list[Screen] = []

    def start(width: int = 1280, **options: object) -> Screen:
        context = chromium.new_context(viewport={"width": width, "height": 800}, locale="da-DK", **options)
        screens.append(Screen(context, busy.url))
        return screens[-1]

    yield start
    complaints = [complaint for screen in screens for complaint in screen.complaints()]
    for screen in screens:
        screen.context.close()
    assert not complaints


def log_in(page: Page, name: str, password: str = PASSWORD) -> None:
    """Fill the form as it stands and send it."""
    page.get_by_label("Brugernavn").fill(name)
    page.get_by_label("Adgangskode", exact=True).fill(password)
    page.get_by_role("button", name="Log ind").click()


def walk(screen: Screen) -> Iterator[str]:
    """Each page that an admin meets, in each state; the name of the stop."""
    page = screen.page
    screen.provoked.append("status of 4")  # what is refused is refused with a status, which the browser writes down
    screen.open("/coach/accounts")
    expect(page.get_by_role("link", name="Log ind med Prøvekommunen")).to_be_visible()
    yield "log-in"
    log_in(page, "Admin", "en forkert sætning")
    expect(page.get_by_role("alert")).to_be_visible()
    yield "log-in, wrong"
    log_in(page, "Admin")
    expect(page.get_by_role("heading", name="Brugere", level=1)).to_be_visible()
    yield "accounts"
    for summary in page.locator("summary").all():
        summary.click()
    yield "accounts, open"
    page.get_by_label("Navn", exact=True).fill("Ny")
    page.get_by_role("button", name="Opret").click()
    expect(page.get_by_text("Adgangskode til Ny")).to_be_visible()
    yield "a new account"
    page.get_by_text("Ret Inge Østergård").click()
    page.get_by_role("listitem").filter(has_text="Inge Østergård").get_by_role("button", name="Luk").click()
    expect(page.get_by_role("status")).to_contain_text("lukket")
    yield "closed, to undo"
    page.get_by_role("button", name="Fortryd").click()
    expect(page.get_by_role("status")).to_contain_text("åben igen")
    page.get_by_text("Ret Admin").click()
    page.get_by_role("listitem").filter(has_text="Admin").get_by_role("button", name="Luk").first.click()
    expect(page.get_by_role("alert")).to_contain_text("eneste åbne administrator")
    yield "refused"
    page.get_by_role("link", name="Hvem har set hvad").click()
    expect(page.get_by_role("cell", name="Leder 4F2A").first).to_be_visible()
    yield "accesses"
    screen.open("/coach/accesses?since=x&account=Inge+%C3%98sterg%C3%A5rd")
    yield "accesses, filtered"
    screen.open("/coach/accesses?sign=0000")
    yield "accesses, none"
    page.get_by_role("link", name="Skift adgangskode").click()
    yield "password"
    page.get_by_label("Den nuværende").fill(PASSWORD)
    page.get_by_label("Den nye", exact=True).fill("kort")
    page.get_by_label("Den nye igen").fill("kort")
    page.get_by_role("button", name="Skift").click()
    expect(page.get_by_role("alert")).to_contain_text("for kort")
    yield "password, refused"
    screen.open("/coach")
    expect(page.get_by_text("ikke for din rolle")).to_be_visible()
    yield "another role's page"
    screen.open("/coach/accesses")
    page.get_by_role("button", name="Log ud").click()
    expect(page.get_by_role("status")).to_contain_text("logget ud")
    yield "logged out"
    screen.open("/coach/login?done=logged_out_here")
    expect(page.get_by_role("link", name="Log ud af Prøvekommunen")).to_be_visible()
    yield "logged out, not of the directory"


def test_axe_finds_nothing_in_light_and_dark(at: At) -> None:
    """On a wide screen, on every page and in every state."""
    screen, found = at(), dict[str, list[str]]()
    for stop in walk(screen):
        for scheme in ("light", "dark"):
            screen.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found[f"{stop}, {scheme}"] = screen.violations()
    assert len(found) == 30
    assert not {stop: violations for stop, violations in found.items() if violations}


def test_at_320_pixels_everything_fits(at: At) -> None:
    """Nothing is cut off but the table, which scrolls by itself; nor with text twice as large."""
    screen, found = at(width=320), dict[str, list[str]]()
    for stop in walk(screen):
        wrong = screen.violations() + screen.misfits() + screen.misfits(_LARGE)
        found[stop] = [each for each in wrong if not each.startswith(TABLE)]
    assert not {stop: wrong for stop, wrong in found.items() if wrong}


def test_logging_in_by_keyboard(at: At) -> None:
    """Name, password, Enter; the focus is to be seen on the way."""
    screen = at()
    screen.open("/coach/login")
    screen.tab_to(screen.page.get_by_label("Brugernavn"))
    screen.page.keyboard.type("Inge Østergård")
    screen.key("Tab")
    screen.page.keyboard.type(PASSWORD)
    screen.key("Enter")
    expect(screen.page.get_by_role("heading", name="Samtaler", level=1)).to_be_visible()


def test_a_password_from_an_admin_in_a_browser(at: At) -> None:
    """The admin reads it off, the coach logs in with it, must choose her own, and is in."""
    admin, coach = at(), at()
    admin.open("/coach/login")
    log_in(admin.page, "Admin")
    admin.page.get_by_label("Navn", exact=True).fill("Åse")
    admin.page.get_by_role("button", name="Opret").click()
    code = admin.page.locator(".code").inner_text()
    coach.open("/coach?theme=employees")
    log_in(coach.page, "Åse", code)
    expect(coach.page.get_by_text("gælder kun til at vælge din egen")).to_be_visible()
    coach.page.get_by_label("Den nuværende").fill(code)
    for label in ("Den nye", "Den nye igen"):
        coach.page.get_by_label(label, exact=True).fill("min helt egen sætning")
    coach.page.get_by_role("button", name="Skift").click()
    expect(coach.page.get_by_role("status")).to_contain_text("Adgangskoden er skiftet")
    expect(coach.page.get_by_role("heading", name="Samtaler", level=1)).to_be_visible()
