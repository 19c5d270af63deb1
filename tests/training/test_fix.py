"""--fix mends what is safe, says what and where, and leaves the rest alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.training.checks import check_tree
from bot.training.checks.fix import fix_tree
from tests.training.conftest import Spoiled
from tests.training.test_slips import CASE, COMMON, NLU


def test_our_own_files_need_no_mending(tree: Spoiled) -> None:
    """Nothing is changed, to the byte."""
    before = {path: path.read_bytes() for path in tree.root.rglob("*.yml")}
    assert fix_tree(tree.root) == []
    assert {path: path.read_bytes() for path in tree.root.rglob("*.yml")} == before


@pytest.mark.parametrize(
    ("file", "spoil"),
    [
        (NLU, lambda raw: raw.replace(b"\n", b"\r\n")),
        (CASE, lambda raw: b"\xef\xbb\xbf" + raw),
        (NLU, lambda raw: raw.replace(b"    - jeg magter ik", b"\t- jeg magter ik")),
        (NLU, lambda raw: raw.replace(b"    - jeg har det ikke godt", b"\t- jeg har det ikke godt", 1)),
        (NLU, lambda raw: raw.replace(b"- jeg magter ik", b"-\tjeg magter ik")),
        (NLU, lambda raw: raw.replace(b"    - jeg magter ik", "  \u00a0 - jeg magter ik".encode())),
        (CASE, lambda raw: raw.replace("ø".encode(), "Ã¸".encode())),
        (COMMON, lambda raw: raw.replace(b'3.1"', b'3.1"   ')),
        (NLU, lambda raw: raw.replace(b"    - jeg magter ik", b"    - jeg har det ikke godt\n    - jeg magter ik")),
        (NLU, lambda raw: raw.replace(b'"3.1"', "“3.1”".encode())),
    ],
    ids=[
        "windows",
        "bom",
        "tab before",
        "tab first",
        "tab within",
        "no-break",
        "mojibake",
        "trailing",
        "double",
        "curly",
    ],
)
def test_what_is_mended_is_as_it_was(tree: Spoiled, file: str, spoil) -> None:
    """Comments, order and every other byte; what was done is said with file and line, and a second time there is nothing."""
    before = (tree.root / file).read_bytes()
    tree.write(file, spoil(before))
    assert (tree.root / file).read_bytes() != before
    changes = fix_tree(tree.root)
    assert (tree.root / file).read_bytes() == before
    assert changes
    assert {str(change.file) for change in changes} == {file}
    assert str(changes[0]).startswith(file)
    assert fix_tree(tree.root) == []


def test_curly_quotes_round_a_text_with_straight_ones(tree: Spoiled) -> None:
    """What stands within stays what it is."""
    line = tree.replace(COMMON, "text: Selv tak.", 'text: “Selv "tak": det.”')
    (change,) = fix_tree(tree.root)
    assert change.line == line
    assert 'text: "Selv \\"tak\\": det."' in (tree.root / COMMON).read_text(encoding="utf-8")
    assert check_tree(tree.root) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw + b"<<<<<<< HEAD\n# x\t\n=======\n>>>>>>> main\n",
        lambda raw: raw + "# for små\t\n".encode("latin-1"),
        lambda raw: raw.replace(b"    - jeg magter ik", b"    jeg magter ik"),
    ],
    ids=["a merge", "latin-1", "no dash"],
)
def test_what_is_not_safe_is_left_alone(tree: Spoiled, spoil) -> None:
    """A person must say what was meant."""
    raw = spoil((tree.root / NLU).read_bytes())
    tree.write(NLU, raw)
    assert fix_tree(tree.root) == []
    assert (tree.root / NLU).read_bytes() == raw


def test_tests_are_never_touched(tree: Spoiled) -> None:
    """The held-out sets stay as they are, slips and all."""
    held = tree.root / "tests" / "nlu" / "heldout.yml"
    held.parent.mkdir(parents=True, exist_ok=True)
    tree.write("tests/nlu/heldout.yml", b"\xef\xbb\xbfa: 1 \r\n")
    assert fix_tree(tree.root) == []
    assert held.read_bytes() == b"\xef\xbb\xbfa: 1 \r\n"


def test_a_double_that_is_marked_otherwise_stays(tree: Spoiled) -> None:
    """Which of the two marks is right, only a person can say."""
    sector = "data/topics/sector/nlu.yml"
    tree.replace(sector, "    - [skoleleder]{", "    - skoleleder\n    - [skoleleder]{")
    assert fix_tree(tree.root) == []
    assert len(check_tree(tree.root)) == 1


def test_paths_are_shown_as_the_trainer_knows_them(tree: Spoiled) -> None:
    """From the project's root on."""
    tree.write(COMMON, b"\xef\xbb\xbf" + (tree.root / COMMON).read_bytes())
    (change,) = fix_tree(tree.root)
    assert change.file == Path(COMMON)
