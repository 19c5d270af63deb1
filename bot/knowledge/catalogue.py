"""The catalogue: everything under data/knowledge/, checked and indexed."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from bot.errors import KnowledgeError, UnknownItem
from bot.knowledge.check import read_items
from bot.knowledge.items import (
    Advice,
    Case,
    Command,
    Deeper,
    Item,
    Question,
    Readiness,
    Sector,
    Source,
    Sourced,
    Statement,
    Theme,
    Topic,
)
from bot.models import Models
from bot.reflection.journey import Journey
from bot.settings import ROOT, settings

logger = logging.getLogger(__name__)
KNOWLEDGE = ROOT / "data" / "knowledge"
Kind = TypeVar("Kind", bound=Item)


class Catalogue:
    """All items, by kind and by id, each kind in the order of its files."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = {item.id: item for item in items}
        self._kinds: dict[type[Item], list[Any]] = {}  # asked for many times a turn

    def of(self, kind: type[Kind]) -> list[Kind]:
        """All items of one kind, e.g. `of(Advice)`."""
        if kind not in self._kinds:
            self._kinds[kind] = [item for item in self._items.values() if isinstance(item, kind)]
        return list(self._kinds[kind])

    def get(self, kind: type[Kind], item_id: str) -> Kind:
        """The item with this id.

        Raises:
            UnknownItem: there is none of that kind.
        """
        item = self._items.get(item_id)
        if not isinstance(item, kind):
            raise UnknownItem(f"no {kind.__name__} has the id {item_id!r}")
        return item

    def find(self, item_id: str) -> Item | None:
        """The item of whatever kind with this id, or None."""
        return self._items.get(item_id)

    def has(self, item_id: str) -> bool:
        """Whether any item has this id."""
        return item_id in self._items

    def question(self, question_id: str) -> Question | Deeper:
        """The dialogue question or the deeper question with this id.

        Raises:
            UnknownItem: there is none.
        """
        item = self._items.get(question_id)
        if not isinstance(item, (Question, Deeper)):
            raise UnknownItem(f"no question has the id {question_id!r}")
        return item

    def citation(self, item: Sourced | Theme) -> str:
        """How the item's source is named to a leader: title, publisher, year."""
        return self.get(Source, item.source).citation

    def deeper_in(self, theme: str) -> list[Deeper]:
        """The deeper questions of a theme."""
        return [item for item in self.of(Deeper) if item.theme == theme]

    def journey(self, answered: Iterable[str] = (), skipped: Iterable[str] = ()) -> Journey:
        """The wheel's questions in order, with what has become of each."""
        order = {
            theme.id: [item.id for item in self.of(Question) if item.theme == theme.id] for theme in self.of(Theme)
        }
        return Journey(order, frozenset(answered), frozenset(skipped))


def load_catalogue(folder: Path = KNOWLEDGE) -> Catalogue:
    """The catalogue from a folder of YAML files.

    Raises:
        KnowledgeError: a file is wrong; each problem has file, line and remedy.
    """
    items, problems = read_items(folder)
    if problems:
        raise KnowledgeError(problems)
    return Catalogue(items)


class _Current:
    """The product's own catalogue as it stood when a model was last put live, so that both change in one moment."""

    def __init__(self) -> None:
        self._known: Catalogue | None = None
        self._at = 0

    def get(self) -> Catalogue:
        """Read the files again if a model was put live since; while one is wrong, what was known before stays."""
        at = Models(settings().models_dir).chosen_at()
        if self._known is None or at != self._at:
            self._at = at
            try:
                self._known = load_catalogue()
            except KnowledgeError as error:
                if self._known is None:
                    raise
                logger.error("the knowledge was not taken over: %s", error)
        return self._known


_current = _Current()


def catalogue() -> Catalogue:
    """The product's own catalogue: loaded on first use, and again when a model is put live.

    Raises:
        KnowledgeError: a file is wrong, and there is nothing from before.
    """
    return _current.get()


__all__ = [
    "KNOWLEDGE",
    "Advice",
    "Case",
    "Catalogue",
    "Command",
    "Deeper",
    "Question",
    "Readiness",
    "Sector",
    "Source",
    "Statement",
    "Theme",
    "Topic",
    "catalogue",
    "load_catalogue",
]
