"""Accepted phrases become lines of the right file, and nothing else in it changes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.settings import ROOT
from bot.training.blocks import largest_blocks
from bot.training.examples import read_file
from bot.training.harvest import Accepted, FileChanged, carry_out, plan
from bot.training.markup import Entity

SMALL = """\
version: "3.1"
# Sætninger, som én har skrevet.
nlu:
- intent: thank
  examples: |
    - mange tak
"""
LARGE = """\
nlu:
- intent: thank   # kort og godt
  examples: |
      - tak for det
      - tusind tak skal du have

- synonym: x
  examples: |
    - 'y'

- intent: goodbye
  examples: |
    - vi snakkes ved i næste uge"""
HELDOUT = """\
nlu:
- intent: thank
  examples: |
    - det var pænt af dig
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with two files of examples and a held-out set."""
    for place, text in {"data/a/nlu.yml": SMALL, "data/b/nlu.yml": LARGE, "tests/nlu/heldout.yml": HELDOUT}.items():
        (tmp_path / place).parent.mkdir(parents=True)
        (tmp_path / place).write_text(text, encoding="utf-8", newline="")
    return tmp_path


def _why(root: Path, phrase: Accepted) -> str:
    planned = plan(root, [phrase])
    assert planned.added == ()
    return planned.refused[0].why


def test_a_phrase_goes_to_the_end_of_its_intents_largest_block(root: Path) -> None:
    """Indented as its neighbours, with its entities marked; the plan alone writes nothing, and names the line."""
    phrases = [
        Accepted("tak for hjælpen med borgerne", "thank", (Entity(20, 28, "theme", "environment"),)),
        Accepted("  så siger vi farvel for i dag ", "goodbye"),
        Accepted("det hjalp mig meget", "thank"),
    ]
    planned = plan(root, phrases)
    assert (root / "data/b/nlu.yml").read_text(encoding="utf-8") == LARGE
    carry_out(planned)
    lines = (root / "data/b/nlu.yml").read_text(encoding="utf-8").splitlines()
    assert lines[5:8] == [
        '      - tak for hjælpen med [borgerne]{"entity": "theme", "value": "environment"}',
        "      - det hjalp mig meget",
        "",
    ]
    assert lines[-1] == "    - så siger vi farvel for i dag"
    assert (root / "data/a/nlu.yml").read_text(encoding="utf-8") == SMALL
    for added in planned.added:
        assert lines[added.line - 1].strip() == f"- {added.written}"


@pytest.mark.parametrize(
    ("text", "intent", "reason"),
    [
        ("Tusind tak, skal du have!", "thank", "findes allerede under «thank» (data/b/nlu.yml:5)"),
        ("tusind tak skal du havee", "thank", "findes allerede"),
        ("vi snakkes ved i næste uge", "thank", "findes allerede under «goodbye»"),
        ("Det var paent af dig", "thank", "hører til prøverne"),
        ("noget helt andet", "ask_moon", "«ask_moon» har ingen sætninger"),
        (" … ", "thank", "tom"),
        ("tak " * 100, "thank", "højst 300"),
        ("tak\nfor i dag og i går", "thank", "linjeskift"),
        ("tak\u2028for i dag og i går", "thank", "linjeskift"),
        ("tak til [CPR-nummer fjernet] for alt", "thank", "[ ]"),
        ("/thank you all", "thank", "skråstreg"),
    ],
)
def test_what_is_refused_and_why(
    root: Path, text: str, intent: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Doubles anywhere, near-doubles in the intent, held-out phrases, and what a line cannot hold."""
    for module in ("stories", "examples"):
        monkeypatch.setattr(f"bot.training.{module}.ROOT", root)
    assert reason in _why(root, Accepted(text, intent))


@pytest.mark.parametrize(
    "entities",
    [
        (Entity(0, 3, "theme", "mindset"), Entity(2, 5, "theme", "mindset")),
        (Entity(0, 99, "theme", "mindset"),),
        (Entity(0, 3, "theme", "a}b"),),
    ],
)
def test_marks_that_cannot_be_written_are_refused(root: Path, entities: tuple[Entity, ...]) -> None:
    """Overlapping, outside the phrase, or with signs that Rasa would misread."""
    assert "Mærkerne" in _why(root, Accepted("noget helt andet", "thank", entities))


def test_of_two_alike_one_is_written(root: Path) -> None:
    """Also within one harvest; and harvesting twice adds nothing."""
    phrases = [Accepted("det hjalp mig meget i dag", "thank"), Accepted("Det hjalp mig meget i dag.", "thank")]
    planned = plan(root, phrases)
    assert len(planned.added) == 1
    assert "tidligere på listen" in planned.refused[0].why
    carry_out(planned)
    assert plan(root, phrases).added == ()


def test_windows_line_ends_stay(root: Path) -> None:
    """A new line ends as its neighbours do."""
    file = root / "data/b/nlu.yml"
    file.write_bytes(LARGE.replace("\n", "\r\n").encode())
    carry_out(plan(root, [Accepted("det hjalp mig meget", "thank"), Accepted("så er det nu", "goodbye")]))
    assert file.read_bytes().count(b"\r\n") == file.read_bytes().count(b"\n") == LARGE.count("\n") + 3


def test_a_file_that_was_edited_meanwhile_is_left_alone(root: Path) -> None:
    """The trainer's edit is not lost, and no other file is written."""
    planned = plan(root, [Accepted("det hjalp mig meget", "thank")])
    (root / "data/b/nlu.yml").write_text(LARGE + "\n    - ny linje\n", encoding="utf-8")
    with pytest.raises(FileChanged, match="ændret imens"):
        carry_out(planned)
    assert "ny linje" in (root / "data/b/nlu.yml").read_text(encoding="utf-8")


def test_in_our_own_files_only_new_lines_appear(tmp_path: Path) -> None:
    """Every intent of every file that we ship: byte for byte as before but for the added lines, and valid YAML."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    intents = list(largest_blocks(tmp_path / "data"))
    phrases = [Accepted(f"kvik zebra {number} danser for {intent}", intent) for number, intent in enumerate(intents)]
    planned = plan(tmp_path, phrases)
    assert planned.refused == ()
    carry_out(planned)
    seen = {}
    for file in planned.files:
        before = (ROOT / file.relative_to(tmp_path)).read_bytes().splitlines(keepends=True)
        seen |= {example.text: example.intent for example in read_file(file) if example.text.startswith("kvik zebra")}
        kept = [line for line in file.read_bytes().splitlines(keepends=True) if b"kvik zebra" not in line]
        assert kept == before
        YAML(typ="safe", pure=True).load(file)
    assert seen == {phrase.text: phrase.intent for phrase in phrases}
