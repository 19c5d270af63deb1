"""The report of a comparison, opened from a disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bot.training.phrases import ANSWER, Phrase
from bot.training.report import Comparison, Contender, as_html
from bot.training.scores import Heard
from tests.browser.driver import violations_of

_LONG = "vi taler om det på personalemødet og i afdelingen " * 6


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report with a row in each table."""
    phrases = [Phrase("hej", "greet", None, "prøvesæt 1"), Phrase(_LONG, ANSWER, "employees-safety", "prøvesæt 2")]
    kept = [Heard("greet", "command"), Heard(ANSWER, "answer")]
    lost = [Heard("goodbye", "command"), Heard("set_action", "command")]
    file = tmp_path / "compare.html"
    before, after = Contender("lederdialog-000000000000", 22.0, kept), Contender("lederdialog-111111111111", 22.0, lost)
    file.write_text(as_html(Comparison(phrases, [], before, after), "i dag"), encoding="utf-8")
    return file


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_is_fetched(chromium: Browser, report: Path, scheme: str, width: int) -> None:
    """On a telephone and on a wide screen, in light and dark; the page itself never scrolls sideways."""
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(report.as_uri())
    try:
        assert violations_of(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert fetched == [report.as_uri()]
    finally:
        context.close()
