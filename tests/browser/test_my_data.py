"""Her data in her hands: the choices, the code, mending, deleting, taking along, and being gone."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.driver import ANSWER, EMPLOYEES, Screen
from tests.conversations.driver import Assistant
from tests.web.visitor import on_disk, rows


def _is_gone(assistant: Assistant, sender: str) -> bool:
    """Neither our tables nor Rasa's know her."""
    ours = rows(assistant.database, "SELECT 1 FROM leaders WHERE sender_id = ?", sender)
    return not ours and not rows(assistant.conversations, "SELECT 1 FROM events WHERE sender_id = ?", sender)


def test_the_code_continues_the_conversation_on_another_device(open_screen: Open) -> None:
    """It is shown once, copied, and typed in elsewhere; the history is there."""
    screen = open_screen(permissions=["clipboard-read", "clipboard-write"]).open().choose("Husk mig")
    screen.button("Kopiér").click()
    expect(screen.dialog.get_by_text("Kopieret.")).to_be_visible()
    copied = screen.page.evaluate("navigator.clipboard.readText()")
    assert copied == screen.return_code()
    screen.greeted().press("Spring over").press("Medarbejderne").say(ANSWER)
    assert float(str(screen.cookie()["expires"])) > 0
    expect(screen.page.get_by_text(copied)).to_have_count(0)

    other = open_screen(width=390).open()
    other.page.get_by_text("Jeg har en kode").click()
    other.page.get_by_label("Din kode").fill(copied.lower().replace("-", " "))
    other.button("Fortsæt samtalen").click()
    expect(other.log.get_by_text(ANSWER, exact=True)).to_be_visible()
    expect(other.reply("Gå dybere")).to_be_visible()
    other.say("Og så skal souschefen med.")
    assert screen.visitor().texts() == [f"{ANSWER}\nOg så skal souschefen med."]


def test_a_wrong_code_is_said_kindly(screen: Screen) -> None:
    """And what she typed stays."""
    screen.provoked.append("404")
    page = screen.open().page
    page.get_by_text("Jeg har en kode").click()
    page.get_by_label("Din kode").fill("K7QM-2XRP-9DFT-HN3V")
    page.get_by_label("Din kode").press("Enter")
    expect(page.get_by_text("Koden passer ikke til nogen samtale")).to_be_visible()
    expect(page.get_by_label("Din kode")).to_have_value("K7QM-2XRP-9DFT-HN3V")


def test_nothing_is_kept_before_the_choice_and_without_remember_the_cookie_ends_with_the_browser(
    screen: Screen,
) -> None:
    """No cookie on the first page; then one for the session, out of reach of scripts."""
    screen.open()
    expect(screen.button("Begynd")).to_be_visible()
    assert not screen.context.cookies()
    screen.choose().greeted()
    cookie = screen.cookie()
    assert (cookie["expires"], cookie["httpOnly"], cookie["sameSite"]) == (-1, True, "Lax")


def test_remember_me_can_be_chosen_later(screen: Screen) -> None:
    """The switch shows the code, and the cookie lasts."""
    screen.begin()
    panel = screen.open_my_data()
    panel.get_by_role("switch", name="Husk mig").click()
    assert len(screen.return_code()) > 15
    expect(panel.get_by_text("Du har en kode.")).to_be_visible()
    assert float(str(screen.cookie()["expires"])) > 0


def test_an_answer_is_mended_everywhere(screen: Screen) -> None:
    """The new words stand in the panel and in the store; the earlier ones are also gone from the conversation."""
    screen.to_question(ANSWER)
    panel = screen.open_my_data()
    panel.get_by_role("button", name="Ret: ").click()
    panel.get_by_role("textbox").fill("Vi øver os hver torsdag.")
    panel.get_by_role("button", name="Gem").click()
    expect(panel.locator(".own").get_by_text("Vi øver os hver torsdag.").first).to_be_visible()
    screen.close_dialog()
    expect(screen.log.get_by_text(ANSWER)).to_have_count(0)
    assert ANSWER not in str(screen.visitor().json("/api/data"))
    assert screen.visitor().texts() == ["Vi øver os hver torsdag."]


def test_an_answer_is_deleted_everywhere(screen: Screen) -> None:
    """After a question; the wheel and the conversation behind the panel know it too."""
    screen.to_question(ANSWER)
    panel = screen.open_my_data()
    panel.get_by_role("button", name="Slet: ").click()
    panel.get_by_role("button", name="Behold").click()
    panel.get_by_role("button", name="Slet: ").click()
    panel.get_by_role("button", name="Ja, slet").click()
    expect(panel.get_by_text("Svaret er slettet.")).to_be_visible()
    screen.close_dialog()
    expect(screen.log.get_by_text(ANSWER)).to_have_count(0)
    expect(screen.page.locator(".field", has_text="Medarbejderne")).to_contain_text(f"0 af {EMPLOYEES}")
    assert screen.visitor().texts() == []


def test_deleting_all_leaves_nothing(screen: Screen, assistant: Assistant) -> None:
    """A receipt to take along, the page at its beginning, and no file that holds a word of hers."""
    word = f"kode{secrets.token_hex(6)}"
    screen.to_question().say(f"{ANSWER} Vi kalder det {word}.")
    screen.box.fill(f"kladde {word}")
    sender = screen.visitor().sender(assistant.database)
    screen.open_my_data()
    screen.button("Slet alt").click()
    screen.button("Ja, slet alt").click()
    expect(screen.page.get_by_role("heading", name="Alt er slettet")).to_be_visible()
    expect(screen.page.get_by_text("svar: 1")).to_be_visible()
    with screen.page.expect_download() as download:
        screen.page.get_by_role("link", name="Hent kvitteringen").click()
    assert "svar: 1" in Path(download.value.path()).read_text(encoding="utf-8")
    assert _is_gone(assistant, sender)
    assert word.encode() not in on_disk(assistant.settings.var_dir)
    assert not screen.context.cookies()
    assert word not in screen.page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    screen.button("Begynd forfra").click()
    expect(screen.button("Begynd")).to_be_visible()
    screen.page.reload()
    expect(screen.button("Begynd")).to_be_visible()
    screen.choose().greeted()
    expect(screen.log).not_to_contain_text(word)


def test_deleting_all_in_words_ends_the_same_way(screen: Screen, assistant: Assistant) -> None:
    """ "Slet alt" in the conversation, a yes, a receipt."""
    screen.to_question(ANSWER)
    sender = screen.visitor().sender(assistant.database)
    screen.say("slet alt").reply("Ja, slet alt").click()
    expect(screen.page.get_by_role("heading", name="Alt er slettet")).to_be_focused()
    assert _is_gone(assistant, sender)


def test_deleting_all_while_a_message_is_on_its_way(screen: Screen, assistant: Assistant) -> None:
    """Nothing of it comes after the receipt, on the screen or in the store."""
    screen.to_question()
    sender = screen.visitor().sender(assistant.database)
    screen.box.fill(ANSWER)
    screen.box.press("Enter")
    screen.button("Mine data").click()
    screen.button("Slet alt").click()
    screen.button("Ja, slet alt").click()
    expect(screen.page.get_by_role("heading", name="Alt er slettet")).to_be_visible()
    expect(screen.page.get_by_text(ANSWER)).to_have_count(0)
    assert _is_gone(assistant, sender)


def test_sharing_shows_first_what_is_seen_and_can_be_taken_back(screen: Screen) -> None:
    """A no changes nothing, a yes shares, the switch takes it back."""
    screen.to_question(ANSWER)
    panel = screen.open_my_data()
    share = panel.get_by_role("switch", name="Del med coachen")
    share.click()
    expect(screen.dialog.get_by_text(ANSWER).first).to_be_visible()
    screen.button("Nej, del ikke").click()
    expect(share).not_to_be_checked()
    assert screen.visitor().me["choices"]["share"] is False
    share.click()
    screen.button("Ja, del").click()
    expect(share).to_be_checked()
    assert screen.visitor().me["choices"]["share"] is True
    share.click()
    expect(panel.get_by_text("Du deler ikke med nogen.")).to_be_visible()
    assert screen.visitor().me["choices"]["share"] is False


def test_everything_can_be_taken_along(screen: Screen) -> None:
    """As text and as data, each with her answer in it."""
    screen.to_question(ANSWER)
    panel = screen.open_my_data()
    with screen.page.expect_download() as text:
        panel.get_by_role("link", name="Hent som tekst").click()
    assert ANSWER in Path(text.value.path()).read_text(encoding="utf-8")
    with screen.page.expect_download() as data:
        panel.get_by_role("link", name="Hent som data").click()
    assert json.loads(Path(data.value.path()).read_text(encoding="utf-8"))["answers"][0]["text"] == ANSWER


def test_leaving_without_being_remembered_erases(screen: Screen, assistant: Assistant) -> None:
    """It is said before; then the page is at its beginning, and she is gone."""
    screen.to_question(ANSWER)
    sender = screen.visitor().sender(assistant.database)
    screen.open_my_data()
    screen.button("Luk samtalen på denne enhed").click()
    expect(screen.dialog.get_by_text("alt bliver slettet, når du lukker", exact=False)).to_be_visible()
    screen.button("Ja, luk").click()
    expect(screen.page.get_by_text("Samtalen er lukket på denne enhed.")).to_be_visible()
    assert _is_gone(assistant, sender)
