"""Rasa's marks of entities in a phrase: `[mine folk]{"entity": "theme", "value": "employees"}`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import NamedTuple

_MARK = re.compile(r"\[(?P<text>[^\]]+)\](?:\{(?P<json>[^}]*)\}|\((?P<entity>[^:)]+)(?::(?P<value>[^)]+))?\))")


class Entity(NamedTuple):
    """A piece of a phrase, from `start` up to `end` (characters), and what it stands for."""

    start: int
    end: int
    entity: str
    value: str


def mark(text: str, entities: Iterable[Entity]) -> str:
    """The phrase with its entities marked.

    Raises:
        ValueError: entities overlap or lie outside the phrase, or brackets in it would be read as marks.
    """
    marked, at = "", 0
    wanted = sorted(entities)
    for start, end, entity, value in wanted:
        if not at <= start < end <= len(text):
            raise ValueError(f"{entity} at {start} to {end}")
        meaning = json.dumps({"entity": entity, "value": value}, ensure_ascii=False)
        marked += f"{text[at:start]}[{text[start:end]}]{meaning}"
        at = end
    marked += text[at:]
    if unmark(marked) != (text, tuple(wanted)):
        raise ValueError("brackets")
    return marked


def unmark(marked: str) -> tuple[str, tuple[Entity, ...]]:
    """The phrase without marks, and what was marked in it; a mark that cannot be read stays in the phrase."""
    text, at, entities = "", 0, []
    for match in _MARK.finditer(marked):
        try:
            meaning = json.loads(f"{{{match['json']}}}") if match["json"] is not None else match.groupdict()
            entity, value = meaning["entity"], meaning.get("value") or match["text"]
        except (ValueError, KeyError):
            continue
        text += marked[at : match.start()]
        entities.append(Entity(len(text), len(text) + len(match["text"]), entity, str(value)))
        text += match["text"]
        at = match.end()
    return text + marked[at:], tuple(entities)
