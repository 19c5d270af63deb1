"""What keeps a file from being read as YAML, in one Danish sentence about the line to look at."""

from __future__ import annotations

import re
from itertools import takewhile
from pathlib import Path

from ruamel.yaml.error import MarkedYAMLError

from bot.errors import Problem
from bot.files.located import Doubt

_KEY_FIRST = re.compile(r"^\s*(?:- +)?[\w-]+:(?: |$)")
_NO_COLON = re.compile(r"^\s*(?:- +)?(id|key|rule|story|intent|action|text|title|payload|synonym|lookup|steps)\b(?!:)")
_OTHER_DASH = re.compile(r"^\s*[–—−•*·] ?")
_NO_SPACE = re.compile(r"^\s*-[^\s-]")
Sentence = tuple[str, str]

INDENT: Sentence = ("Linjen er rykket forkert ind.", "Lad den flugte med linjerne, den hører sammen med.")
NO_COLON: Sentence = ("Der mangler et kolon.", "Skriv nøgle, kolon, mellemrum og tekst, fx «title: Et godt navn».")
NO_DASH: Sentence = ("Bindestregen mangler.", "Begynd linjen med en bindestreg og et mellemrum.")
NO_DASH_OR_INDENT: Sentence = (
    "Linjen mangler en bindestreg, eller den er rykket forkert ind.",
    "Skriv den som punkterne over og under.",
)
NO_QUOTE: Sentence = ("Anførselstegnet bliver ikke lukket.", 'Sæt et " til sidst i teksten, eller fjern det første.')
QUOTE_WITHIN: Sentence = (
    "Teksten begynder med et anførselstegn, som slutter for tidligt.",
    "Brug «» inde i teksten, eller sæt anførselstegn om det hele.",
)
COLON_WITHIN: Sentence = ("Et kolon midt i teksten kan misforstås.", 'Sæt anførselstegn om hele teksten: "…".')
BRACKET: Sentence = ("En klamme bliver ikke lukket.", "Skriv fx [mindset, employees].")
FIRST_LETTER: Sentence = ("Teksten må ikke begynde med det tegn.", 'Sæt anførselstegn om hele teksten: "…".')
UNKNOWN: Sentence = (
    "Filen kan ikke læses fra denne linje.",
    "Se efter indrykning, et manglende kolon eller anførselstegn på linjen eller linjen før.",
)


def dash_sentence(line: str) -> Sentence:
    """What to say of a line that ought to begin with a dash and a space."""
    if _OTHER_DASH.match(line):
        return "Linjen begynder ikke med en almindelig bindestreg.", "Skriv en bindestreg (-) og et mellemrum."
    if _NO_SPACE.match(line):
        return "Der mangler et mellemrum efter bindestregen.", "Skriv et mellemrum mellem bindestregen og teksten."
    return NO_DASH


def syntax_problem(error: MarkedYAMLError, text: str, file: Path) -> Problem:
    """The sentence about what stopped the reader."""
    lines = text.split("\n")
    mark = error.problem_mark or error.context_mark
    line = min(mark.line if mark else 0, len(lines) - 1)
    if "mapping values" in str(error.problem):
        told, sentence = _unexpected_colon(lines, line, mark.column)
    else:
        begun = error.context_mark.line if error.context_mark else line
        told, sentence = _told(str(error.problem or ""), str(error.context or ""), lines, line, begun)
    return Problem(file, told + 1, *sentence)


def _told(problem: str, context: str, lines: list[str], line: int, begun: int) -> tuple[int, Sentence]:
    """The line (0-based) and the sentence; `begun` is where the reader began what it could not finish."""
    if "quoted scalar" in context:
        return begun, NO_QUOTE
    if "flow" in context:
        return begun, BRACKET
    if "cannot start any token" in problem or "alias" in problem or "anchor" in context:
        return line, FIRST_LETTER
    if "could not find expected ':'" in problem:
        return begun, (dash_sentence(lines[begun]) if _among_points(lines, begun) else NO_COLON)
    if "'-' indicator" in problem:
        return line, INDENT if lines[line].lstrip().startswith("- ") else NO_DASH_OR_INDENT
    if "expected key" in problem:
        quoted = re.match(r"^\s*(?:- +)?[\w-]+: *[\"']", lines[line])
        return (line, QUOTE_WITHIN) if quoted else (_odd_one(lines, line), INDENT)
    return line, UNKNOWN


def _unexpected_colon(lines: list[str], line: int, column: int) -> tuple[int, Sentence]:
    """A colon where none may be: in the text, on a line too far in, or after a line that lacks its colon or its dash."""
    if not _KEY_FIRST.match(lines[line]) or ": " in lines[line][:column]:
        return line, COLON_WITHIN
    above = [number for number in range(line) if lines[number].strip() and not lines[number].lstrip().startswith("#")]
    if above and _NO_COLON.match(lines[above[-1]]):
        return above[-1], NO_COLON
    if len(above) > 1 and _indent(lines[above[-2]]) == _indent(lines[line]) > _indent(lines[above[-1]]):
        return above[-1], INDENT  # the line between is the odd one
    points = list(takewhile(lambda number: not _KEY_FIRST.match(lines[number]), reversed(above)))
    if len(points) > 1 and not lines[points[-1]].lstrip().startswith("- "):
        return points[-1], dash_sentence(lines[points[-1]])  # the list has flowed together from its first point on
    return line, INDENT


def _odd_one(lines: list[str], line: int) -> int:
    """The line that is too far left, where a later one that stands as it should is what the reader stumbled over."""
    parents = [number for number in range(line) if _is_left_of(lines, number, line)]
    if not parents:
        return line
    before = next((number for number in reversed(range(parents[-1])) if lines[number].strip()), 0)
    alike = [number for number in range(parents[-1]) if lines[number].strip() and not _is_left_of(lines, number, line)]
    is_between = before in alike and any(_indent(lines[number]) == _indent(lines[line]) for number in alike)
    return parents[-1] if is_between and lines[parents[-1]].rstrip().endswith(":") else line


def _is_left_of(lines: list[str], number: int, line: int) -> bool:
    text = lines[number]
    return bool(text.strip()) and not text.lstrip().startswith("#") and _indent(text) < _indent(lines[line])


def _indent(line: str) -> int:
    """Where the text of a line begins, after a dash if there is one."""
    return len(line) - len(line.lstrip(" -"))


def _among_points(lines: list[str], line: int) -> bool:
    """Whether a neighbour is a point of a list without a key, as the phrases of a situation are."""
    neighbours = [lines[number] for number in (line - 1, line + 1) if 0 <= number < len(lines)]
    return any(each.lstrip().startswith("- ") and not _KEY_FIRST.match(each) for each in neighbours)


def doubt_problem(doubt: Doubt, text: str, file: Path) -> Problem:
    """The sentence about a key that stands twice, or about lines that have flowed together."""
    if doubt.key:
        what = f"Nøglen «{doubt.key}» står to gange i samme punkt."
        return Problem(file, doubt.line, what, "Slet den ene, eller begynd et nyt punkt med en bindestreg.")
    line = text.split("\n")[doubt.line - 1]
    sentence = INDENT if line.lstrip().startswith("- ") else dash_sentence(line)
    return Problem(file, doubt.line, *sentence)
