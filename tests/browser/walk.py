"""One conversation past every state that the page can be in."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import expect

from bot.store.assessments import save_point
from bot.store.database import Store
from tests.browser.console import Coach
from tests.browser.driver import ANSWER, Screen
from tests.conversations.driver import Assistant

_POINTS = {
    "statements": ("statement-value", "4", None),
    "readiness": ("readiness-story", "no", "Vi mangler en fortælling."),
}


def walk(screen: Screen, assistant: Assistant) -> Iterator[str]:
    """Drive one conversation; stop, with its name, in each state."""
    page = screen.open().page
    expect(screen.button("Begynd")).to_be_visible()
    yield "first visit"
    page.get_by_text("Læs resten").click()
    page.get_by_text("Jeg har en kode").click()
    yield "details opened"
    screen.button("Begynd").click()
    expect(page.get_by_text("Sæt kryds ved")).to_be_visible()
    yield "talk not chosen"
    screen.choose("Husk mig")
    expect(screen.dialog).to_be_visible()
    yield "return code"
    screen.button("Jeg har skrevet den ned").click()
    screen.greeted()
    yield "greeting"
    yield from _summary(screen, "Der er ikke noget at vise endnu", "empty summary")
    yield from _conversation(screen)
    yield from _trouble(screen)
    for kind, (item, value, note) in _POINTS.items():
        sender = screen.visitor().sender(assistant.database)
        save_point(Store(assistant.settings.database_url), sender, kind, item, value, note)
    yield from _summary(screen, "Din opsummering", "filled summary")
    yield from _letter(screen, Coach(screen, assistant))
    yield from _my_data(screen)


def _conversation(screen: Screen) -> Iterator[str]:
    screen.press("Spring over").press("Medarbejderne")
    yield "question open"
    screen.say(ANSWER)
    yield "quick replies"
    fold = screen.page.locator(".fold")
    if fold.is_visible():
        fold.click()
        yield "wheel unfolded"
        fold.click()
    for text, kind, name in (
        ("giv mig et råd", "advice", "advice card"),
        ("giv mig et eksempel", "case", "case card"),
        ("hvad sagde jeg om skærmbesøg?", "recall", "recalled answer"),
    ):
        screen.say(text)
        expect(screen.log.locator(f".card.{kind}").last).to_be_visible()
        yield name
    screen.say("noter at jeg ringer til it-afdelingen på 12345678").say("inden jul").press("Ja, gem")
    expect(screen.log.locator(".note")).to_be_visible()
    yield "masked phone number"


def _trouble(screen: Screen) -> Iterator[str]:
    screen.box.fill("ord " * 1_200)
    yield "over-long text"
    screen.box.fill("")
    screen.cut_off()
    screen.say("Det her når ikke frem.")
    expect(screen.error).to_be_visible()
    yield "error"
    screen.reconnect()
    screen.box.fill("")


def _letter(screen: Screen, coach: Coach) -> Iterator[str]:
    coach.share().write("Skal vi tale om skærmbesøg på torsdag?").look(12).note("Spørg til teknikken")
    screen.page.reload()
    expect(screen.button("Svar coachen")).to_be_visible()
    yield "letter"
    screen.button("Svar coachen").click()
    yield "answering a letter"
    screen.page.get_by_role("textbox", name="Dit svar til coachen").fill("Ja, ring på 22 33 44 55.")
    screen.button("Send til coachen").click()
    expect(screen.button("Tag svaret tilbage")).to_be_visible()
    yield "letter answered"
    coach.share(False)
    screen.page.reload()
    expect(screen.page.get_by_text("den kan ikke besvares")).to_be_visible()
    expect(screen.log).to_have_attribute("aria-live", "polite")
    yield "letter closed"


def _my_data(screen: Screen) -> Iterator[str]:
    panel = screen.open_my_data()
    yield "Mine data"
    panel.get_by_text("Vis 2 ældre").click()
    panel.get_by_text("Beskeder i samtalen").first.click()
    panel.get_by_role("button", name="Ret: ").first.click()
    yield "mending an answer"
    panel.get_by_role("button", name="Fortryd").click()
    panel.get_by_role("button", name="Slet: ").first.click()
    yield "deleting an answer"
    panel.get_by_role("button", name="Behold").click()
    panel.get_by_role("switch", name="Del med coachen").click()
    expect(screen.button("Ja, del")).to_be_visible()
    yield "sharing asked about"
    screen.button("Ja, del").click()
    expect(screen.page.get_by_text("Det her, og ikke andet")).to_be_visible()
    yield "shared"
    screen.button("Luk samtalen på denne enhed").click()
    expect(screen.button("Ja, luk")).to_be_visible()
    yield "leaving asked about"
    screen.button("Nej, bliv her").click()
    screen.button("Slet alt").click()
    expect(screen.button("Ja, slet alt")).to_be_visible()
    yield "erasing asked about"
    screen.button("Ja, slet alt").click()
    expect(screen.page.get_by_role("heading", name="Alt er slettet")).to_be_visible()
    yield "receipt"


def _summary(screen: Screen, title: str, name: str) -> Iterator[str]:
    screen.open("/summary")
    expect(screen.page.get_by_role("heading", name=title)).to_be_visible()
    yield name
    screen.open()
    expect(screen.log.locator(".message").last).to_be_visible()
    expect(screen.log).to_have_attribute("aria-live", "polite")
