"""A piece of advice that fits what the leader said, with the reason and the source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rasa_sdk.events import EventType, SlotSet

from actions.base import LeaderAction, Turn
from bot.knowledge.catalogue import Advice, Case
from bot.knowledge.items import Sourced
from bot.knowledge.suggest import Match, suggester
from bot.store.suggestions import note_shown, shown_suggestions

_FEW = 4  # a request of so few words says nothing of the matter itself


def _because(match: Match) -> tuple[str, dict[str, Any]]:
    """The response that gives the reason, and its variables."""
    words = match.words
    if len(words) == 2:
        return "utter_suggestions_because_two", {"first": words[0], "second": words[1]}
    return ("utter_suggestions_because_one", {"first": words[0]}) if words else ("utter_suggestions_because_theme", {})


def _statements(turn: Turn) -> list[str]:
    """What a suggestion should fit: this message if it says something, and what the leader answered last."""
    theme = turn.slot("theme")
    own = [answer for answer in turn.answers() if answer.is_current and theme in (None, answer.theme)]
    newest = [max(own, key=lambda answer: answer.written_at).text] if own else []
    return [turn.text, *newest] if len(turn.text.split()) > _FEW else newest or [turn.text]


def _best(turn: Turn, kind: str, statements: Sequence[str], without: set[str]) -> Match | None:
    """The match that fits one of the statements best; None when every item is ruled out."""
    matches = [
        match
        for statement in statements
        for match in suggester(kind).rank(statement, turn.slot("theme"), turn.slot("sector"), without, most=1)
    ]
    return max(matches, key=lambda match: match.score * match.likeness, default=None)


def suggest(turn: Turn, kind: str, statements: Sequence[str], brief: bool = False) -> Callable[[], None]:
    """Pick and note the suggestion that fits best and has not been shown; calling the result says it.

    Args:
        turn: the turn.
        kind: "advice" or "case".
        statements: what it should fit: one of them.
        brief: leave out the question that turns advice back, because another question follows.

    Raises:
        StoreError: the suggestion could not be noted.
    """
    seen = {shown.item_id for shown in shown_suggestions(turn.store, turn.sender) if shown.kind == kind}
    fresh = _best(turn, kind, statements, seen)
    match = fresh or _best(turn, kind, statements, set())  # all have been shown: begin again, the best first
    assert match is not None  # the catalogue is not empty
    item = turn.catalogue.get(Advice if kind == "advice" else Case, match.item_id)
    response, words = _because(match)
    note_shown(turn.store, turn.sender, kind, item.id, turn.slot("theme"), ", ".join(match.words))

    def say() -> None:
        if fresh is None:
            turn.say("utter_suggestions_again")
        turn.say(response, **words)
        _say_item(turn, item, brief)

    return say


def _say_item(turn: Turn, item: Sourced, brief: bool) -> None:
    source = turn.catalogue.citation(item)
    card = {"title": item.title, "text": item.text, "source": source}
    if isinstance(item, Case):
        turn.say(
            "utter_suggestions_case",
            title=item.title,
            body=item.text,
            done=item.done,
            lesson=item.lesson,
            source=source,
            card=card | {"kind": "case", "done": item.done, "lesson": item.lesson},
        )
    elif isinstance(item, Advice):
        response = "utter_suggestions_advice_brief" if brief else "utter_suggestions_advice"
        card |= {"kind": "advice", "question": "" if brief else item.question}
        turn.say(response, title=item.title, body=item.text, question=item.question, source=source, card=card)


def suggest_one(turn: Turn, kind: str) -> list[EventType]:
    """Suggest one item for what the leader said last, and remember what "vis en anden" means."""
    asks_no_more = turn.open_form is None
    suggest(turn, kind, _statements(turn), brief=not asks_no_more)()
    return [SlotSet("last_shown", kind)]


class SuggestAdvice(LeaderAction):
    """Answers "har du et råd?"."""

    def act(self, turn: Turn) -> list[EventType]:
        """One piece of advice."""
        return suggest_one(turn, "advice")
