"""The summary in the browser: edited, chosen from, and taken along as files."""

from __future__ import annotations

from pathlib import Path

import docx
import icalendar
import pytest
from playwright.sync_api import expect

from tests.browser.driver import ANSWER, Screen

ACTION = "noter at jeg ringer til it-afdelingen"
EDITED = "Vi øver os på skærmbesøg hver torsdag & fredag. <b>Sådan.</b>"


@pytest.fixture
def summary(screen: Screen) -> Screen:
    """A summary with one answer and one action, opened from the page."""
    screen.to_question(ANSWER, ACTION, "inden jul", "ja")
    screen.page.get_by_role("link", name="Opsummering").click()
    expect(screen.page.get_by_role("heading", name="Din opsummering")).to_be_visible()
    return screen


def _fetch(screen: Screen, name: str) -> Path:
    with screen.page.expect_download() as download:
        screen.button(name).click()
    return Path(download.value.path())


def test_the_edited_text_is_in_every_file(summary: Screen) -> None:
    """Word with real headings, Markdown, and the action in the calendar."""
    page = summary.page
    page.get_by_role("textbox", name="Hvad vil du gøre").fill(EDITED)
    page.get_by_role("textbox", name="Det vil jeg gøre").fill("Ring til it")
    word = docx.Document(str(_fetch(summary, "Hent som Word")))
    texts = [paragraph.text for paragraph in word.paragraphs]
    assert EDITED in texts
    assert ANSWER not in "\n".join(texts)
    assert [each for each in word.paragraphs if each.style.name.startswith("Heading") and each.text == "Medarbejderne"]
    assert "torsdag" in _fetch(summary, "Hent som Markdown").read_text(encoding="utf-8")
    events = icalendar.Calendar.from_ical(_fetch(summary, "Hent handlingerne til kalenderen").read_bytes()).events
    assert [str(event["SUMMARY"]) for event in events] == ["Ring til it"]


def test_what_is_not_ticked_stays_out(summary: Screen) -> None:
    """Neither in the file nor in the calendar, which then says why there is none and keeps her edits."""
    page = summary.page
    page.get_by_role("textbox", name="Plads til det").fill("Min egen note")
    for tick in page.get_by_role("checkbox", name="Tag med").all():
        tick.uncheck()
    markdown = _fetch(summary, "Hent som Markdown").read_text(encoding="utf-8")
    assert ANSWER not in markdown
    assert "it-afdelingen" not in markdown
    assert "Min egen note" in markdown
    summary.provoked.append("422")
    summary.button("Hent handlingerne til kalenderen").click()
    expect(page.get_by_role("alert")).to_contain_text("Der er ingen handlinger at lægge i kalenderen")
    expect(page.get_by_role("textbox", name="Plads til det")).to_have_value("Min egen note")
    assert not summary.violations()


def test_edits_survive_a_reload_and_change_nothing_in_the_conversation(summary: Screen) -> None:
    """They are this tab's own, and can be taken away again."""
    page = summary.page
    answer = page.get_by_role("textbox", name="Hvad vil du gøre")
    answer.fill(EDITED)
    page.reload()
    expect(answer).to_have_value(EDITED)
    expect(page.get_by_role("status")).to_contain_text("Dine rettelser fra før er her stadig.")
    assert summary.visitor().texts() == [ANSWER]
    summary.button("Fjern mine rettelser").click()
    expect(answer).to_have_value(ANSWER)


def test_on_paper_the_whole_text_stands_without_the_controls(summary: Screen) -> None:
    """A long text is printed in full, and buttons are not."""
    page = summary.page
    long = "En lang linje om skærmbesøg og vagtplaner. " * 40
    page.get_by_role("textbox", name="Hvad vil du gøre").fill(long)
    page.emulate_media(media="print")
    expect(page.locator(".paper", has_text="En lang linje").first).to_be_visible()
    expect(summary.button("Hent som Word")).to_be_hidden()
    assert not summary.misfits()


def test_without_a_session_the_summary_leads_to_the_first_page(screen: Screen) -> None:
    """There is nothing to show."""
    screen.open("/summary")
    expect(screen.button("Begynd")).to_be_visible()
