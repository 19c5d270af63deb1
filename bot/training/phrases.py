"""Labelled phrases that models are scored on: the held-out sets, and whatever else a caller has."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from bot.settings import ROOT
from bot.training.examples import read_file

ANSWER, OPEN_QUESTION = "answer_question", "employees-safety"
HELDOUT = sorted((ROOT / "tests" / "nlu").glob("heldout*.yml"))
REPLIES = ("affirm", "deny")  # with a question open, a yes or no is a reply to it as often as a command
_VALUE = re.compile(r"\[[^\]]+\](\{[^}]*\})")


@dataclass(frozen=True)
class Phrase:
    """What was said, and what it meant.

    Attributes:
        text: as it was typed.
        intent: what is right.
        open_question: id of the question that was open, or None.
        source: where the phrase is from, in Danish, for the reader of a report.
        values: (entity, value) of what is marked in it.
    """

    text: str
    intent: str
    open_question: str | None
    source: str
    values: frozenset[tuple[str, str]] = frozenset()


def heldout() -> list[Phrase]:
    """The held-out phrases: commands with nothing open and with a question open, answers with a question open.

    Returns:
        An empty list where an installation has no held-out sets.
    """
    phrases = []
    for number, file in enumerate(HELDOUT, 1):
        for example in read_file(file):
            marks = map(json.loads, _VALUE.findall(example.marked))
            values = frozenset((mark["entity"], mark["value"]) for mark in marks)
            described = (example.intent, f"prøvesæt {number}", values)
            if example.intent != ANSWER:
                phrases.append(Phrase(example.text, described[0], None, *described[1:]))
            if example.intent not in REPLIES:
                phrases.append(Phrase(example.text, described[0], OPEN_QUESTION, *described[1:]))
    return phrases
