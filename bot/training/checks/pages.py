"""The sentences of the page, data/page: the form that the page needs, and braces that can be filled in."""

from __future__ import annotations

import re
import string
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.errors import Problem
from bot.files.located import Fields, Rows
from bot.files.source import Source, read_source
from bot.settings import ROOT, Settings
from bot.training.checks.shapes import LIST


def check_pages(root: Path) -> list[Problem]:
    """What is wrong in data/page."""
    problems: list[Problem] = []
    groups: dict[str, str] = {}
    for path in sorted((root / "data" / "page").glob("*.yml")):
        source = read_source(path, root)
        problems += source.problems or list(_file(source, groups))
    return problems


def _file(source: Source, groups: dict[str, str]) -> Iterator[Problem]:
    if not isinstance(source.content, Fields):
        yield source.problem(1, "Filen er tom eller har ingen overskrift.", "Se, hvordan de andre filer begynder.")
        return
    for group, content in source.content.items():
        line = source.content.line_of(group)
        if group in groups:
            yield source.problem(line, f"«{group}» står også i {groups[group]}.", "Slet den ene.")
        groups.setdefault(group, f"{source.file}:{line}")
        if group == "notice":
            yield from _notice(source, line, content)
        elif not isinstance(content, Fields):
            yield source.problem(line, f"«{group}» hører ikke til helt ude i venstre side.", "Ryk linjen ind.")
        else:
            yield from _sentences(source, content)


def _sentences(source: Source, group: Fields) -> Iterator[Problem]:
    for key, sentence in group.items():
        line = group.line_of(key)
        if isinstance(sentence, Fields):
            yield from _sentences(source, sentence)
        elif isinstance(sentence, Rows):
            if any(not isinstance(each, str) for each in sentence):
                yield source.problem(line, f"«{key}» skal være en liste af tekster.", LIST[1])
        elif not isinstance(sentence, str) or not sentence:
            yield source.problem(
                line, f"«{key}» har ingen tekst.", 'Skriv en; et tal eller ja/nej i anførselstegn: "5".'
            )
        elif problem := _braces(sentence, _words_of_the_page()):
            yield source.problem(line, f"«{key}»: {problem}", "Skriv ordene i klammer, som de stod.")


def _braces(text: str, known: Collection[str]) -> str:
    try:
        words = [word for _, word, *_ in string.Formatter().parse(text) if word is not None]
    except ValueError:
        return "en klamme bliver ikke åbnet eller lukket."
    unknown = [word for word in words if word not in known]
    return f"{{{unknown[0]}}} bliver ikke fyldt ud." if unknown else ""


@lru_cache(maxsize=1)
def _words_of_the_page() -> frozenset[str]:
    """Every word of the page's code: what it fills in is among them."""
    files = [file for ending in ("*.py", "*.js", "*.html") for file in (ROOT / "bot" / "web").rglob(ending)]
    return frozenset(word for file in files for word in re.findall(r"\w+", file.read_text(encoding="utf-8")))


def _notice(source: Source, line: int, sections: Any) -> Iterator[Problem]:
    """Sections with title and text; in braces only what the settings know of the organisation."""
    if not isinstance(sections, Rows):
        yield source.problem(line, f"«notice» {LIST[0]}", LIST[1])
        return
    known = list(Settings().facts)
    for row_line, section in sections.rows():
        if not isinstance(section, Fields) or set(section) != {"title", "text"}:
            yield source.problem(row_line, "Et afsnit skal have «title» og «text», og ikke andet.", "Skriv begge.")
            continue
        for key, text in section.items():
            if not isinstance(text, str) or not text:
                yield source.problem(section.line_of(key), f"«{key}» har ingen tekst.", "Skriv en.")
            elif problem := _braces(text, known):
                names = ", ".join(f"{{{name}}}" for name in known)
                what = f"«{section['title']}»: {problem}"
                yield source.problem(section.line_of(key), what, f"Kun disse klammer kan bruges: {names}.")
