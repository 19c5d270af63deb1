"""By keyboard alone: every step can be reached, focus is seen, and it is where one would look for it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.driver import ANSWER, MINE, Screen


def _begin(screen: Screen) -> None:
    """From the first Tab on the first page into the conversation, by keys."""
    page = screen.open().page
    expect(screen.button("Begynd")).to_be_visible()
    screen.tab_to(page.get_by_role("link", name="Gå til indholdet"))
    more = page.get_by_text("Læs resten")
    screen.tab_to(more).key("Enter")
    expect(page.get_by_role("heading", name="Dine rettigheder")).to_be_visible()
    screen.key("Enter")
    talk = page.get_by_role("checkbox", name="Jeg vil tale med Lederdialog")
    screen.tab_to(talk).key("Space")
    expect(talk).to_be_checked()
    screen.tab_to(screen.button("Begynd")).key("Enter")
    screen.greeted()


def test_a_whole_reflection(screen: Screen) -> None:
    """Choices, a theme on the wheel, an answer, a quick reply, mending it in the panel, and everything deleted."""
    _begin(screen)
    page, box = screen.page, screen.box
    expect(box).to_be_focused()
    screen.back_to(screen.reply("Spring over")).key("Enter")
    expect(box).to_be_focused()
    screen.rest().back_to(page.get_by_role("button", name="Omverdenen: 0 af")).key("Space")
    expect(box).to_be_focused()
    screen.rest()
    page.keyboard.type("Borgerne ringer hellere")
    screen.key("Enter").rest()
    expect(box).to_be_focused()
    screen.back_to(screen.reply("Næste spørgsmål")).key("Enter").rest()
    expect(box).to_be_focused()

    mine = screen.button(MINE)
    screen.back_to(mine).key("Enter")
    expect(screen.dialog.get_by_role("heading", name=MINE)).to_be_focused()
    mend = screen.dialog.get_by_role("button", name="Ret: ")
    screen.tab_to(mend).key("Enter")
    expect(screen.dialog.get_by_role("textbox")).to_be_focused()
    screen.key("End")
    page.keyboard.type(", end de skriver.")
    screen.tab_to(screen.button("Gem")).key("Enter")
    expect(screen.dialog.locator(".own").get_by_text("Borgerne ringer hellere, end de skriver.")).to_be_visible()
    expect(mend).to_be_focused()
    screen.key("Escape")
    expect(mine).to_be_focused()

    screen.key("Enter")
    erase = screen.button("Slet alt")
    screen.tab_to(erase).key("Enter")
    expect(screen.dialog.get_by_role("heading", name="Slet alt om dig?")).to_be_focused()
    screen.key("Escape")
    expect(erase).to_be_focused()
    screen.key("Enter").tab_to(screen.button("Ja, slet alt")).key("Enter")
    expect(page.get_by_role("heading", name="Alt er slettet")).to_be_focused()
    screen.tab_to(screen.button("Begynd forfra")).key("Enter")
    expect(page.get_by_role("heading", name="Tænk højt om at lede")).to_be_focused()


def test_the_skip_link_leads_to_the_content(screen: Screen) -> None:
    """To the title on the first page, to the box in the conversation."""
    page = screen.open().page
    skip = page.get_by_role("link", name="Gå til indholdet")
    screen.tab_to(skip).key("Enter")
    expect(page.get_by_role("heading", name="Tænk højt om at lede")).to_be_focused()
    screen.choose().greeted().back_to(skip).key("Enter")
    expect(screen.box).to_be_focused()


def test_the_wheel_folds_out_by_key_on_a_narrow_screen(open_screen: Open) -> None:
    """It says whether it is open, and closes when a theme is chosen."""
    screen = open_screen(width=320).begin()
    fold = screen.page.locator(".fold")
    screen.back_to(fold).key("Enter")
    expect(fold).to_have_attribute("aria-expanded", "true")
    screen.tab_to(screen.page.get_by_role("button", name="Organisationen: 0 af")).key("Enter")
    expect(fold).to_have_attribute("aria-expanded", "false")
    expect(screen.box).to_be_focused()
    screen.rest()


def test_a_deleted_answer_leaves_focus_in_the_panel(screen: Screen) -> None:
    """The button that was pressed is gone; focus is at the heading above it."""
    screen.to_question(ANSWER)
    panel = screen.open_my_data()
    screen.tab_to(panel.get_by_role("button", name="Slet: ")).key("Enter")
    expect(screen.button("Ja, slet")).to_be_focused()
    screen.key("Enter")
    expect(panel.get_by_text("Svaret er slettet.")).to_be_visible()
    expect(panel.get_by_role("heading", name="Alt, hvad der er gemt")).to_be_focused()


def test_focus_stays_in_the_box_when_sending_fails(screen: Screen) -> None:
    """And Tab leads back to "Prøv igen", after which the box has it again."""
    screen.to_question().cut_off()
    screen.say(ANSWER)
    expect(screen.box).to_be_focused()
    screen.reconnect()
    screen.back_to(screen.button("Prøv igen")).key("Enter")
    expect(screen.box).to_be_focused()
    screen.rest()
    expect(screen.reply("Gå dybere")).to_be_visible()


def test_the_summary_can_be_edited_by_key(screen: Screen) -> None:
    """The first answer's tick and text, and the files, are all in reach and seen."""
    screen.to_question(ANSWER)
    page = screen.open("/summary").page
    tick = page.get_by_role("checkbox", name="Tag med").first
    screen.tab_to(tick).key("Space")
    expect(tick).not_to_be_checked()
    screen.tab_to(page.get_by_role("textbox").first)
    screen.tab_to(screen.button("Udskriv"))
