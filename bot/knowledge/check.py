"""Reading the knowledge files; whatever is wrong is named with file, line and remedy, in the trainer's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML, YAMLError
from ruamel.yaml.error import MarkedYAMLError

from bot.errors import Problem
from bot.knowledge.items import KINDS, Command, Deeper, Item, Question, Sector, Source, Sourced, Theme
from bot.settings import ROOT

_REFERENCES: dict[str, type[Item]] = {"source": Source, "theme": Theme, "themes": Theme, "sectors": Sector}
_MOST_THEMES = 8  # bot/web/static/wheel.js draws three to eight
_KEYS_OF_SOURCES = {"key": "id"}  # the sources file says `key`, as the catalogue of the knowledge does


@dataclass(frozen=True)
class _Entry:
    """An item as it stands in a file, with the lines of its keys (1-based)."""

    file: Path
    kind: str
    fields: dict[str, Any]
    line: int
    lines: dict[str, int]

    def line_of(self, key: str) -> int:
        return self.lines.get(key, self.line)


def _shown(file: Path) -> Path:
    return file.relative_to(ROOT) if file.is_relative_to(ROOT) else file


def _did_you_mean(wrong: str, known: list[str]) -> str:
    close = get_close_matches(wrong, known, n=1, cutoff=0.6)
    return f"Mente du «{close[0]}»?" if close else f"Vælg mellem: {', '.join(sorted(known))}."


def _syntax_problem(file: Path, error: YAMLError) -> Problem:
    line = error.problem_mark.line + 1 if isinstance(error, MarkedYAMLError) and error.problem_mark else 0
    what = error.problem if isinstance(error, MarkedYAMLError) and error.problem else "ukendt fejl"
    return Problem(
        _shown(file),
        line,
        f"Filen kan ikke læses som YAML ({what}).",
        "Se efter indrykning, et manglende kolon eller anførselstegn på linjen eller linjen før.",
    )


def _entries(file: Path, problems: list[Problem]) -> Iterator[_Entry]:
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        problems.append(Problem(_shown(file), 0, "Filen er ikke gemt som UTF-8.", "Gem den igen med tegnsættet UTF-8."))
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line[: len(line) - len(line.lstrip())].count("\t"):
            problems.append(Problem(_shown(file), number, "Linjen er rykket ind med tabulator.", "Brug mellemrum."))
            return
    try:
        content = YAML(typ="rt").load(text)
    except YAMLError as error:
        problems.append(_syntax_problem(file, error))
        return
    if not isinstance(content, dict):
        problems.append(
            Problem(
                _shown(file), 1, "Filen er tom eller har ingen overskrift.", f"Begynd med en af: {', '.join(KINDS)}."
            )
        )
        return
    for kind, rows in content.items():
        line = content.lc.key(kind)[0] + 1  # type: ignore[attr-defined]  # ruamel's mapping knows its lines
        if kind not in KINDS:
            problems.append(
                Problem(
                    _shown(file), line, f"Overskriften «{kind}» findes ikke.", _did_you_mean(str(kind), list(KINDS))
                )
            )
        elif not isinstance(rows, list):
            problems.append(
                Problem(
                    _shown(file),
                    line,
                    f"Under «{kind}» skal der stå en liste.",
                    "Begynd hvert punkt med en bindestreg.",
                )
            )
        else:
            yield from _rows(file, kind, rows, problems)


def _rows(file: Path, kind: str, rows: Any, problems: list[Problem]) -> Iterator[_Entry]:
    for index, row in enumerate(rows):
        line = rows.lc.item(index)[0] + 1
        if not isinstance(row, dict):
            problems.append(
                Problem(_shown(file), line, "Punktet har ingen nøgler.", "Skriv fx «id: …» efter bindestregen.")
            )
            continue
        lines = {key: row.lc.key(key)[0] + 1 for key in row}  # type: ignore[attr-defined]
        fields = dict(row)
        if kind == Source.kind:
            fields = {_KEYS_OF_SOURCES.get(key, key): value for key, value in fields.items()}
        yield _Entry(_shown(file), kind, fields, line, lines)


def _told(error: ValidationError) -> list[Any]:
    """The errors worth telling: a key that is missing only because it was misspelt is told once, as misspelt."""
    unknown = [str(one["loc"][0]) for one in error.errors() if one["type"] == "value_error.extra"]
    return [
        one
        for one in error.errors()
        if one["type"] != "value_error.missing" or not get_close_matches(str(one["loc"][0]), unknown, n=1, cutoff=0.6)
    ]


def _schema_problem(entry: _Entry, error: dict[str, Any]) -> Problem:
    key = str(error["loc"][0])
    name = f"«{entry.fields.get('id', 'et punkt uden id')}»"
    match error["type"]:
        case "value_error.extra":
            known = list(KINDS[entry.kind].__fields__)
            return Problem(
                entry.file, entry.line_of(key), f"Nøglen «{key}» kendes ikke i {name}.", _did_you_mean(key, known)
            )
        case "value_error.missing" | "type_error.none.not_allowed":
            return Problem(
                entry.file, entry.line_of(key), f"{name} mangler «{key}».", f"Tilføj en linje med «{key}: …»."
            )
        case "value_error.any_str.min_length":
            return Problem(
                entry.file, entry.line_of(key), f"«{key}» i {name} er tom.", "Skriv en tekst, eller slet linjen."
            )
        case "value_error.str.regex":
            return Problem(
                entry.file, entry.line_of(key), f"Id'et {name} har ugyldige tegn.", "Brug kun a-z, tal og bindestreg."
            )
        case "type_error.tuple":
            return Problem(
                entry.file,
                entry.line_of(key),
                f"«{key}» i {name} skal være en liste.",
                "Skriv fx [mindset, employees].",
            )
        case _:
            return Problem(
                entry.file, entry.line_of(key), f"«{key}» i {name} har en forkert form.", "Se et andet punkt i filen."
            )


def _form_problems(entry: _Entry, item: Item) -> Iterator[Problem]:
    if item.prefix and not item.id.startswith(item.prefix):
        yield Problem(
            entry.file,
            entry.line_of("id"),
            f"Id'et «{item.id}» begynder ikke med «{item.prefix}».",
            f"Kald det «{item.prefix}{item.id}».",
        )
    for field in item.asks:
        if getattr(item, field).count("?") != 1:
            yield Problem(
                entry.file,
                entry.line_of(field),
                f"«{field}» i «{item.id}» skal stille netop ét spørgsmål.",
                "Brug ét spørgsmålstegn.",
            )
    if isinstance(item, Sourced) and not isinstance(item, (Question, Deeper)) and not item.themes:
        yield Problem(entry.file, entry.line, f"«{item.id}» mangler et tema.", "Tilføj fx «themes: [mindset]».")


def _reference_problems(entry: _Entry, known: dict[type[Item], list[str]]) -> Iterator[Problem]:
    for key, kind in _REFERENCES.items():
        named = entry.fields.get(key)
        for name in named if isinstance(named, list) else [named] if named else []:
            if name not in known[kind]:
                yield Problem(
                    entry.file,
                    entry.line_of(key),
                    f"«{name}» under «{key}» findes ikke.",
                    _did_you_mean(str(name), known[kind]),
                )


def _theme_problems(entries: list[_Entry]) -> Iterator[Problem]:
    """A theme that asks nothing cannot be walked, and the wheel on the page draws only so many."""
    themes = [entry for entry in entries if entry.kind == Theme.kind]
    asked = {entry.fields.get("theme") for entry in entries if entry.kind == Question.kind}
    for entry in themes:
        if (name := entry.fields.get("id")) not in asked:
            what = f"Temaet «{name}» har ingen spørgsmål."
            yield Problem(entry.file, entry.line, what, f"Tilføj et i questions.yml med «theme: {name}».")
    for entry in themes[_MOST_THEMES:]:
        what = f"Hjulet har plads til {_MOST_THEMES} temaer, og her er {len(themes)}."
        yield Problem(entry.file, entry.line, what, "Slet et, eller læg to sammen.")


def read_items(folder: Path) -> tuple[list[Item], list[Problem]]:
    """Every item under a folder, and all that is wrong with the files.

    Args:
        folder: where the YAML files are, at any depth.

    Returns:
        The items that could be read, in file order, and the problems; the items are complete only where there are none.
    """
    problems: list[Problem] = []
    items: list[Item] = []
    seen: dict[str, _Entry] = {}
    entries = [entry for file in sorted(folder.rglob("*.yml")) for entry in _entries(file, problems)]
    for entry in entries:
        try:
            item = KINDS[entry.kind](**entry.fields)
        except ValidationError as error:
            problems.extend(_schema_problem(entry, one) for one in _told(error))
            continue
        if first := seen.get(item.id):
            problems.append(
                Problem(
                    entry.file,
                    entry.line_of("id"),
                    f"Id'et «{item.id}» bruges to gange (også i {first.file}:{first.line_of('id')}).",
                    "Giv det ene et andet id.",
                )
            )
            continue
        seen[item.id] = entry
        items.append(item)
        problems.extend(_form_problems(entry, item))
    known: dict[type[Item], list[str]] = {
        kind: [str(entry.fields.get("id")) for entry in entries if entry.kind == kind.kind]
        for kind in (Source, Theme, Sector)
    }
    for entry in entries:
        if entry.kind != Command.kind:
            problems.extend(_reference_problems(entry, known))
    problems.extend(_theme_problems(entries))
    return items, sorted(problems, key=lambda problem: (str(problem.file), problem.line))
