"""The training examples as they stand in the files, and the doubles among them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.errors import Problem
from bot.language.danish import fold
from bot.settings import ROOT

_INTENT = re.compile(r"^\s*- intent:\s*(\S+)")
_OTHER_BLOCK = re.compile(r"^\s*- (?:synonym|lookup|regex):")
_EXAMPLE = re.compile(r"^\s+- (.+?)\s*$")
_MARK = re.compile(r"\[([^\]]+)\](?:\{[^}]*\}|\([^)]*\))")
NEAR = 96  # of 100: two lines that differ by a letter or a mark
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
    """Every example under a folder's `nlu.yml` files, line by line."""
    for file in sorted(folder.rglob("nlu.yml")):
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


def find_doubles(examples: list[Example]) -> list[Problem]:
    """Phrases that stand twice (in one intent or in two), and long ones that differ by a letter or a mark.

    Returns:
        A problem for each second phrase, in Danish, that names the first one's place.
    """
    problems = []
    seen: dict[str, Example] = {}
    for example in examples:
        first = seen.setdefault(same(example.text), example)
        if first is not example:
            where = "i samme hensigt" if first.intent == example.intent else f"under «{first.intent}»"
            what = f"«{example.text}» står også {where} ({first.place})."
            problems.append(Problem(Path(example.place.rpartition(":")[0]), example.line, what, "Slet den ene."))
    by_intent: dict[str, list[Example]] = {}
    for example in seen.values():
        by_intent.setdefault(example.intent, []).append(example)
    for group in by_intent.values():
        problems += _near(group)
    return problems


def _near(group: list[Example]) -> list[Problem]:
    long = [example for example in group if len(example.text) >= LONG_ENOUGH]
    texts = [same(example.text) for example in long]
    alike = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=NEAR, workers=-1)
    return [
        Problem(
            Path(long[later].place.rpartition(":")[0]),
            long[later].line,
            f"«{long[later].text}» er næsten den samme som «{long[earlier].text}» ({long[earlier].place}).",
            "Skriv den anderledes, eller slet den.",
        )
        for later in range(len(long))
        for earlier in range(later)
        if alike[later][earlier] >= NEAR
    ]
