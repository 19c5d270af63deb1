"""A wrong knowledge file is named with file, line, what is wrong and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.knowledge.catalogue import KNOWLEDGE, Advice, load_catalogue

GOOD = """\
advice:
  - id: advice-90
    title: Begynd i det små
    text: Prøv det af ét sted først.
    question: Hvor vil du begynde?
    themes: [organisation]
    source: advice
    situations:
      - vi tør ikke slippe det løs alle steder
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The product's own knowledge, to be spoiled."""
    shutil.copytree(KNOWLEDGE, tmp_path / "knowledge")
    return tmp_path / "knowledge"


def _problems(folder: Path, text: str) -> list:
    (folder / "advice" / "new.yml").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_catalogue(folder)
    return caught.value.problems


def test_a_new_item_takes_one_file(folder: Path) -> None:
    """No Python, no new intent, no new slot."""
    (folder / "advice" / "new.yml").write_text(GOOD, encoding="utf-8")
    assert load_catalogue(folder).get(Advice, "advice-90").title == "Begynd i det små"


@pytest.mark.parametrize(
    ("wrong", "line", "what", "remedy"),
    [
        (GOOD.replace("title:", "titel:"), 3, "«titel» kendes ikke", "Mente du «title»?"),
        (GOOD.replace("    question: Hvor vil du begynde?\n", ""), 2, "mangler «question»", "Tilføj"),
        (GOOD.replace("advice-90", "advice-01"), 2, "bruges to gange", "andet id"),
        (GOOD.replace("    themes: [organisation]\n", ""), 2, "mangler et tema", "themes"),
        (GOOD.replace("[organisation]", "[organisationen]"), 6, "«organisationen»", "Mente du «organisation»?"),
        (GOOD.replace("source: advice", "source: bogen"), 7, "«bogen»", "Vælg mellem"),
        (GOOD.replace("[organisation]", "organisation"), 6, "skal være en liste", "[mindset, employees]"),
        (GOOD.replace("begynde?", "begynde? Og hvornår?"), 5, "netop ét spørgsmål", "ét spørgsmålstegn"),
        (GOOD.replace("Prøv det af ét sted først.", ""), 4, "«text»", ""),
        (GOOD.replace("id: advice-90", "id: Råd 90"), 2, "ugyldige tegn", "bindestreg"),
        (GOOD.replace("id: advice-90", "id: tip-90"), 2, "begynder ikke med «advice-»", "advice-tip-90"),
        (GOOD.replace("advice:", "råd:"), 1, "Overskriften «råd» findes ikke", "Vælg mellem"),
        (GOOD.replace("    title:", "\ttitle:"), 3, "tabulator", "mellemrum"),
        (GOOD.replace("    title: Begynd", "    title Begynd"), 3, "mangler et kolon", "title:"),
        (GOOD.replace("- id", "id", 1).replace("  id", "id"), 2, "", ""),
        ("", 1, "tom", "Begynd med"),
    ],
    ids=lambda value: value.splitlines()[0][:20] if isinstance(value, str) and value else str(value),
)
def test_each_slip_is_named(folder: Path, wrong: str, line: int, what: str, remedy: str) -> None:
    """In the trainer's words, with the line to look at."""
    problems = _problems(folder, wrong)
    first = next(problem for problem in problems if problem.file.name == "new.yml")
    assert what in first.what
    assert remedy in first.remedy
    assert abs(first.line - line) <= 1, first


def test_a_theme_without_a_question_is_named(folder: Path) -> None:
    """A leader who chose it would be told that she had been through it all."""
    theme = "themes:\n  - {id: money, title: Penge, text: Det handler om penge., source: advice}\n"
    (problem,) = _problems(folder, theme)
    assert (problem.line, problem.what) == (2, "Temaet «money» har ingen spørgsmål.")


def test_more_themes_than_the_wheel_draws_are_named(folder: Path) -> None:
    """Eight fit; the ninth is named."""
    item = "  - {{id: {0}, title: Et tema, text: En tekst., source: advice}}\n"
    asked = (
        "  - {{id: {0}-one, theme: {0}, title: det, lead_in: Nu., text: Hvad?, explanation: Derfor., source: advice}}\n"
    )
    names = [f"more-{number}" for number in range(5)]
    text = "themes:\n" + "".join(map(item.format, names)) + "questions:\n" + "".join(map(asked.format, names))
    (problem,) = _problems(folder, text)
    assert "plads til 8 temaer, og her er 9" in problem.what


def test_a_file_in_another_encoding(folder: Path) -> None:
    """A lost æøå is an encoding, not a riddle."""
    (folder / "advice" / "new.yml").write_bytes(GOOD.encode("latin-1"))
    with pytest.raises(KnowledgeError, match="UTF-8"):
        load_catalogue(folder)


def test_every_problem_is_told_at_once(folder: Path) -> None:
    """Nobody wants to mend one line, run, and mend the next."""
    problems = _problems(folder, GOOD.replace("title:", "titel:").replace("[organisation]", "[x]"))
    assert {problem.line for problem in problems} == {3, 6}
