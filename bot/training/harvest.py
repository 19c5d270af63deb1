"""Phrases that trainers accepted, on their way into the files that the assistant learns from: first a plan, then the deed."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.errors import LederdialogError
from bot.training.blocks import Block, Insertion, insert, largest_blocks, read_text
from bot.training.examples import LONG_ENOUGH, NEAR, Example, read_examples, read_file, same
from bot.training.files import write_whole
from bot.training.markup import Entity, mark
from bot.training.stories import shown

MOST_LETTERS = 300
_UNWRITABLE = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}  # kinds of characters that a line of YAML does not hold


@dataclass(frozen=True)
class Accepted:
    """A phrase, the intent that it was found to have, and what is to be marked in it."""

    text: str
    intent: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True)
class Added:
    """A phrase and where it goes: `line` is its line in the new file, 1-based, `written` what stands there."""

    phrase: Accepted
    file: Path
    line: int
    written: str


@dataclass(frozen=True)
class Refused:
    """A phrase that is not written, and why, in Danish."""

    phrase: Accepted
    why: str


@dataclass(frozen=True)
class Plan:
    """What is added, what is refused, and each file before and after."""

    added: tuple[Added, ...]
    refused: tuple[Refused, ...]
    files: dict[Path, Insertion]


class FileChanged(LederdialogError):
    """A file was edited after the plan was made; nothing is written."""


class _Known:
    """Phrases that new ones are compared with."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._first: dict[str, Example] = {}
        for example in examples:
            self.add(example)

    def add(self, example: Example) -> None:
        """From now on, this one counts."""
        self._first.setdefault(same(example.text), example)

    def like(self, text: str, intent: str | None = None) -> Example | None:
        """The phrase that says the same, or a long one (of this intent, if given) that differs by a letter or a mark."""
        wanted = same(text)
        if wanted in self._first or len(text) < LONG_ENOUGH:
            return self._first.get(wanted)
        others = [each for each, example in self._first.items() if intent in (None, example.intent)]
        near = process.extractOne(wanted, others, scorer=fuzz.ratio, score_cutoff=NEAR)
        return self._first[near[0]] if near else None


def plan(root: Path, accepted: Sequence[Accepted]) -> Plan:
    """What writing these phrases would do; nothing is written.

    Each goes to the end of its intent's block, where the intent has several, of the largest.

    Args:
        root: the project: examples in `data/`, held-out sets in `tests/nlu/heldout*.yml`.
        accepted: the phrases; of two alike, the first is taken.

    Raises:
        LederdialogError: a file of examples cannot be read or taken apart; the message is Danish and names it.
    """
    blocks = largest_blocks(root / "data")
    known = _Known(list(read_examples(root / "data")))
    held = _Known([each for file in sorted((root / "tests" / "nlu").glob("heldout*.yml")) for each in read_file(file)])
    taken: dict[Block, list[Accepted]] = {}
    refused = []
    for phrase in accepted:
        if why := _unfit(phrase, blocks) or _not_new(phrase, known, held):
            refused.append(Refused(phrase, why))
            continue
        block = blocks[phrase.intent]
        taken.setdefault(block, []).append(phrase)
        known.add(Example(block.file, 0, phrase.intent, phrase.text))
    added, files = _place(taken)
    return Plan(tuple(added), tuple(refused), files)


def carry_out(planned: Plan) -> None:
    """Write the files of a plan, each whole or not at all.

    Raises:
        FileChanged: a file is no longer as it was when the plan was made; none is written.
        OSError: a file cannot be written; those before it are.
    """
    for file, insertion in planned.files.items():
        if read_text(file) != insertion.before:
            raise FileChanged(f"{shown(file)}: Filen er blevet ændret imens. Prøv igen.")
    for file, insertion in planned.files.items():
        write_whole(file, insertion.after)


def _unfit(phrase: Accepted, blocks: dict[str, Block]) -> str | None:
    text = phrase.text.strip()
    if not same(text):
        return "Sætningen er tom."
    if len(text) > MOST_LETTERS:
        return f"Sætningen er på {len(text)} tegn; højst {MOST_LETTERS} kan bruges."
    if phrase.intent not in blocks:
        return f"Hensigten «{phrase.intent}» har ingen sætninger i data/."
    if any(unicodedata.category(letter) in _UNWRITABLE for letter in text):
        return "Sætningen har linjeskift, tabulator eller styretegn i sig."
    if text.startswith("/") or set("[]") & set(text):
        return "Sætningen har tegn, som Rasa læser som mærker: en skråstreg først, eller [ ]."
    try:
        _marked(phrase)
    except ValueError:
        return "Mærkerne overlapper, ligger uden for sætningen eller har tegn, som ikke kan bruges."
    return None


def _not_new(phrase: Accepted, known: _Known, held: _Known) -> str | None:
    if twin := held.like(phrase.text):
        return f"Sætningen hører til prøverne ({shown(twin.file)}), og dem må assistenten ikke lære af."
    if twin := known.like(phrase.text, phrase.intent):
        where = twin.place if twin.line else "tidligere på listen"
        return f"Den findes allerede under «{twin.intent}» ({where}): «{twin.text}»."
    return None


def _marked(phrase: Accepted) -> str:
    """The phrase as it is written, with Rasa's marks."""
    lead = len(phrase.text) - len(phrase.text.lstrip())
    moved = [Entity(start - lead, end - lead, entity, value) for start, end, entity, value in phrase.entities]
    return mark(phrase.text.strip(), moved)


def _place(taken: dict[Block, list[Accepted]]) -> tuple[list[Added], dict[Path, Insertion]]:
    added: list[Added] = []
    files: dict[Path, Insertion] = {}
    for file in sorted({block.file for block in taken}):
        new = {block: [_marked(phrase) for phrase in phrases] for block, phrases in taken.items() if block.file == file}
        files[file] = insert(file, new)
        for block, line in files[file].lines.items():
            rows = zip(taken[block], new[block], strict=True)
            added += [Added(phrase, file, line + at, written) for at, (phrase, written) in enumerate(rows)]
    return added, files
