"""The trainers' inbox: what leaders wrote and was not understood, alike with alike, and what it means to decide on it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from bot.language.stems import stems
from bot.store.inbox import InboxTurn
from bot.training.examples import Example, same
from bot.training.harvest import Accepted
from bot.training.markup import Entity
from bot.training.phrases import Phrase

ALIKE = 82  # of 100: token-set likeness of the stems; "kan du gemme det" and "kan du ikke gemme det her" are alike
_SIGHT = 2_000  # messages that are grouped at once; older ones come when these are decided
_NEAR_EXAMPLE = 88
OPEN, DECIDED, DISPUTED = "open", "decided", "disputed"


@dataclass(frozen=True)
class Group:
    """Messages alike enough for one decision, the newest first."""

    turns: tuple[InboxTurn, ...]

    @property
    def first(self) -> InboxTurn:
        """The one that stands for all."""
        return self.turns[0]

    @property
    def guesses(self) -> list[str]:
        """What they may mean, the likeliest first: what the assistant guessed most often and earliest."""
        points: dict[str, float] = {}
        for turn in self.turns:
            for place, intent in enumerate(json.loads(turn.guesses)):
                points[intent] = points.get(intent, 0.0) + 1 / (place + 1)
        return sorted((each for each in points if each != "nlu_fallback"), key=lambda each: -points[each])


def state_of(turn: InboxTurn) -> str:
    """OPEN without a verdict, DISPUTED when two trainers say different things, else DECIDED."""
    said = {opinion.intent for opinion in turn.opinions}
    return OPEN if not turn.opinions else DECIDED if len(said) == 1 else DISPUTED


def group(turns: Sequence[InboxTurn]) -> list[Group]:
    """Messages alike with alike: the largest groups first, of equal ones the newest.

    Likeness is of the words' stems, whatever their order; a message belongs to the first group whose first message it is
    like. What was asked at the time does not count, so that one decision covers a phrase wherever it was said.
    """
    heads: list[str] = []
    members: list[list[InboxTurn]] = []
    for turn in turns[:_SIGHT]:
        form = " ".join(sorted(stems(turn.text))) or turn.text
        near = process.extractOne(form, heads, scorer=fuzz.ratio, score_cutoff=ALIKE) if heads else None
        if near is None:
            heads.append(form)
            members.append([turn])
        else:
            members[near[2]].append(turn)
    return sorted((Group(tuple(each)) for each in members), key=lambda each: -len(each.turns))


@dataclass(frozen=True)
class Neighbour:
    """An example of the training data that says nearly the same as a message."""

    text: str
    intent: str
    place: str


@dataclass
class Examples:
    """The training data's phrases, for finding what a message is like."""

    _forms: list[str] = field(default_factory=list)
    _examples: list[Example] = field(default_factory=list)

    @classmethod
    def of(cls, examples: Iterable[Example]) -> Examples:
        """From the examples of the tree."""
        kept = list(examples)
        return cls([same(each.text) for each in kept], kept)

    @property
    def intents(self) -> list[str]:
        """All intents that have examples, by name."""
        return sorted({each.intent for each in self._examples})

    def nearest(self, text: str) -> Neighbour | None:
        """The example that says nearly the same, or None."""
        near = process.extractOne(same(text), self._forms, scorer=fuzz.ratio, score_cutoff=_NEAR_EXAMPLE)
        if near is None:
            return None
        example = self._examples[near[2]]
        return Neighbour(example.text, example.intent, example.place)


def mark_in(text: str, wanted: Sequence[tuple[str, str, str]]) -> list[Entity]:
    """Where the words stand that a trainer marked.

    Args:
        text: the message.
        wanted: words, entity and value; words that the message does not hold are passed over.
    """
    found = []
    for words, entity, value in wanted:
        match = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE)
        if match:
            found.append(Entity(match.start(), match.end(), entity, value))
    return sorted(found)


def accepted(turns: Iterable[InboxTurn]) -> tuple[list[Accepted], list[int]]:
    """What may be learned: phrases whose trainers agree, once each, and the keys of all messages that they stand for.

    What was set aside, is disputed, or harvested already, is left out.
    """
    phrases: dict[str, Accepted] = {}
    keys = []
    for turn in turns:
        opinion = turn.opinions[-1] if turn.opinions else None
        if opinion is None or opinion.intent is None or state_of(turn) != DECIDED:
            continue
        if any(each.harvested_at for each in turn.opinions):
            continue
        keys.append(turn.id)
        entities = tuple(Entity(*each) for each in json.loads(opinion.entities))
        phrases.setdefault(same(turn.text), Accepted(turn.text, opinion.intent, entities))
    return list(phrases.values()), keys


def reviewed(turns: Iterable[InboxTurn]) -> list[Phrase]:
    """What trainers agree on, harvested or not, as phrases that models are scored on."""
    return [
        Phrase(turn.text, turn.opinions[-1].intent, turn.question_id, "indbakken")
        for turn in turns
        if state_of(turn) == DECIDED and turn.opinions[-1].intent is not None
    ]
