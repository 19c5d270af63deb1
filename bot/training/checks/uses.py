"""Where names are used: in examples, rules, stories, buttons, slots, commands; one at a time, with its line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.files.located import Fields, Rows
from bot.files.source import Source
from bot.knowledge.items import Command
from bot.training.checks.tree import Tree

_PAYLOAD = re.compile(r"^/(\w+)\s*(?:\{(\{.*\})\})?$")  # Rasa fills in words in {braces}, so JSON doubles its own


@dataclass(frozen=True)
class Named:
    """A name that is used somewhere; `kind` is the key it stands under in a rule."""

    source: Source
    line: int
    kind: str
    name: str


def names_in_talks(tree: Tree) -> Iterator[Named]:
    """Every intent, entity, action, slot and form that a rule or a story names."""
    for heading in ("rules", "stories"):
        for source, talks in tree.under(heading):
            yield from _in_talks(source, talks)


def names_in_tests(tree: Tree) -> Iterator[Named]:
    """The same of the conversation tests."""
    for source in tree.tested:
        talks = source.content.get("stories") if isinstance(source.content, Fields) else None
        yield from _in_talks(source, talks if isinstance(talks, Rows) else ())


def _in_talks(source: Source, talks: Iterable[Any]) -> Iterator[Named]:
    for talk in talks:
        if isinstance(talk, Fields):
            for part in ("condition", "steps"):
                yield from _names(source, talk.get(part))


def _names(source: Source, steps: Any) -> Iterator[Named]:
    for step in steps if isinstance(steps, Rows) else ():
        for key, value in step.items() if isinstance(step, Fields) else ():
            line = step.line_of(key)
            if key == "or":
                yield from _names(source, value)
            elif key in ("intent", "action", "active_loop") and isinstance(value, str):
                yield Named(source, line, key, value)
            elif key in ("entities", "slot_was_set") and isinstance(value, Rows):
                for row_line, row in value.rows():
                    for name in row if isinstance(row, Fields) else [row]:
                        yield Named(source, row_line, key, str(name))


def names_in_examples(tree: Tree) -> Iterator[Named]:
    """The intent of each block, the entity of each lookup table and each mark."""
    for block in tree.blocks:
        if block.kind in ("intent", "lookup"):
            yield Named(block.source, block.line, "intent" if block.kind == "intent" else "entities", block.name)
    for mark in tree.marks:
        yield Named(mark.block.source, mark.line, "entities", mark.entity)


def names_in_commands(tree: Tree) -> Iterator[Named]:
    """The intents that the assistant offers when it guesses."""
    for source in tree.knowledge:
        commands = source.content.get(Command.kind) if isinstance(source.content, Fields) else None
        for command in commands if isinstance(commands, Rows) else ():
            if isinstance(command, Fields) and "id" in command:
                yield Named(source, command.line_of("id"), "intent", str(command["id"]))


@dataclass(frozen=True)
class Payload:
    """What a button sends: an intent, and values of entities; None where it cannot be read."""

    source: Source
    line: int
    text: str
    intent: str
    values: dict[str, str] | None


def payloads(tree: Tree) -> Iterator[Payload]:
    """The payload of every button."""
    for source, responses in tree.under("responses"):
        for variants in responses.values() if isinstance(responses, Fields) else ():
            for variant in variants:
                for button in variant.get("buttons") or ():
                    if not str(button["payload"]).startswith("/"):
                        continue  # a plain word, sent as if the leader had typed it
                    yield _payload(source, button.line_of("payload"), str(button["payload"]))


def _payload(source: Source, line: int, text: str) -> Payload:
    match = _PAYLOAD.match(text)
    try:
        read = json.loads(match[2] or "{}") if match else None
    except json.JSONDecodeError:
        read = None
    values = None if read is None else {entity: str(value) for entity, value in read.items()}
    return Payload(source, line, text, match[1] if match else "", values)


def names_in_buttons(tree: Tree) -> Iterator[Named]:
    """The intents and entities that buttons send."""
    for payload in payloads(tree):
        if payload.values is not None:
            yield Named(payload.source, payload.line, "intent", payload.intent)
            for entity in payload.values:
                yield Named(payload.source, payload.line, "entities", entity)


def names_in_domain(tree: Tree) -> Iterator[Named]:
    """Every intent, entity and form that the mapping of a slot names, and every slot that a form asks for."""
    content = tree.domain.content
    for slot in _fields(content, "slots"):
        for mapping in slot.get("mappings") or [] if isinstance(slot, Fields) else ():
            if isinstance(mapping, Fields):
                yield from _names_in_mapping(tree.domain, mapping)
    for form in _fields(content, "forms"):
        slots = form.get("required_slots") if isinstance(form, Fields) else None
        for line, slot in slots.rows() if isinstance(slots, Rows) else ():
            yield Named(tree.domain, line, "slot_was_set", str(slot))


def _fields(content: Any, heading: str) -> list[Any]:
    found = content.get(heading)
    return list(found.values()) if isinstance(found, Fields) else []


def _names_in_mapping(source: Source, mapping: Fields) -> Iterator[Named]:
    for key, kind in (("intent", "intent"), ("not_intent", "intent"), ("entity", "entities")):
        value = mapping.get(key)
        for line, name in value.rows() if isinstance(value, Rows) else [(mapping.line_of(key), value)]:
            if isinstance(name, str):
                yield Named(source, line, kind, name)
    for condition in mapping.get("conditions") or []:
        if isinstance(condition, Fields) and isinstance(condition.get("active_loop"), str):
            yield Named(source, condition.line_of("active_loop"), "active_loop", condition["active_loop"])


def all_names(tree: Tree) -> Iterator[Named]:
    """All of them."""
    for names in (
        names_in_examples,
        names_in_talks,
        names_in_tests,
        names_in_domain,
        names_in_buttons,
        names_in_commands,
    ):
        yield from names(tree)
