"""Reading the knowledge files; whatever is wrong is named with file, line and remedy, in the trainer's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.errors import Problem
from bot.files.located import Fields, Rows
from bot.files.source import Source, did_you_mean, read_source
from bot.knowledge.items import KINDS, Command, Deeper, Item, Question, Sector, Sourced, Theme
from bot.knowledge.items import Source as Publication
from bot.settings import ROOT

_REFERENCES: dict[str, type[Item]] = {"source": Publication, "theme": Theme, "themes": Theme, "sectors": Sector}
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


def _entries(source: Source, problems: list[Problem]) -> Iterator[_Entry]:
    problems.extend(source.problems)
    if not source.is_read:
        return
    if not isinstance(source.content, Fields):
        remedy = f"Begynd med en af: {', '.join(KINDS)}."
        problems.append(source.problem(1, "Filen er tom eller har ingen overskrift.", remedy))
        return
    for kind, rows in source.content.items():
        line = source.content.line_of(kind)
        if kind not in KINDS:
            problems.append(
                source.problem(line, f"Overskriften «{kind}» findes ikke.", did_you_mean(kind, list(KINDS)))
            )
        elif not isinstance(rows, Rows):
            what = f"Under «{kind}» skal der stå en liste."
            problems.append(source.problem(line, what, "Begynd hvert punkt med en bindestreg."))
        else:
            yield from _rows(source, kind, rows, problems)


def _rows(source: Source, kind: str, rows: Rows, problems: list[Problem]) -> Iterator[_Entry]:
    for line, row in rows.rows():
        if not isinstance(row, Fields):
            what = "Punktet har ingen nøgler."
            problems.append(source.problem(line, what, "Skriv fx «id: …» efter bindestregen."))
            continue
        fields = (
            {_KEYS_OF_SOURCES.get(key, key): value for key, value in row.items()} if kind == Publication.kind else row
        )
        yield _Entry(source.file, kind, dict(fields), line, row.lines)


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
                entry.file, entry.line_of(key), f"Nøglen «{key}» kendes ikke i {name}.", did_you_mean(key, known)
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
            remedy = "Se et andet punkt i filen. Står der et kolon i teksten, så sæt anførselstegn om den."
            return Problem(entry.file, _line_within(entry, error), f"«{key}» i {name} har en forkert form.", remedy)


def _line_within(entry: _Entry, error: dict[str, Any]) -> int:
    """The line of the point in a list that an error is about, or of its key."""
    key, *place = error["loc"]
    rows = entry.fields.get(key)
    if isinstance(rows, Rows) and place and isinstance(place[0], int):
        return rows.lines[place[0]]
    return entry.line_of(str(key))


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


def _reference_problems(entries: list[_Entry]) -> Iterator[Problem]:
    """A problem for each name that nothing has, where it is first used: the one slip may be in what it names."""
    known: dict[type[Item], list[str]] = {
        kind: [str(entry.fields.get("id")) for entry in entries if entry.kind == kind.kind]
        for kind in (Publication, Theme, Sector)
    }
    lost: dict[tuple[type[Item], str], list[tuple[str, _Entry]]] = {}
    for entry in entries:
        for key, kind in _REFERENCES.items() if entry.kind != Command.kind else ():
            named = entry.fields.get(key)
            for name in named if isinstance(named, list) else [named] if named else []:
                if name not in known[kind]:
                    lost.setdefault((kind, str(name)), []).append((key, entry))
    for (kind, name), users in lost.items():
        key, first = users[0]
        also = f" Det samme gælder {len(users) - 1} andre steder." if len(users) > 1 else ""
        what = f"«{name}» under «{key}» findes ikke.{also}"
        yield Problem(first.file, first.line_of(key), what, did_you_mean(name, known[kind]))


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


def read_items(folder: Path, root: Path = ROOT) -> tuple[list[Item], list[Problem]]:
    """Every item under a folder, and all that is wrong with the files.

    Args:
        folder: where the YAML files are, at any depth.
        root: what the files' names are shown relative to.

    Returns:
        The items that could be read, in file order, and the problems; the items are complete only where there are none.
    """
    problems: list[Problem] = []
    entries = [entry for path in sorted(folder.rglob("*.yml")) for entry in _entries(read_source(path, root), problems)]
    is_complete = not problems  # what a file that cannot be read holds is not unknown
    items: list[Item] = []
    seen: dict[str, _Entry] = {}
    for entry in entries:
        try:
            item = KINDS[entry.kind](**entry.fields)
        except ValidationError as error:
            problems.extend(_schema_problem(entry, one) for one in _told(error))
            continue
        if first := seen.get(item.id):
            what = f"Id'et «{item.id}» bruges to gange (også i {first.file}:{first.line_of('id')})."
            problems.append(
                Problem(
                    entry.file,
                    entry.line_of("id"),
                    what,
                    "Giv det nyeste et andet id; et id, der er i brug, skal blive.",
                )
            )
            continue
        seen[item.id] = entry
        items.append(item)
        problems.extend(_form_problems(entry, item))
    if is_complete:
        problems.extend(list(_reference_problems(entries)) or _theme_problems(entries))
    return items, sorted(problems, key=lambda problem: (str(problem.file), problem.line))
