"""Doubles among the examples are found, with file and line."""

from __future__ import annotations

from pathlib import Path

from bot.settings import ROOT
from bot.training.examples import find_doubles, read_examples

FILE = """\
version: "3.1"
nlu:
- intent: thank
  examples: |
    - mange tak skal du have
    - tak
- intent: goodbye
  examples: |
    - Mange tak, skal du have!
    - vi snakkes ved i næste uge
    - vi snakkes ved i naeste uge.
    - vi snakkes ved i næste ugee
- synonym: x
  examples: |
    - tak
"""


def test_doubles_and_near_doubles_are_named(tmp_path: Path) -> None:
    """Across intents, and whatever the capitals, marks and æøå."""
    (tmp_path / "nlu.yml").write_text(FILE, encoding="utf-8")
    problems = find_doubles(list(read_examples(tmp_path)))
    assert [problem.line for problem in problems] == [9, 11, 12]
    assert "«thank»" in problems[0].what
    assert "næsten den samme" in problems[2].what


def test_entity_marks_are_no_part_of_the_text(tmp_path: Path) -> None:
    """What is compared is what a leader would type."""
    text = FILE.replace("tak\n- intent", 'tak for [mine folk]{"entity": "theme", "value": "employees"}\n- intent')
    (tmp_path / "nlu.yml").write_text(text, encoding="utf-8")
    assert "tak for mine folk" in [example.text for example in read_examples(tmp_path)]


def test_our_own_examples_hold_no_doubles() -> None:
    """The data that we ship."""
    problems = find_doubles(list(read_examples(ROOT / "data")))
    assert problems == [], "\n".join(map(str, problems))
