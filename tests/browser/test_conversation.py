"""Writing, pressing, reloading and failing: nothing of hers is lost, nothing is stored twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.driver import ANSWER, EMPLOYEES, Screen

SCRIPT = "<img src=x onerror=alert(1)><script>alert(2)</script> «javascript:alert(3)» Vi øver os hver onsdag."


def test_a_reload_in_the_middle_restores_everything(screen: Screen) -> None:
    """The conversation, the quick replies that are open, and the draft in the box."""
    screen.to_question().say(ANSWER)
    screen.box.fill("Jeg var ved at skrive")
    said = screen.log.locator(".message").all_inner_texts()
    screen.page.reload()
    expect(screen.reply("Næste spørgsmål")).to_be_visible()
    assert screen.log.locator(".message").all_inner_texts() == said
    expect(screen.box).to_have_value("Jeg var ved at skrive")
    screen.press("Gå dybere")
    expect(screen.box).to_have_value("Jeg var ved at skrive")
    expect(screen.reply("Næste spørgsmål")).to_have_count(0)


@pytest.mark.parametrize(
    ("arrived", "again"),
    [(False, "Prøv igen"), (True, "Prøv igen"), (True, "Send")],
    ids=["lost on the way there", "answer lost", "answer lost, sent by herself"],
)
def test_what_could_not_be_sent_is_back_in_the_box_and_is_stored_once(
    arrived: bool, again: str, screen: Screen
) -> None:
    """An error is said, "Prøv igen" (or "Send") sends it, and the server has it one time."""
    screen.to_question().cut_off(after_arrival=arrived)
    screen.say(ANSWER)
    expect(screen.error).to_be_visible()
    expect(screen.box).to_have_value(ANSWER)
    expect(screen.log.locator(".message.leader", has_text=ANSWER)).to_have_count(0)
    screen.reconnect()
    screen.button(again).click()
    screen.rest()
    expect(screen.reply("Gå dybere")).to_be_visible()
    expect(screen.error).to_be_empty()
    expect(screen.box).to_have_value("")
    expect(screen.log.locator(".message.leader", has_text=ANSWER)).to_have_count(1)
    visitor = screen.visitor()
    assert visitor.texts() == [ANSWER]
    assert [text for _, text in visitor.history()].count(ANSWER) == 1


def test_what_could_not_be_sent_survives_a_reload(screen: Screen) -> None:
    """The text is in the box, and sending it is not sending it twice."""
    screen.to_question().cut_off(after_arrival=True)
    screen.say(ANSWER)
    expect(screen.error).to_be_visible()
    screen.reconnect()
    screen.page.reload()
    expect(screen.reply("Gå dybere")).to_be_visible()
    expect(screen.box).to_have_value("")
    assert screen.visitor().texts() == [ANSWER]


def test_quick_replies_come_back_when_a_press_fails(screen: Screen) -> None:
    """And can be pressed again."""
    screen.begin().cut_off()
    screen.press("Spring over")
    expect(screen.error).to_be_visible()
    screen.reconnect()
    screen.press("Spring over")
    expect(screen.reply("Medarbejderne")).to_be_visible()


def test_the_box_is_easy_to_write_in(screen: Screen) -> None:
    """Shift+Enter breaks the line, the box grows, and too long a text cannot be sent but is not cut."""
    screen.to_question()
    low = screen.box.evaluate("box => box.offsetHeight")
    screen.page.keyboard.type("Første linje")
    screen.key("Shift+Enter").page.keyboard.type("Anden linje")
    screen.key("Shift+Enter").page.keyboard.type("Tredje linje")
    expect(screen.box).to_have_value("Første linje\nAnden linje\nTredje linje")
    assert screen.box.evaluate("box => box.offsetHeight") > low + 20
    screen.box.fill("a" * 4_010)
    screen.box.press("Enter")
    expect(screen.page.get_by_text("Det er 10 tegn for meget").first).to_be_visible()
    assert len(screen.box.input_value()) == 4_010
    expect(screen.log.locator(".message.leader", has_text="aaa")).to_have_count(0)


def test_what_she_writes_while_waiting_stays(screen: Screen) -> None:
    """Enter does not send it over the reply that is on its way; afterwards it does."""
    screen.to_question()
    screen.page.route("**/api/chat", lambda route: screen.page.wait_for_timeout(400) or route.continue_())
    screen.box.fill(ANSWER)
    screen.box.press("Enter")
    screen.page.keyboard.type("hjælp")
    screen.key("Enter")
    expect(screen.box).to_have_value("hjælp")
    screen.rest()
    expect(screen.box).to_have_value("hjælp")
    screen.key("Enter").rest()
    expect(screen.box).to_have_value("")
    assert [text for who, text in screen.visitor().history() if who == "leader"][-2:] == [ANSWER, "hjælp"]


def test_a_script_in_a_message_is_text(screen: Screen) -> None:
    """In the conversation, after a reload, in the panel and in the summary; nothing of it runs."""
    screen.to_question().say(SCRIPT)
    expect(screen.log.get_by_text(SCRIPT, exact=True)).to_be_visible()
    screen.page.reload()
    expect(screen.log.get_by_text(SCRIPT, exact=True)).to_be_visible()
    screen.say("hvad sagde jeg om onsdag?")
    assert screen.log.locator("img, script").count() == 0
    panel = screen.open_my_data()
    expect(panel.locator(".own").get_by_text(SCRIPT, exact=True).first).to_be_visible()
    screen.open("/summary")
    expect(screen.page.get_by_role("textbox").first).to_have_value(SCRIPT)


def test_a_masked_number_is_gone_from_the_screen(screen: Screen) -> None:
    """Her bubble shows what was kept, and a friendly word says why."""
    screen.to_question().say("Ring til mig på 12345678 om skærmbesøg.")
    expect(screen.log.locator(".note")).to_contain_text("telefonnummer")
    expect(screen.log).not_to_contain_text("12345678")
    assert "12345678" not in str(screen.visitor().json("/api/data"))


def test_the_wheel_shows_what_is_reflected_on(screen: Screen) -> None:
    """In the button's name and in the ring; a theme can be chosen on it at any time."""
    screen.to_question()
    theme = screen.page.locator(".field", has_text="Medarbejderne")
    expect(theme).to_have_accessible_name(f"Medarbejderne: 0 af {EMPLOYEES} spørgsmål besvaret, i gang")
    expect(screen.page.locator("path.answered")).to_have_count(0)
    screen.say(ANSWER)
    expect(theme).to_have_accessible_name(f"Medarbejderne: 1 af {EMPLOYEES} spørgsmål besvaret, i gang")
    expect(screen.page.locator("path.answered")).to_have_count(1)
    screen.page.locator(".field", has_text="Omverdenen").click()
    screen.rest()
    expect(screen.log.locator(".message.leader").last).to_contain_text("Omverdenen")
    expect(theme).to_have_accessible_name(f"Medarbejderne: 1 af {EMPLOYEES} spørgsmål besvaret")


def test_cards_show_source_and_reason_and_can_be_judged(screen: Screen) -> None:
    """Advice with its source; "Kan bruges" is stored; another one can be had."""
    screen.to_question(ANSWER).say("giv mig et råd")
    card = screen.log.locator(".card.advice")
    expect(card).to_contain_text("Kilde:")
    expect(card.get_by_role("heading")).to_be_visible()
    screen.press("Vis en anden")
    expect(screen.log.locator(".card.advice")).to_have_count(2)
    screen.press("Kan bruges")
    verdicts = [each["verdict"] for each in screen.visitor().json("/api/data")["suggestions"]]
    assert verdicts.count("useful") == 1


def test_the_page_says_so_when_the_server_is_gone_at_the_start(open_screen: Open) -> None:
    """A sentence and a way to try again, no empty window."""
    screen = open_screen()
    screen.provoked.append("ERR_FAILED")
    screen.page.route("**/api/me", lambda route: route.abort())
    screen.open()
    expect(screen.page.get_by_role("alert")).not_to_be_empty()
    assert not screen.violations()
    screen.page.unroute("**/api/me")
    screen.button("Prøv igen").click()
    expect(screen.button("Begynd")).to_be_visible()
