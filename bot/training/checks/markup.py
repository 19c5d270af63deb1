"""Marks in examples: [word](entity) and [word]{"entity": "theme", "value": "mindset"}."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.errors import Problem
from bot.training.checks.nlu import Block

_MARK = re.compile(r"\[([^\[\]]*)\](?:\(([^()\s]*)\)|(\{[^{}]*\}))")
_SHAPE = 'Skriv fx [sfo]{"entity": "sector", "value": "daycare-school"} eller [AI](technology).'
_KEYS = {"entity", "value", "role", "group"}


@dataclass(frozen=True)
class Mark:
    """A marked word in an example; without `value` the word itself is the value."""

    block: Block
    line: int
    word: str
    entity: str
    value: str | None


def marks_of(block: Block) -> tuple[list[Mark], list[Problem]]:
    """The marks of a block's phrases, and a problem for each phrase whose marks are not whole."""
    marks: list[Mark] = []
    problems = []
    for line, phrase in block.phrases if block.kind == "intent" else ():
        slip = next(_slips(phrase), None)
        if slip:
            problems.append(block.source.problem(line, *slip))
            continue
        for match in _MARK.finditer(phrase):
            fields = json.loads(match[3]) if match[3] else {"entity": match[2]}
            marks.append(Mark(block, line, match[1], str(fields["entity"]), fields.get("value")))
    return marks, problems


def _slips(phrase: str) -> Iterator[tuple[str, str]]:
    """What is wrong with the marks of a phrase; the first says it."""
    for match in _MARK.finditer(phrase):
        word, name, fields = match.groups()
        if not word.strip():
            yield "Der står ingen ord i [ ] foran mærket.", _SHAPE
        elif fields is None and not name:
            yield f"Mærket efter [{word}] er tomt.", _SHAPE
        elif fields and not _is_whole(fields):
            yield f"Mærket efter [{word}] er ikke skrevet rigtigt: {fields}.", _SHAPE
    rest = _MARK.sub("", phrase)
    if re.search(r"\[[^\[\]]*\]\s+[({]", phrase):
        yield "Der står et mellemrum mellem ] og mærket.", f"Fjern det. {_SHAPE}"
    elif re.search(r"\([^()]*\)\[[^\[\]]*\]", phrase):
        yield "Mærket er vendt om: ordet skal stå i [ ] og entiteten i ( ).", _SHAPE
    elif re.search(r"[\[\]{}]", rest):
        yield "En klamme i mærket er ikke åbnet eller lukket, eller mærket mangler.", _SHAPE


def _is_whole(text: str) -> bool:
    try:
        fields = json.loads(text)
    except json.JSONDecodeError:
        return False
    return (
        "entity" in fields and set(fields) <= _KEYS and all(isinstance(each, str) and each for each in fields.values())
    )
