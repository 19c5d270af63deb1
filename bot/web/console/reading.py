"""How a conversation is laid out to be read: by visit and day, answers by theme, with what was searched for marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from markupsafe import Markup, escape

from bot.knowledge.catalogue import Deeper, Theme, catalogue
from bot.language.dates import local_day
from bot.language.stems import stems
from bot.review.turns import Turn
from bot.store.conversations import LEADER
from bot.store.reviews import Written

Phrases = Sequence[Sequence[str]]
_CORE = re.compile(r"\w(?:.*\w)?", re.DOTALL)


@dataclass(frozen=True)
class Day:
    """The messages of one day of one visit, oldest first."""

    visit: int
    at: datetime
    turns: tuple[Turn, ...]


def days(turns: Iterable[Turn]) -> list[Day]:
    """The messages by visit and day in Denmark."""
    grouped = groupby(turns, key=lambda turn: (turn.sitting, local_day(turn.said.at)))
    together = [tuple(each) for _key, each in grouped]
    return [Day(each[0].sitting, each[0].said.at, each) for each in together]


def _places(words: Sequence[str], phrases: Phrases) -> set[int]:
    """The places of the words that one of the phrases stands on; a phrase of one word also begins longer words."""
    found: set[int] = set()
    spoken = [(place, stem) for place, word in enumerate(words) for stem in stems(word)]
    for phrase in phrases:
        for first in range(len(spoken) - len(phrase) + 1):
            here = spoken[first : first + len(phrase)]
            alike = [stem for _place, stem in here] == list(phrase)
            if alike or (len(phrase) == 1 and here[0][1].startswith(phrase[0])):
                found |= {place for place, _stem in here}
    return found


def marked(text: str, phrases: Phrases) -> Markup:
    """The text with the words that were searched for marked."""
    words = text.split(" ")
    found = _places(words, phrases) if phrases else set()
    return Markup(" ").join(_mark(word) if i in found else escape(word) for i, word in enumerate(words))


def _mark(word: str) -> Markup:
    """A word marked, but not the full stop or the quotation marks at it."""
    core = _CORE.search(word)
    first, last = core.span() if core else (0, len(word))
    return Markup("{}<mark>{}</mark>{}").format(word[:first], word[first:last], word[last:])


def hits(turns: Iterable[Turn], phrases: Phrases) -> list[int]:
    """The events of the leader's messages that hold something of what was searched for, oldest first."""
    hers = [turn for turn in turns if phrases and turn.said.who == LEADER and not turn.said.is_pressed]
    return [turn.said.event_id for turn in hers if _places(turn.text.split(" "), phrases)]


@dataclass
class Given:
    """An answer as `bot.privacy.export.export_leader` gives it, with the deeper ones that followed it."""

    answer: dict[str, Any]
    deeper: list[dict[str, Any]] = field(default_factory=list)


def answers_by_theme(answers: Iterable[dict[str, Any]]) -> list[tuple[str, list[Given]]]:
    """Theme's title and its answers, in the wheel's order; a deeper answer stands with the one that it followed."""
    by_theme: dict[str, list[Given]] = {theme.title: [] for theme in catalogue().of(Theme)}
    for answer in answers:
        given = by_theme.setdefault(answer["theme"], [])
        if given and isinstance(catalogue().find(answer["question_id"]), Deeper):
            given[-1].deeper.append(answer)
        else:
            given.append(Given(answer))
    return [(title, given) for title, given in by_theme.items() if given]


def by_event(written: Iterable[Written]) -> dict[int | None, list[Written]]:
    """What was put on a conversation by the message that it was put on; None for the conversation as a whole."""
    grouped: dict[int | None, list[Written]] = {}
    for each in written:
        grouped.setdefault(each.event_id, []).append(each)
    return grouped
