"""The training examples as they stand in the files, and the doubles among them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from bot.errors import Problem
from bot.folding import fold
from bot.settings import ROOT

_INTENT = re.compile(r"^\s*- intent:\s*(\S+)")
_NLU = re.compile(r"^nlu\s*:", re.MULTILINE)
_OTHER_BLOCK = re.compile(r"^\s*- (?:synonym|lookup|regex):")
_EXAMPLE = re.compile(r"^\s+- (.+?)\s*$")
_MARK = re.compile(r"\[([^\]]+)\](?:\{[^}]*\}|\([^)]*\))")
NEAR = 96  # of 100: two lines of one intent that differ by a letter or a mark
# Across intents two lines may be closer in wording than in meaning («se mine data», «slet mine data»: 93), and yet a line is
# nowhere more harmful.
_NEAR_ACROSS = 94
_LONGER = 1.13  # a phrase that is longer than this many times another cannot be as near
_BAND = 256  # lines compared at a time
LONG_ENOUGH = 12  # letters; shorter phrases are near one another without being doubles


@dataclass(frozen=True)
class Example:
    """One phrase of one intent, where it stands; `text` is without entity marks, `marked` with them."""

    file: Path
    line: int
    intent: str
    text: str
    marked: str = ""

    @property
    def place(self) -> str:
        """File and line, as a trainer finds them."""
        return f"{self.file.relative_to(ROOT) if self.file.is_relative_to(ROOT) else self.file}:{self.line}"


def read_examples(folder: Path) -> Iterator[Example]:
    """Every example under a folder's files of examples, line by line."""
    for file in sorted(folder.rglob("*.yml")):
        if file.name.startswith("nlu") or _NLU.search(file.read_text(encoding="utf-8")):
            yield from read_file(file)


def read_file(file: Path) -> Iterator[Example]:
    """Every example of one file of NLU data, line by line."""
    intent = None
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if match := _INTENT.match(line):
            intent = match.group(1)
        elif _OTHER_BLOCK.match(line):
            intent = None
        elif intent and (match := _EXAMPLE.match(line)):
            yield Example(file, number, intent, _MARK.sub(r"\1", match.group(1)), match.group(1))


def same(text: str) -> str:
    """What is compared of a phrase: folded, without marks."""
    return re.sub(r"[^\w ]", "", fold(text)).strip()


def find_doubles(examples: list[Example], root: Path = ROOT) -> list[Problem]:
    """Phrases that stand twice (in one intent or in two), and long ones that differ by a letter or a mark.

    Args:
        examples: all there are.
        root: what the files' names are shown relative to.

    Returns:
        A problem for each second phrase, in Danish, that names the first one's place; those across intents come first.
    """
    seen: dict[str, Example] = {}
    exact = [
        (first, example)
        for example in examples
        if (first := seen.setdefault(same(example.text), example)) is not example
    ]
    pairs = [(first, second, True) for first, second in exact] + [(*pair, False) for pair in _near(seen)]
    pairs.sort(key=lambda pair: (pair[0].intent == pair[1].intent, str(pair[1].file), pair[1].line))
    told: set[Example] = set()
    problems = []
    for first, second, is_exact in pairs:
        if second not in told:
            told.add(second)
            problems.append(_double(first, second, is_exact, root))
    return problems


def _double(first: Example, second: Example, is_exact: bool, root: Path) -> Problem:
    file, place = (
        each.file.relative_to(root) if each.file.is_relative_to(root) else each.file for each in (second, first)
    )
    across = first.intent != second.intent
    where = f"under «{first.intent}»" if across else "i samme hensigt"
    if is_exact:
        what, remedy = f"«{second.text}» står også {where} ({place}:{first.line}).", "Slet den ene."
    else:
        what = f"«{second.text}» er næsten den samme som «{first.text}» {where} ({place}:{first.line})."
        remedy = "Skriv den anderledes, eller slet den."
    if across:
        remedy = "Assistenten kan ikke vide, hvilken der er ment. Behold den, hvor den hører til, og slet den anden."
    return Problem(file, second.line, what, remedy)


def _near(seen: dict[str, Example]) -> Iterator[tuple[Example, Example]]:
    """Pairs of long phrases that are nearly the same, the earlier one first; only phrases of like length are compared."""
    place = {id(example): number for number, example in enumerate(seen.values())}
    long = sorted((text for text, example in seen.items() if len(example.text) >= LONG_ENOUGH), key=len)
    lengths = [len(text) for text in long]
    for start in range(0, len(long), _BAND):
        band = long[start : start + _BAND]
        end = bisect_right(lengths, len(band[-1]) * _LONGER)
        alike = process.cdist(band, long[start:end], scorer=fuzz.ratio, score_cutoff=_NEAR_ACROSS, dtype=np.uint8)
        for row, column in np.argwhere(alike):
            if column <= row:
                continue
            pair = sorted((seen[band[row]], seen[long[start + column]]), key=lambda example: place[id(example)])
            if alike[row, column] >= (NEAR if pair[0].intent == pair[1].intent else _NEAR_ACROSS):
                yield pair[0], pair[1]
