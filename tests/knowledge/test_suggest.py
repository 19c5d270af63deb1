"""What is suggested fits: floors a little under what is reached, on statements written by another hand."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bench.data import statements
from bot.cli.suggest import suggest
from bot.knowledge.suggest import KINDS, suggester
from bot.settings import ROOT

STATEMENTS = statements()
FIRST = {"advice": 0.80, "case": 0.78, "topic": 0.82}
AMONG_THREE = {"advice": 0.93, "case": 0.90, "topic": 0.93}


@pytest.mark.parametrize("kind", KINDS)
def test_a_fitting_item_comes_first_or_among_three(kind: str) -> None:
    """Two thirds of these statements share no content word with the item that fits."""
    rows = [row for row in STATEMENTS if row["kind"] == kind]
    ranked = [
        [match.item_id for match in suggester(kind).rank(row["text"], row.get("theme"), row.get("sector"))]
        for row in rows
    ]
    first = sum(ids[0] in row["fits"] for ids, row in zip(ranked, rows, strict=True)) / len(rows)
    among = sum(any(item in row["fits"] for item in ids) for ids, row in zip(ranked, rows, strict=True)) / len(rows)
    missed = [f"{row['text']!r}: {ids[0]}" for ids, row in zip(ranked, rows, strict=True) if ids[0] not in row["fits"]]
    assert first >= FIRST[kind], f"hit@1 {first:.3f}\n" + "\n".join(missed)
    assert among >= AMONG_THREE[kind], f"hit@3 {among:.3f}"


def test_the_reason_is_the_leaders_own_word() -> None:
    """Every word given as a reason stands in the statement."""
    for row in STATEMENTS:
        for match in suggester(row["kind"]).rank(row["text"]):
            assert all(word in row["text"] for word in match.words)


def test_what_was_shown_does_not_come_again() -> None:
    """Ruled-out ids are left out, and theme and sector only tip the scales."""
    shown = {match.item_id for match in suggester("advice").rank("vi skal spare penge på det nye system")}
    again = suggester("advice").rank("vi skal spare penge på det nye system", without=shown)
    assert not shown & {match.item_id for match in again}


def test_a_question_about_something_else_is_known_as_such() -> None:
    """So that the assistant says that it does not know."""
    assert not suggester("topic").knows("hvad er en blockchain")
    assert suggester("topic").knows("hvad var det nu med de bølger")


def test_the_command_line_gives_one_array_a_line() -> None:
    """Also for an empty line and a hostile one."""
    lines = "mine folk er bange for at maskinen overtager\n\n<script>alert(1)</script>\n"
    command = [sys.executable, "-m", "bot", "suggest", "--kind", "case", "--top", "2", "--json"]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, cwd=ROOT, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [len(row) for row in rows] == [2, 2, 2]
    assert set(rows[0][0]) == {"id", "score", "why"}


def test_scores_fall_and_stay_between_nought_and_one() -> None:
    """A score is a share of the fit."""
    (row,) = suggest(["vi har for få der kan tage fra"], "advice", 13)
    scores = [each["score"] for each in row]
    assert scores == sorted(scores, reverse=True)
    assert abs(sum(scores) - 1) < 0.01
