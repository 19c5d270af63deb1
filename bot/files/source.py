"""One file that a person wrote: its text, its content with lines, and why it cannot be read where it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from bot.errors import Problem
from bot.files.located import Doubt, locate
from bot.files.slips import decode, find_slips
from bot.files.syntax import doubt_problem, syntax_problem


@dataclass(frozen=True)
class Source:
    """A file as it was read.

    Attributes:
        file: relative to the project's root, as the trainer knows it.
        text: with plain line ends; empty where the file is not UTF-8.
        content: `Fields`, `Rows` or a scalar; None where the file is empty or cannot be read.
        odd: problems of the bytes that keep nothing from being read: line ends, byte order mark.
        slips: problems of the letters; the file is not read further.
        syntax: why it is no YAML, or what nobody means by it; at most one.
    """

    file: Path
    text: str
    content: Any
    odd: list[Problem]
    slips: list[Problem]
    syntax: list[Problem]

    @property
    def problems(self) -> list[Problem]:
        """All of them."""
        return self.odd + self.slips + self.syntax

    @property
    def is_read(self) -> bool:
        """Whether the content can be relied on."""
        return not self.slips and not self.syntax

    def problem(self, line: int, what: str, remedy: str) -> Problem:
        """A problem of this file."""
        return Problem(self.file, line, what, remedy)


def read_source(path: Path, root: Path) -> Source:
    """Read a file; whatever is wrong with it is in the result.

    Args:
        path: the file.
        root: the project's root, which the file's name is shown relative to.

    Raises:
        OSError: the file is not there or may not be read.
    """
    file = path.relative_to(root) if path.is_relative_to(root) else path
    text, odd = decode(path.read_bytes(), file)
    if odd and not text:
        return Source(file, "", None, [], odd, [])
    slips = find_slips(text, file)
    content, syntax = (None, []) if slips else parse(text, file)
    return Source(file, text, content, odd, slips, syntax)


def parse(text: str, file: Path) -> tuple[Any, list[Problem]]:
    """The content of a YAML text, and the problem that keeps it from being relied on, if any."""
    try:
        node = YAML(typ="safe").compose(text)
    except MarkedYAMLError as error:
        try:  # the quick parser, in C, stumbles over a question mark within {…}
            node = YAML(typ="safe", pure=True).compose(text)
        except MarkedYAMLError:
            return None, [syntax_problem(error, text, file)]
    doubts: list[Doubt] = []
    content = locate(node, doubts) if node else None
    return content, [doubt_problem(doubt, text, file) for doubt in doubts[:1]]


def did_you_mean(wrong: str, known: list[str]) -> str:
    """A remedy for a name that does not exist: the closest one that does, or all of them where they are few."""
    close = get_close_matches(wrong, known, n=1, cutoff=0.6)
    if close:
        return f"Mente du «{close[0]}»?"
    return f"Vælg mellem: {', '.join(sorted(known))}." if 0 < len(known) <= 24 else "Se, hvordan de andre skriver det."
