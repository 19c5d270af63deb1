"""What a screen reader is told: each new message once, nothing of what was there before, errors by themselves."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.driver import ANSWER, Screen


def test_a_new_message_is_announced_once_and_politely(screen: Screen) -> None:
    """In the one log, and nowhere else; her own words not at all."""
    screen.to_question()
    before = len(screen.heard())
    shown = screen.log.locator(".message.assistant").count()
    screen.say(ANSWER)
    expect(screen.page.locator("[role=log], [aria-live=polite]")).to_have_count(1)
    replies = screen.log.locator(".message.assistant").all()[shown:]
    heard = [each for each in screen.heard()[before:] if each[0] != "off"]
    assert replies
    assert [(how, in_log) for how, in_log, _ in heard] == [("polite", True)] * len(replies)
    for reply, (_, _, text) in zip(replies, heard, strict=True):
        assert (reply.text_content() or "").strip() == text
    assert not [text for how, _, text in screen.heard() if how != "off" and text.endswith(ANSWER)]


def test_an_earlier_conversation_is_not_read_aloud(screen: Screen) -> None:
    """What a reload brings back comes while the log is silent; what comes after it is announced."""
    screen.to_question(ANSWER).page.reload()
    expect(screen.reply("Gå dybere")).to_be_visible()
    expect(screen.log).to_have_attribute("aria-live", "polite")
    heard = screen.heard()
    assert len(heard) > 5
    assert {how for how, in_log, _ in heard if in_log} == {"off"}
    screen.say("hjælp")
    assert [how for how, in_log, _ in screen.heard()[len(heard) :] if in_log and how != "off"]


def test_an_error_is_announced_at_once_outside_the_log(screen: Screen) -> None:
    """Assertive, once, and the log keeps still."""
    screen.to_question()
    before = len(screen.heard())
    screen.cut_off()
    screen.say(ANSWER)
    expect(screen.error).to_contain_text("Jeg kan ikke nå serveren")
    new = [each for each in screen.heard()[before:] if each[0] != "off"]
    assert [(how, in_log) for how, in_log, text in new if "nå serveren" in text] == [("assertive", False)]
    assert not [text for how, in_log, text in new if in_log]


def test_too_long_a_text_is_said_once_and_not_at_each_key(screen: Screen) -> None:
    """A polite word when the limit is passed."""
    screen.to_question()
    before = len(screen.heard())
    screen.box.fill("a" * 4_001)
    screen.box.press("End")
    screen.page.keyboard.type("bcd")
    expect(screen.page.get_by_text("Det er 4 tegn for meget").first).to_be_visible()
    said = [(how, in_log) for how, in_log, text in screen.heard()[before:] if "for meget" in text]
    assert said == [("polite", False)]


def test_what_a_dialog_does_is_announced_in_it(screen: Screen) -> None:
    """All outside a modal dialog is inert, so it says for itself that something is saved."""
    screen.to_question(ANSWER)
    panel = screen.open_my_data()
    panel.get_by_role("button", name="Ret: ").click()
    panel.get_by_role("textbox").fill("Kortere svar.")
    panel.get_by_role("button", name="Gem").click()
    expect(panel.get_by_role("status")).to_have_text("Det er gemt.")
    assert [how for how, _, text in screen.heard() if text == "Det er gemt."] == ["polite"]
