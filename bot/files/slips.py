"""What hands and programs do to the letters of a file: another encoding, tabs, curly quotes, a merge left half done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from bot.errors import Problem

FIX = "Kør python -m bot check --fix, så bliver det rettet."
BOM = "\ufeff"
# æøå that were saved as UTF-8 and read as something else.
MOJIBAKE = {"Ã¦": "æ", "Ã¸": "ø", "Ã¥": "å", "Ã†": "Æ", "Ã˜": "Ø", "Ã…": "Å", "Ã©": "é", "Ã‰": "É"}
ODD_SPACES = "\u00a0\u2007\u202f\u200b\ufeff"
_CONTROL = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029"
MERGE = re.compile(r"^(<{7}|>{7}|\|{7})( |$)|^={7}$")
# key: “text” or - “text”, from the first letter to the last.
CURLY = re.compile(r"^(\s*(?:- +)?(?:[\w-]+: +|(?<=- )))([“”„‟])([^“”„‟]*)([“”„‟])(\s*)$")
_CURLY_INSIDE = re.compile(r"^\s*(?:- +)?[\w-]+: +[“”„‟][^“”„‟]*$|[\[{,:] *[“”„‟]")
_CUT_OFF = re.compile(r"^\s*(?:- +)?[a-z_]+: +[^\"'|>#\s\[{&*][^\"]* #\S")  # YAML takes it for a comment
_LOST = re.compile("\ufffd|" + "|".join(MOJIBAKE) + r"|(?<![\w/.?=&-])[A-Za-zæøå]+\?[a-zæøå]")


@dataclass(frozen=True)
class Slip:
    """One kind of slip: how a line shows it, and the sentence about it."""

    pattern: re.Pattern[str]
    what: str
    remedy: str


_IN_LINES = [
    Slip(
        MERGE,
        "Her står et mærke fra en sammenfletning, der ikke er gjort færdig.",
        "Behold den rigtige af de to udgaver, og slet linjerne med <<<<<<<, ======= og >>>>>>>.",
    ),
    Slip(_LOST, "Et æ, ø eller å er gået tabt.", "Skriv bogstavet igen, og gem filen med tegnsættet UTF-8."),
    Slip(
        re.compile(r"\t"),
        "Linjen har en tabulator.",
        "Sæt mellemrum i stedet, så den står lige under dem over den. Ofte kan python -m bot check --fix gøre det.",
    ),
    Slip(re.compile(f"[{ODD_SPACES}]"), "Linjen har et usynligt tegn, der ligner et mellemrum.", FIX),
    Slip(re.compile(f"[{_CONTROL}]"), "Linjen har et usynligt tegn.", "Slet linjen, og skriv den igen."),
    Slip(CURLY, "Teksten står i krøllede anførselstegn.", f'Brug lige: "…". {FIX}'),
    Slip(_CUT_OFF, "Det, der står efter «#», bliver ikke læst.", 'Sæt anførselstegn om hele teksten: "…".'),
    Slip(_CURLY_INSIDE, "Her står et krøllet anførselstegn.", 'Brug lige anførselstegn: "…".'),
]
_SOMEWHERE = [re.compile(slip.pattern.pattern, re.MULTILINE) for slip in _IN_LINES]  # most files have none: look once


def decode(raw: bytes, file: Path) -> tuple[str, list[Problem]]:
    r"""The text with plain line ends and without a byte order mark, and what was odd about its bytes.

    Args:
        raw: the file as it lies on disk.
        file: its name, for the problems.

    Returns:
        The text and the problems; a text that is not UTF-8 comes back empty.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return "", [Problem(file, line, "Filen er ikke gemt som UTF-8.", "Gem den igen med tegnsættet UTF-8.")]
    problems = []
    if text.startswith(BOM):
        problems.append(Problem(file, 1, "Filen begynder med et usynligt mærke (BOM).", FIX))
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        problems.append(Problem(file, line, "Filen har linjeskift fra Windows.", FIX))
    return text.removeprefix(BOM).replace("\r\n", "\n").replace("\r", "\n"), problems


def find_slips(text: str, file: Path) -> list[Problem]:
    """One problem for each kind of slip, at the first line that has it; a line is told of once."""
    found = groupby(sorted(_slips(text)), key=lambda each: each[0])
    problems = []
    for kind, lines in found:
        numbers = [number for _, number in lines]
        slip = _IN_LINES[kind]
        more = len(numbers) - 1 if slip.pattern is not MERGE else 0
        also = f" Det samme gælder {more} {'linje' if more == 1 else 'linjer'} til." if more else ""
        problems.append(Problem(file, numbers[0], slip.what + also, slip.remedy))
    return problems


def _slips(text: str) -> Iterator[tuple[int, int]]:
    if not any(pattern.search(text) for pattern in _SOMEWHERE):
        return
    for number, line in enumerate(text.split("\n"), 1):
        for kind, slip in enumerate(_IN_LINES):
            if slip.pattern.search(line):
                yield kind, number
                break
