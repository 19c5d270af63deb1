"""`make check`: nothing to look at in our own data, and a clear word about a slip."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.check import check_copies, check_examples, check_knowledge, check_page, check_with_rasa
from bot.web import wording


def test_our_own_data_pass_every_check() -> None:
    """Knowledge, doubles, the page's texts, Rasa's own validation, copied sentences where the sources are at hand."""
    assert check_knowledge() == []
    assert check_examples() == []
    assert check_page() == []
    assert check_with_rasa() == []
    assert check_copies() == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('words:\n  send: Send\n  end: "Slut\n', "data/page/notice.yml:"),
        ("notice:\n  - title: Hvem\n    text: Det er {organisasion}.\n", "{organisation}"),
        ("notice:\n  - title: Hvem\n", "«Hvem»"),
    ],
    ids=["a quote that does not end", "a misspelt brace", "no text"],
)
def test_a_slip_in_the_pages_texts_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, told: str
) -> None:
    """By file and line, or by the section and what may stand in braces."""
    (tmp_path / "notice.yml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(wording, "PAGES", tmp_path)
    wording.wording.cache_clear()
    try:
        (problem,) = check_page()
    finally:
        wording.wording.cache_clear()
    assert told in problem
