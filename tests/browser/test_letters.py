"""A message from a coach on the leader's page: told apart from the machine's, answered or declined, never lost."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.console import Coach
from tests.browser.driver import ANSWER, Screen
from tests.conversations.driver import Assistant

LETTER = "Jeg har læst, hvad du skriver om skærmbesøg. Skal vi tale om det?"
REPLY = "Ja, torsdag klokken ti."


def _visit(screen: Screen, assistant: Assistant) -> tuple[Coach, Locator]:
    """The leader shares, a coach writes, the leader opens the page again: the coach and the letter."""
    screen.to_question(ANSWER)
    coach = Coach(screen, assistant).share().write(LETTER)
    screen.page.reload()
    letter = screen.page.get_by_role("article", name="Fra din coach, Mette Holm, et menneske")
    expect(letter).to_be_in_viewport()
    return coach, letter


def test_a_letter_is_from_a_human_and_told_once(screen: Screen, assistant: Assistant) -> None:
    """With a heading and looks of its own; announced politely at the visit, silent and in its place after a reload."""
    coach, letter = _visit(screen, assistant)
    expect(letter.get_by_role("heading", name="Fra din coach, Mette Holm, et menneske")).to_be_visible()
    expect(letter).to_contain_text(LETTER)
    expect(letter).to_contain_text("Kun coacher kan læse svaret")
    assert [(how, in_log) for how, in_log, text in screen.heard() if LETTER in text] == [("polite", True)]
    assert coach.letter.shown_at is not None
    frame = "element => getComputedStyle(element).borderTopColor + getComputedStyle(element).backgroundColor"
    assert letter.evaluate(frame) != screen.log.locator(".assistant .bubble").first.evaluate(frame)
    screen.say("hjælp").page.reload()
    expect(screen.log).to_have_attribute("aria-live", "polite")
    expect(letter).to_have_count(1)
    assert [how for how, _, text in screen.heard() if LETTER in text] == ["off"]
    after = screen.log.locator(".message:has(.letter) ~ .message.leader")
    expect(after).to_have_count(1)
    expect(after).to_contain_text("hjælp")


def test_a_letter_is_answered_by_keyboard(screen: Screen, assistant: Assistant) -> None:
    """Focus goes into the field, back when she thinks again, and to the letter when it is sent; a new answer replaces it."""
    coach, letter = _visit(screen, assistant)
    write = screen.button("Svar coachen")
    screen.back_to(write).key("Enter")
    box = screen.page.get_by_role("textbox", name="Dit svar til coachen")
    expect(box).to_be_focused()
    screen.tab_to(screen.button("Fortryd")).key("Enter")
    expect(write).to_be_focused()
    screen.key("Enter")
    screen.page.keyboard.type(REPLY)
    screen.tab_to(screen.button("Send til coachen")).key("Enter")
    expect(letter.get_by_role("heading")).to_be_focused()
    expect(letter.get_by_text("Du svarede coachen")).to_be_visible()
    expect(letter.get_by_text(REPLY)).to_be_visible()
    assert coach.letter.answer == REPLY
    assert [how for how, in_log, text in screen.heard() if "Du svarede" in text and not in_log] == ["polite"]
    assert not [text for how, _, text in screen.heard() if how != "off" and REPLY in text]
    screen.tab_to(screen.button("Skriv et nyt svar")).key("Enter")
    expect(box).to_have_value(REPLY)
    screen.key("End")
    screen.page.keyboard.type(" Eller fredag.")
    screen.tab_to(screen.button("Send til coachen")).key("Enter")
    expect(letter.get_by_text("Eller fredag.")).to_be_visible()
    assert coach.letter.answer == f"{REPLY} Eller fredag."
    assert REPLY not in str(screen.visitor().history())


def test_no_thanks_and_another_mind(screen: Screen, assistant: Assistant) -> None:
    """It says what she did; she can answer after all, and take the answer back."""
    coach, letter = _visit(screen, assistant)
    screen.button("Nej tak").click()
    expect(letter.get_by_text("Du har sagt nej tak.")).to_be_visible()
    expect(letter.get_by_role("heading")).to_be_focused()
    assert coach.letter.declined_at is not None
    expect(screen.button("Nej tak")).to_have_count(0)
    screen.button("Svar coachen").click()
    letter.get_by_role("textbox").fill(f"{REPLY} Ring på 22 33 44 55.")
    screen.button("Send til coachen").click()
    expect(letter.get_by_text("fjernet et telefonnummer")).to_be_visible()
    expect(letter.locator(".own")).not_to_contain_text("22 33 44 55")
    assert coach.letter.declined_at is None
    screen.button("Tag svaret tilbage").click()
    expect(letter.get_by_text("Du har sagt nej tak.")).to_be_visible()
    assert (coach.letter.answer, coach.letter.declined_at is None) == (None, False)


def test_a_letter_comes_while_the_page_is_open(screen: Screen, assistant: Assistant) -> None:
    """With the end of her next turn, below it, announced."""
    screen.to_question()
    Coach(screen, assistant).share().write(LETTER)
    screen.say(ANSWER)
    expect(screen.log.locator(".message").last).to_contain_text(LETTER)
    assert [how for how, _, text in screen.heard() if LETTER in text] == ["polite"]


def test_what_cannot_be_sent_to_the_coach_stays_in_its_box(screen: Screen, assistant: Assistant) -> None:
    """Too long, no connection, a reload: each time her words are there, and the error goes once it is sent."""
    coach, letter = _visit(screen, assistant)
    screen.provoked += ["422", "ERR_FAILED"]
    screen.button("Svar coachen").click()
    box = letter.get_by_role("textbox")
    box.fill("a" * 4_001)
    screen.button("Send til coachen").click()
    expect(screen.error).to_contain_text("Højst 4.000 tegn")
    assert len(box.input_value()) == 4_001
    box.fill(REPLY)
    screen.page.route("**/api/letters/*", lambda route: route.abort())
    screen.button("Send til coachen").click()
    expect(screen.error).to_contain_text("Jeg kan ikke nå serveren")
    expect(screen.error.locator("p")).to_have_count(1)
    screen.page.unroute("**/api/letters/*")
    screen.page.reload()
    screen.button("Svar coachen").click()
    expect(box).to_have_value(REPLY)
    screen.button("Send til coachen").click()
    expect(letter.get_by_text("Du svarede coachen")).to_be_visible()
    expect(screen.error).to_be_empty()
    assert coach.letter.answer == REPLY
    assert REPLY not in screen.page.evaluate("JSON.stringify(localStorage)")


def test_a_letter_stays_hers_when_she_stops_sharing(screen: Screen, assistant: Assistant) -> None:
    """She can read it, not answer it, and is told why; what she was writing when it happened is not lost."""
    coach, letter = _visit(screen, assistant)
    screen.provoked.append("409")
    screen.button("Svar coachen").click()
    letter.get_by_role("textbox").fill(REPLY)
    coach.share(False)
    screen.button("Send til coachen").click()
    expect(screen.error).to_contain_text("Du deler ikke med coachen mere")
    expect(letter.get_by_role("textbox")).to_have_value(REPLY)
    assert coach.letter.answer is None
    screen.page.reload()
    expect(letter).to_contain_text(LETTER)
    expect(letter).to_contain_text("den kan ikke besvares")
    expect(screen.button("Svar coachen")).to_have_count(0)


def test_markup_in_a_letter_is_text(screen: Screen, assistant: Assistant) -> None:
    """A coach's words are shown as they were written."""
    screen.to_question()
    Coach(screen, assistant).share().write("<b>Hej</b><script>alert(1)</script>")
    screen.page.reload()
    expect(screen.log.get_by_text("<b>Hej</b><script>alert(1)</script>")).to_be_visible()


def test_she_sees_who_has_seen_her_conversation(screen: Screen, assistant: Assistant) -> None:
    """In "Mine data": nobody at first; then name, role, how and when, the older looks one click away; and the notes."""
    screen.to_question(ANSWER)
    panel = screen.open_my_data()
    looks = panel.get_by_role("region", name="Hvem har set min samtale?")
    expect(looks).to_contain_text("Ingen har set den.")
    screen.close_dialog()
    Coach(screen, assistant).share().look(12).note("Spørg til teknikken")
    screen.open_my_data()
    expect(looks.locator("li").first).to_contain_text("Mette Holm, coach: læste samtalen")
    expect(looks.locator("li").first).to_contain_text("kl.")
    expect(looks.locator("li:visible")).to_have_count(10)
    looks.get_by_text("Vis 2 ældre").click()
    expect(looks.locator("li:visible")).to_have_count(12)
    expect(panel.get_by_text("Spørg til teknikken")).to_be_visible()
