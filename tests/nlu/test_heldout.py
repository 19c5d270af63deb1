"""The ear does not get worse: floors a little under what is reached, on phrases that nothing is trained on."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from sklearn.metrics import f1_score

from bench.data import HELDOUT, load
from bot.cli.parse import parse

ANSWER, OPEN_QUESTION = "answer_question", "employees-safety"
MACRO_F1, ANSWERS_KEPT, COMMANDS_OBEYED, ENTITY_F1 = 0.94, 0.975, 0.95, 0.95


@pytest.fixture(scope="module")
def examples() -> list[Any]:
    """The held-out examples as Rasa reads them."""
    return [each for each in load(*HELDOUT).intent_examples if each.get("text")]


@pytest.fixture(scope="module")
def idle(model: Path, examples: list[Any]) -> list[dict[str, Any]]:
    """How each is taken with nothing open."""
    return list(parse(each.get("text") for each in examples))


@pytest.fixture(scope="module")
def open_question(model: Path, examples: list[Any]) -> list[dict[str, Any]]:
    """How each is taken with a question open."""
    return list(parse((each.get("text") for each in examples), OPEN_QUESTION))


def _wrong(examples: list[Any], taken: list[dict[str, Any]], is_wrong: Any) -> str:
    by_intent = defaultdict(list)
    for example, row in zip(examples, taken, strict=True):
        if is_wrong(example.get("intent"), row):
            by_intent[example.get("intent")].append(f"{row['text'][:70]!r} → {row['intent']}")
    return "\n".join(f"{intent}: {'; '.join(rows)}" for intent, rows in sorted(by_intent.items()))


def test_commands_are_understood(examples: list[Any], idle: list[dict[str, Any]]) -> None:
    """Macro-F1 over the 36 command intents."""
    rows = [(each.get("intent"), row["intent"]) for each, row in zip(examples, idle, strict=True)]
    commands = [(truth, taken) for truth, taken in rows if truth != ANSWER]
    truths, takens = zip(*commands, strict=True)
    reached = f1_score(truths, takens, labels=sorted(set(truths)), average="macro")
    wrong = _wrong(examples, idle, lambda truth, row: truth not in (ANSWER, row["intent"]))
    assert reached >= MACRO_F1, f"macro-F1 {reached:.3f}\n{wrong}"


def test_an_answer_is_not_taken_for_a_command(examples: list[Any], open_question: list[dict[str, Any]]) -> None:
    """With a question open, a reflection is stored as the answer."""
    kept = [
        row["taken_as"] == "answer"
        for each, row in zip(examples, open_question, strict=True)
        if each.get("intent") == ANSWER
    ]
    wrong = _wrong(examples, open_question, lambda truth, row: truth == ANSWER and row["taken_as"] != "answer")
    assert sum(kept) / len(kept) >= ANSWERS_KEPT, wrong


def test_a_command_is_obeyed_although_a_question_is_open(
    examples: list[Any], open_question: list[dict[str, Any]]
) -> None:
    """Not stored as an answer. A yes or no is a reply, so those two intents do not count here."""
    rows = [
        row["taken_as"] == "command"
        for each, row in zip(examples, open_question, strict=True)
        if each.get("intent") not in (ANSWER, "affirm", "deny")
    ]
    wrong = _wrong(examples, open_question, lambda truth, row: truth != ANSWER and row["taken_as"] != "command")
    assert sum(rows) / len(rows) >= COMMANDS_OBEYED, wrong


@pytest.mark.parametrize(("intent", "entity"), [("choose_theme", "theme"), ("state_sector", "sector")])
def test_theme_and_sector_are_found(examples: list[Any], idle: list[dict[str, Any]], intent: str, entity: str) -> None:
    """Micro-F1 over the values, each message's as a set."""
    hits = found = there = 0
    missed = []
    for each, row in zip(examples, idle, strict=True):
        if each.get("intent") != intent:
            continue
        truth = {marked["value"] for marked in each.get("entities", []) if marked["entity"] == entity}
        taken = {marked["value"] for marked in row["entities"] if marked["entity"] == entity}
        hits, found, there = hits + len(truth & taken), found + len(taken), there + len(truth)
        missed += [f"{row['text']!r}: {taken or '–'} for {truth}"] if truth != taken else []
    reached = 2 * hits / (found + there)
    assert reached >= ENTITY_F1, f"F1 {reached:.3f}\n" + "\n".join(missed)
