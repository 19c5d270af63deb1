"""The files of examples, line by line: their form is so plain that every line that is not of it is a slip."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from bot.errors import Problem
from bot.files.source import Source, did_you_mean
from bot.files.syntax import INDENT, NO_COLON, dash_sentence

KINDS = ("intent", "synonym", "lookup", "regex")
_HEADING = re.compile(r"^(\w+)\s*:")
_HEADING_ANYWHERE = re.compile(_HEADING.pattern, re.MULTILINE)
_NLU = re.compile(r"^nlu\s*:", re.MULTILINE)
_BLOCK = re.compile(rf"^( *)(- +)?({'|'.join(KINDS)})\b( *:)? *(.*?)\s*$")
_BLOCK_INDENT = re.compile(rf"^( *)- (?:{'|'.join(KINDS)}):", re.MULTILINE)
_KEY = re.compile(r"^( *)(- +)?([A-Za-z_]\w*):\s*(.*?)\s*$")
_EXAMPLE = re.compile(r"^( *)- +(\S.*?)\s*$")
PIPE_MISSING = (
    "Der mangler en lodret streg efter «examples:».",
    "Skriv «examples: |», og skriv sætningerne på linjerne under.",
)


@dataclass
class Block:
    """The examples of one intent, synonym or lookup table in one file; `phrases` are lines and texts as they stand."""

    source: Source
    line: int
    kind: str
    name: str
    phrases: list[tuple[int, str]] = field(default_factory=list)


class _Reader:
    """Reads one file; after a slip it goes on as if the line had been right, so that one slip is told once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.blocks: list[Block] = []
        self.problems: list[Problem] = []
        self.is_nlu = False
        self.in_examples = False
        indents = Counter(map(len, _BLOCK_INDENT.findall(source.text)))
        self.key_indent = 2 + max(indents, key=lambda each: (indents[each], -each), default=0)  # of intent and examples
        self.indent: int | None = None  # of the dashes in the block being read

    def slip(self, number: int, what: str, remedy: str) -> None:
        self.problems.append(self.source.problem(number, what, remedy))

    def read(self) -> None:
        for number, line in enumerate(self.source.text.split("\n"), 1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            if self._heading(number, line) or not self.is_nlu:
                continue
            if not self._block(number, line) and not self._examples(number, line):
                self._phrase(number, line)
        self._close()

    def _heading(self, number: int, line: str) -> bool:
        match = _HEADING.match(line)
        if not match or match[1] in (*KINDS, "examples"):
            return False
        self._close()
        self.is_nlu = match[1] == "nlu"
        self.in_examples = False
        return True

    def _block(self, number: int, line: str) -> bool:
        match = _BLOCK.match(line)
        if not match or (self.in_examples and self._is_phrase(match, line)):
            return False
        self._close()
        indent, dash, kind, colon, name = match.groups()
        if not dash:
            self.slip(number, f"Bindestregen mangler foran «{kind}: {name}».", "Begynd linjen med «- ».")
        elif not colon:
            self.slip(number, f"Der mangler et kolon efter «{kind}».", f"Skriv «- {kind}: {name}».")
        elif not name:
            self.slip(number, f"Der mangler et navn efter «{kind}:».", "Skriv navnet efter kolonet.")
        elif len(indent) != self.key_indent - 2:
            self.slip(number, *INDENT)
        self.blocks.append(Block(self.source, number, kind, name))
        self.in_examples, self.indent = False, None
        return True

    def _is_phrase(self, match: re.Match[str], line: str) -> bool:
        """A leader may write a word such as «intent» first; without colon, deeper in than the block, it is hers."""
        return not match[4] and len(match[1]) >= self.key_indent

    def _examples(self, number: int, line: str) -> bool:
        match = _KEY.match(line)
        if not match or (self.in_examples and not (match[3] == "examples" and not match[2])):
            return False
        indent, dash, key, rest = match.groups()
        if key != "examples":
            self.slip(number, f"Nøglen «{key}» kendes ikke her.", did_you_mean(key, [*KINDS, "examples"]))
        elif not self.blocks or self.in_examples:
            self.slip(number, "Over «examples» mangler linjen med hensigten.", "Skriv fx «- intent: thank».")
            self.blocks.append(Block(self.source, number, "", ""))
        elif dash or len(indent) != self.key_indent:
            self.slip(number, *INDENT)
        elif rest not in ("|", "|-", "|+"):
            self.slip(number, *PIPE_MISSING)
        self.in_examples, self.indent = True, None
        return True

    def _phrase(self, number: int, line: str) -> None:
        if not self.blocks:
            self.slip(number, "Linjen står uden for en hensigt.", "Skriv «- intent: …» og «examples: |» over den.")
            return
        block = self.blocks[-1]
        if not self.in_examples:
            self.in_examples = True
            bare = re.match(r"^ *examples\b", line)
            sentence = NO_COLON if bare else (f"Linjen «examples: |» mangler under «{block.name}».", "Skriv den.")
            self.slip(number, *sentence)
            if bare:
                return
        match = _EXAMPLE.match(line)
        if not match:
            if line.strip() == "-":
                self.slip(number, "Der står ingen sætning efter bindestregen.", "Skriv en sætning, eller slet linjen.")
            else:
                self.slip(number, *dash_sentence(line))
            return
        indent = len(match[1])
        if self.indent is None and indent >= self.key_indent:
            self.indent = indent
        if indent != self.indent:
            self.slip(number, *INDENT)
        block.phrases.append((number, match[2]))

    def _close(self) -> None:
        """A block ends here."""
        if self.blocks and self.is_nlu and not self.blocks[-1].phrases:
            block = self.blocks[-1]
            if not any(problem.line >= block.line for problem in self.problems):
                self.slip(block.line, f"«{block.name}» har ingen sætninger.", "Skriv nogle, eller slet den.")


def is_nlu(source: Source) -> bool:
    """Whether the file holds examples, or is meant to."""
    return source.file.name.startswith("nlu") or bool(_NLU.search(source.text))


def parse_nlu(source: Source) -> tuple[list[Block], list[Problem]]:
    """The blocks of a file of examples, and a problem for each line that is not as it should be."""
    reader = _Reader(source)
    if not is_nlu(source) or source.slips:
        return [], []
    if not _NLU.search(source.text):
        first = re.search(rf"^ *- (?:{'|'.join(KINDS)})", source.text, re.MULTILINE)
        is_named = set(_HEADING_ANYWHERE.findall(source.text)) - {"version"}
        if is_named or not first:
            return [], []  # a heading that is misspelt, or a file without examples
        line = source.text.count("\n", 0, first.start()) + 1
        return [], [
            source.problem(line, "Overskriften «nlu:» mangler.", "Skriv den på en linje over den første hensigt.")
        ]
    reader.read()
    return reader.blocks, reader.problems
