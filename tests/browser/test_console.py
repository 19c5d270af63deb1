"""The console in Chromium: axe in every state, errands by keyboard and without JavaScript, 320 pixels, paper."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from bot.store.accounts import add_account
from bot.store.commitments import save_commitment
from bot.store.database import store
from bot.store.suggestions import note_shown
from bot.web.console.guard import COOKIE
from bot.web.console.passwords import hash_password
from tests.browser.conftest import Open
from tests.browser.driver import Screen
from tests.conversations.driver import Assistant
from tests.web.conftest import _CACHED
from tests.web.talkers import Reader, Talker

PASSWORD = "tre blå både på fjorden"
LONG = "Vi har teammøder hver onsdag, hvor vi øver os på skærmbesøg, og medarbejderne er usikre på teknikken. " * 3
GRAINS = """
rug byg havre hvede majs ris hirse quinoa boghvede spelt emmer durum linser ærter bønner kål roer porre løg selleri fennikel
""".split()  # as unlike as messages can be
_LARGE = ":root { font-size: 200%; }"
_COLOURS = ("color-contrast", "link-in-text-block")


@dataclass
class Console:
    """What stands in the console, and people who log in to it."""

    signs: list[str]
    open_screen: Open
    home: str

    def enter(self, role: str, path: str, **options: object) -> Screen:
        """Somebody new, logged in, with a page open."""
        screen = self.open_screen(**options)
        reader = Reader(self.home, f"{role} {secrets.token_hex(3)}", role)
        screen.context.add_cookies([{"name": COOKIE, "value": reader.client.cookies[COOKIE], "url": self.home}])
        return screen.open(path)


@pytest.fixture
def console(assistant: Assistant, open_screen: Open) -> Iterator[Console]:
    """Three leaders who stopped at the same question, one of them after a long talk in two visits."""
    for cached in _CACHED:
        cached.cache_clear()
    signs = []
    for number in range(3):
        talker = Talker().answers("employees", "employees-safety", LONG, hours=30)
        for turn in range(30 if number == 0 else 1):
            talker.answers("mindset", "mindset-curiosity", f"Jeg spørger {turn}. {LONG}")
        talker.asked("employees", "employees-ethics").puzzles(f"blomkål {secrets.token_hex(4)}")
        save_commitment(store(), talker.sender, "employees", "Jeg ringer til it.", None, "inden jul")
        note_shown(store(), talker.sender, "advice", "advice-03", "employees", "onsdag")
        signs.append(talker.share())
    yield Console(signs, open_screen, f"http://127.0.0.1:{assistant.settings.web_port}")
    for cached in _CACHED:
        cached.cache_clear()


def _said(screen: Screen, sentence: str) -> None:
    expect(screen.page.locator(".done")).to_contain_text(sentence)


def walk(console: Console, enter: Callable[[str, str], Screen]) -> Iterator[tuple[str, Screen]]:
    """Every page and state of list, conversation and inbox; stops, with its name, in each."""
    sign = console.signs[0]
    yield "log-in", console.open_screen().open("/coach/login")
    screen = enter("coach", "/coach")
    page = screen.page
    yield "list", screen
    screen.open("/coach?stopped=employees-ethics&q=onsdag&since=x&sector=social-health")
    yield "filtered, with something left out", screen
    page.get_by_text("Gem søgningen").first.click()
    page.get_by_label("Navn").fill("Den lange søgning om onsdage")
    page.get_by_role("button", name="Gem søgningen").click()
    _said(screen, "Søgningen er gemt.")
    yield "search saved", screen
    yield "nobody found", screen.open("/coach?q=findesikke&sector=state")
    yield "newest visit", screen.open(f"/coach/talks/{sign}")
    yield "searched", screen.open(f"/coach/talks/{sign}?q=onsdag")
    turn = page.locator(".hers").last
    turn.get_by_text("Notér eller meld").click()
    yield "about a message", screen
    turn.get_by_label("Note til beskeden").fill("Spørg ind til det. " * 20)
    turn.get_by_role("button", name="Gem note").click()
    _said(screen, "Noten er gemt.")
    page.locator(".hers").last.get_by_text("Notér eller meld").click()
    page.locator(".hers").last.get_by_role("button", name="dårligt formuleret").click()
    _said(screen, "Meddelelsen er sendt")
    page.get_by_label("Nyt mærke").fill("opfølgning")
    page.get_by_role("button", name="Sæt på").click()
    _said(screen, "Mærket er sat på.")
    page.get_by_label("Din besked").fill("Skal vi tales ved?")
    page.get_by_role("button", name="Send").click()
    _said(screen, "Beskeden vises")
    page.get_by_role("button", name="Markér som gennemgået").click()
    _said(screen, "Samtalen er gennemgået.")
    yield "with all that can be put on it", screen
    screen.provoked.append("404")
    yield "not there", screen.open("/coach/talks/FFFF")
    screen = enter("trainer", "/trainer")
    page = screen.page
    yield "inbox", screen
    page.get_by_text("Mærk ord i sætningen").first.click()
    page.get_by_label("Ord", exact=True).first.fill("rådhus")
    page.get_by_label("betyder").first.select_option("sector=administration")
    screen.provoked.append("422")
    page.get_by_role("button", name="Læg til side").first.click()
    _said(screen, "står ikke i sætningen")
    yield "words not found", screen
    page.get_by_label("Ord", exact=True).first.fill("")
    page.get_by_role("button", name="Læg til side").first.click()
    _said(screen, "Afgørelsen er gemt.")
    yield "decided", screen
    yield "all that is decided", screen.open("/trainer?show=decided")
    yield "a trainer's conversation", screen.open(f"/coach/talks/{sign}?visit=all")


def test_axe_finds_nothing_in_any_state_in_light_and_dark(console: Console) -> None:
    """On a wide screen."""
    found: dict[str, list[str]] = {}
    for stop, screen in walk(console, console.enter):
        screen.page.emulate_media(color_scheme="light")
        found[stop] = screen.violations()
        screen.page.emulate_media(color_scheme="dark")
        found[f"{stop}, dark"] = screen.violations(*_COLOURS)
    assert len(found) >= 28
    assert not {stop: wrong for stop, wrong in found.items() if wrong}


def test_at_320_pixels_everything_fits(console: Console) -> None:
    """Nothing scrolls sideways or is cut off, also with the text twice as large; axe finds nothing."""
    found: dict[str, list[str]] = {}
    for stop, screen in walk(console, lambda role, path: console.enter(role, path, width=320)):
        found[stop] = screen.violations() + screen.misfits()
        found[f"{stop}, 200 %"] = screen.misfits(_LARGE)
    assert not {stop: wrong for stop, wrong in found.items() if wrong}


def test_the_coachs_errand_by_keyboard_alone(console: Console) -> None:
    """Log in, find who stopped at the same question, read the next, note, undo, tag, flag, write back."""
    name = f"Coach {secrets.token_hex(3)}"
    add_account(store(), name, "coach", hash_password(PASSWORD, name))
    screen = console.open_screen().open("/coach")
    page = screen.page
    screen.tab_to(page.get_by_label("Brugernavn"))
    page.keyboard.type(name)
    screen.key("Tab")
    page.keyboard.type(PASSWORD)
    screen.key("Enter")
    screen.tab_to(page.get_by_role("link", name="De etiske spørgsmål").first).key("Enter")
    expect(page.get_by_text("Står ved spørgsmålet: De etiske")).to_be_visible()
    screen.tab_to(page.locator("tbody th a").first).key("Enter")
    expect(page.get_by_text(re.compile(r"^1 af \d+$"))).to_be_visible()
    screen.key("j")
    expect(page.get_by_text(re.compile(r"^2 af \d+$"))).to_be_visible()
    screen.key("k")
    expect(page.get_by_text(re.compile(r"^1 af \d+$"))).to_be_visible()
    screen.tab_to(page.get_by_label("På denne side").get_by_role("link", name="Noter")).key("Enter")
    screen.tab_to(page.get_by_label("Ny note"))
    page.keyboard.type("Spørg ind til jul, zoner og kaffe.")  # letters that are keys elsewhere
    screen.tab_to(page.get_by_role("button", name="Gem note").last).key("Enter")
    _said(screen, "Noten er gemt.")
    expect(page.locator("#notes")).to_be_in_viewport()
    screen.key("z")
    _said(screen, "Noten er fjernet.")
    screen.key("z")
    _said(screen, "Noten er tilbage.")
    expect(page.get_by_text("Spørg ind til jul, zoner og kaffe.")).to_be_visible()
    screen.back_to(page.get_by_label("Nyt mærke"))
    page.keyboard.type("opfølgning")
    screen.key("Enter")
    _said(screen, "Mærket er sat på.")
    screen.tab_to(page.get_by_label("Din besked"))
    page.keyboard.type("Skal vi tales ved?")
    screen.tab_to(page.get_by_role("button", name="Send")).key("Enter")
    _said(screen, "Beskeden vises")
    open_note = page.locator(".hers").last.locator("summary")
    open_note.focus()
    screen.key("Enter")
    screen.tab_to(page.locator(".hers").last.get_by_role("button", name="misforstået")).key("Enter")
    _said(screen, "Meddelelsen er sendt til trænerne.")
    expect(page.locator(".hers").last).to_be_in_viewport()
    expect(page.locator(".hers").last).to_be_focused()


def test_twenty_decisions_by_keyboard_and_the_keys_can_be_turned_off(console: Console) -> None:
    """Each key decides and the next group has focus; with the keys off nothing happens; the choice is remembered."""
    talker = Talker()
    for each in GRAINS:
        talker.puzzles(f"{each} {secrets.token_hex(3)} {each[::-1]}")
    talker.share()
    screen = console.enter("trainer", "/trainer")
    page = screen.page
    waiting = page.get_by_role("link", name="Venter")
    before = int(re.findall(r"\d+", waiting.inner_text())[0])
    screen.key("j")
    for number in range(20):
        expect(page.locator(".group:focus")).to_have_count(1)
        screen.key("1" if number % 2 else "0")
        expect(waiting).to_have_text(f"Venter ({before - number - 1})")
    screen.key("z")
    _said(screen, "Afgørelsen er taget tilbage.")
    screen.back_to(page.get_by_role("button", name="Slå tasterne fra")).key("Enter")
    expect(page.get_by_role("button", name="Slå tasterne til")).to_be_visible()
    screen.open("/trainer")
    expect(page.get_by_role("button", name="Slå tasterne til")).to_be_visible()
    screen.key("j").key("0")
    expect(page.locator(".group:focus")).to_have_count(0)
    expect(waiting).to_have_text(f"Venter ({before - 19})")


def test_without_javascript(console: Console) -> None:
    """The whole errand by forms and links."""
    sign = console.signs[0]
    screen = console.enter("coach", "/coach", java_script_enabled=False)
    page = screen.page
    page.get_by_label("Søg i det").fill("onsdag")
    page.get_by_role("button", name="Vis", exact=True).click()
    page.locator(f'tbody a[href^="/coach/talks/{sign}"]').click()
    page.get_by_label("På denne side").get_by_role("link", name="Første fund").click()
    assert "#turn-" in page.url
    page.get_by_label("Ny note").fill("Uden script.")
    page.get_by_role("button", name="Gem note").last.click()
    assert "Noten er gemt." in page.locator(".done").inner_text()
    page.locator(".done").get_by_role("button", name="Fortryd").click()
    assert "Noten er fjernet." in page.locator(".done").inner_text()
    screen = console.enter("trainer", "/trainer", java_script_enabled=False)
    assert not screen.page.get_by_text("Tasterne J og K").is_visible()
    screen.page.get_by_role("button", name="Læg til side").first.click()
    assert "Afgørelsen er gemt." in screen.page.locator(".done").inner_text()


def test_what_was_done_is_read_aloud_and_stands_first_in_the_title(console: Console) -> None:
    """The page opens at the form; a screen reader hears what came of it all the same."""
    screen = console.enter("coach", f"/coach/talks/{console.signs[1]}")
    screen.page.get_by_label("Nyt mærke").fill("hørt")
    screen.page.get_by_role("button", name="Sæt på").click()
    _said(screen, "Mærket er sat på.")
    expect(screen.page).to_have_title(re.compile("^Mærket er sat på. Leder "))
    expect(screen.page.locator("[role=status].unseen")).to_have_text("Mærket er sat på.")


def test_a_conversation_on_paper(console: Console) -> None:
    """The words and what was put on them; no menus, forms or hints."""
    screen = console.enter("coach", f"/coach/talks/{console.signs[0]}?visit=all")
    screen.page.emulate_media(media="print")
    expect(screen.page.locator(".hers .words").first).to_be_visible()
    for hidden in ("header", "nav", "form", "summary", ".hint"):
        assert not [each for each in screen.page.locator(hidden).all() if each.is_visible()], hidden
