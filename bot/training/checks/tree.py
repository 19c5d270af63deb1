"""Every file that a trainer writes, read once: what the checks look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.errors import LederdialogError
from bot.files.located import Fields, Rows
from bot.files.source import Source, read_source
from bot.training.checks.markup import Mark, marks_of
from bot.training.checks.nlu import Block, parse_nlu

OUTSIDE_RASA = ("knowledge", "page")
RASA_HEADINGS = ("nlu", "rules", "stories", "responses")


class NothingToCheck(LederdialogError):
    """The folder is no project: it has no data."""


@dataclass(frozen=True)
class Tree:
    """The files under a root.

    Attributes:
        root: the project's root, or a copy of it.
        taught: `data/**` as Rasa reads it, that is all but knowledge and page.
        knowledge: `data/knowledge/**`.
        tested: the conversation tests, `tests/conversations/**/test_*.yml`.
        domain, config: `domain.yml` and `config.yml`.
    """

    root: Path
    taught: list[Source]
    knowledge: list[Source]
    tested: list[Source]
    domain: Source
    config: Source

    @cached_property
    def blocks(self) -> list[Block]:
        """Every block of examples."""
        return [block for source in self.taught if source.is_read for block in parse_nlu(source)[0]]

    @cached_property
    def marks(self) -> list[Mark]:
        """Every mark in the examples."""
        return [mark for block in self.blocks for mark in marks_of(block)[0]]

    def ids(self, kind: str) -> list[str]:
        """The ids under a heading of the knowledge, e.g. `ids("themes")`."""
        contents = [source.content for source in self.knowledge if isinstance(source.content, Fields)]
        return [
            str(row.get("id")) for content in contents for row in content.get(kind) or () if isinstance(row, Fields)
        ]

    def under(self, heading: str) -> Iterator[tuple[Source, Fields | Rows]]:
        """What stands under a heading in the files that Rasa reads, file by file."""
        for source in self.taught:
            found = source.content.get(heading) if isinstance(source.content, Fields) else None
            if isinstance(found, (Fields, Rows)):
                yield source, found

    def in_domain(self, heading: str) -> dict[str, int]:
        """The names under a heading of the domain, with their lines."""
        content: Any = self.domain.content.get(heading) if isinstance(self.domain.content, Fields) else None
        if isinstance(content, Fields):
            return dict(content.lines)
        if not isinstance(content, Rows):
            return {}
        return {str(next(iter(row)) if isinstance(row, dict) and row else row): line for line, row in content.rows()}


def read_tree(root: Path) -> Tree:
    """Read all files under a root.

    Raises:
        NothingToCheck: there is no `data/`, `domain.yml` or `config.yml`.
    """
    data = root / "data"
    for needed in (data, root / "domain.yml", root / "config.yml"):
        if not needed.exists():
            raise NothingToCheck(f"{needed} findes ikke. Kør kommandoen i projektets egen mappe.")
    paths = [path for path in sorted(data.rglob("*.yml")) if path.relative_to(data).parts[0] not in OUTSIDE_RASA]
    return Tree(
        root,
        [read_source(path, root) for path in paths],
        [read_source(path, root) for path in sorted((data / "knowledge").rglob("*.yml"))],
        [read_source(path, root) for path in sorted((root / "tests" / "conversations").rglob("test_*.yml"))],
        read_source(root / "domain.yml", root),
        read_source(root / "config.yml", root),
    )
