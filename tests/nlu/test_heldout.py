"""The ear does not get worse: floors a little under what is reached, on phrases written by other hands (docs/understanding.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from bench.data import load
from bot.ear import Ear
from bot.training.phrases import ANSWER, HELDOUT, heldout
from bot.training.scores import FLOORS, Heard, Pairs, figures, is_right


@pytest.fixture(scope="module")
def pairs(model: Path) -> Pairs:
    """How each held-out phrase is taken: with nothing open, and with a question open."""
    ear = Ear.load(model)
    return [(phrase, Heard.from_row(ear.hear(phrase.text, phrase.open_question))) for phrase in heldout()]


_WRONG: dict[str, Callable[..., bool]] = {
    "macro_f1": lambda phrase, heard: not phrase.open_question and not is_right(phrase, heard),
    "answers_kept": lambda phrase, heard: phrase.intent == ANSWER and heard.taken_as != "answer",
    "commands_obeyed": lambda phrase, heard: (
        phrase.open_question and phrase.intent != ANSWER and heard.taken_as != "command"
    ),
    "theme_f1": lambda phrase, heard: phrase.intent == "choose_theme" and phrase.values - heard.values,
    "sector_f1": lambda phrase, heard: phrase.intent == "state_sector" and phrase.values - heard.values,
}


@pytest.mark.parametrize("name", asdict(FLOORS))
def test_no_figure_is_under_its_floor(pairs: Pairs, name: str) -> None:
    """Commands, answers that stay answers, commands in the middle of a question, themes and sectors."""
    wrong = defaultdict(list)
    for phrase, heard in pairs:
        if _WRONG[name](phrase, heard):
            wrong[phrase.intent].append(f"{phrase.text[:70]!r} → {heard.intent} {set(heard.values) or ''}")
    named = "\n".join(f"{intent}: {'; '.join(rows)}" for intent, rows in sorted(wrong.items()))
    reached = asdict(figures(pairs))[name]
    assert reached >= asdict(FLOORS)[name], f"{name} {reached:.3f}\n{named}"


def test_the_heldout_sets_are_read_as_rasa_reads_them() -> None:
    """Text, intent, and the values of what is marked."""
    ours = {(phrase.text, phrase.intent, phrase.values) for phrase in heldout()}
    rasas = {
        (
            each.get("text"),
            each.get("intent"),
            frozenset((mark["entity"], mark["value"]) for mark in each.get("entities", [])),
        )
        for each in load(*HELDOUT).intent_examples
        if each.get("text")
    }
    assert ours == rasas
