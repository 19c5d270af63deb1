"""The blocks of an `nlu.yml`: where an intent's phrases stand, and how new ones get in without touching another byte.

ruamel.yaml says where a block is; the new lines are set in as text, because writing the file anew would wrap and requote
what is there. The result is read once more and compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.errors import LederdialogError
from bot.training.stories import shown


@dataclass(frozen=True)
class Block:
    """An intent's phrases.

    Attributes:
        file: the file.
        number: which block of the file it is, from 0.
        end: index of the line behind the last phrase.
        indent: what stands before each phrase's dash.
        phrases: how many there are.
    """

    file: Path
    number: int
    end: int
    indent: str
    phrases: int


@dataclass(frozen=True)
class Insertion:
    """A file before and after, and the line (1-based) of each block's first new phrase."""

    before: str
    after: str
    lines: dict[Block, int]


def read_text(file: Path) -> str:
    """The file with its line ends as they are."""
    with file.open(encoding="utf-8", newline="") as source:
        return source.read()


def _rows(text: str) -> list[str]:
    return StringIO(text, newline="").readlines()  # lines as YAML counts them


def _blocks(file: Path) -> Iterator[tuple[str, Block]]:
    text = read_text(file)
    rows = _rows(text)
    for number, item in enumerate(YAML(typ="rt", pure=True).load(text)["nlu"]):
        examples = item.get("examples")
        if "intent" not in item or not isinstance(examples, str) or not examples.strip():
            continue
        first = item.lc.value("examples")[0] + 1  # the line behind `examples: |`
        phrases = len(examples.rstrip("\n").split("\n"))
        indent = rows[first][: len(rows[first]) - len(rows[first].lstrip())]
        yield item["intent"], Block(file, number, first + phrases, indent, phrases)


def largest_blocks(folder: Path) -> dict[str, Block]:
    """For each intent its block in the `nlu.yml` files of a folder; if it has several, the largest.

    Raises:
        LederdialogError: a file cannot be read; the message is Danish and names it.
    """
    largest: dict[str, Block] = {}
    for file in sorted(folder.rglob("nlu.yml")):
        try:
            for intent, block in _blocks(file):
                if intent not in largest or block.phrases > largest[intent].phrases:
                    largest[intent] = block
        except (YAMLError, UnicodeDecodeError, KeyError, TypeError, IndexError) as error:
            raise LederdialogError(f"{shown(file)}: Filen kan ikke læses. Kør make check.") from error
    return largest


def insert(file: Path, new: Mapping[Block, list[str]]) -> Insertion:
    """The file with new phrases at the end of some of its blocks; nothing is written.

    Args:
        file: the file.
        new: phrases for each block, with marks, without dash.

    Raises:
        LederdialogError: the phrases would change what is there; the message is Danish.
    """
    before = read_text(file)
    rows, lines, shift = _rows(before), {}, 0
    ending = "\r\n" if rows[0].endswith("\r\n") else "\n"
    for block in sorted(new, key=lambda each: each.end):
        at = block.end + shift
        if not rows[at - 1].endswith("\n"):  # the file's last line
            rows[at - 1] += ending
        rows[at:at] = [f"{block.indent}- {phrase}{ending}" for phrase in new[block]]
        lines[block] = at + 1
        shift += len(new[block])
    insertion = Insertion(before, "".join(rows), lines)
    if not _adds_only(insertion, new):
        raise LederdialogError(f"{shown(file)}: Sætningerne kan ikke sættes ind uden at ændre andet. Se filen efter.")
    return insertion


def _adds_only(insertion: Insertion, new: Mapping[Block, list[str]]) -> bool:
    yaml = YAML(typ="safe", pure=True)
    wanted, got = yaml.load(insertion.before), yaml.load(insertion.after)
    for block, phrases in new.items():
        item, written = wanted["nlu"][block.number], got["nlu"][block.number]
        item["examples"] = "\n".join([item["examples"].rstrip("\n"), *(f"- {phrase}" for phrase in phrases)])
        written["examples"] = written["examples"].rstrip("\n")
    return bool(got == wanted)
