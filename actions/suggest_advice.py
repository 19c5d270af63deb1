"""A piece of advice that fits what the leader said, with the reason and the source."""

from __future__ import annotations

from collections.abc import Callable

from rasa_sdk.events import EventType, SlotSet

from actions.base import LeaderAction, Turn
from bot.knowledge.catalogue import Advice, Case
from bot.knowledge.items import Sourced
from bot.knowledge.suggest import Match, suggester
from bot.store.suggestions import note_shown, shown_suggestions


def _because(match: Match) -> tuple[str, dict[str, str]]:
    """The response that gives the reason, and its variables."""
    words = match.words
    if len(words) == 2:
        return "utter_suggestions_because_two", {"first": words[0], "second": words[1]}
    return ("utter_suggestions_because_one", {"first": words[0]}) if words else ("utter_suggestions_because_theme", {})


def _statement(turn: Turn) -> str:
    """What a suggestion should fit: this message if it says something, and what the leader answered last."""
    theme = turn.slot("theme")
    own = [answer for answer in turn.answers() if answer.is_current and theme in (None, answer.theme)]
    newest = max(own, key=lambda answer: answer.written_at).text if own else ""
    return f"{turn.text if len(turn.text.split()) > 4 else ''} {newest}".strip()


def suggest(turn: Turn, kind: str, statement: str, brief: bool = False) -> Callable[[], None]:
    """Pick and note the suggestion that fits best and has not been shown; calling the result says it.

    Args:
        turn: the turn.
        kind: "advice" or "case".
        statement: what it should fit.
        brief: leave out the question that turns advice back, because another question follows.

    Raises:
        StoreError: the suggestion could not be noted.
    """
    seen = {shown.item_id for shown in shown_suggestions(turn.store, turn.sender) if shown.kind == kind}
    ranked = suggester(kind).rank(statement, turn.slot("theme"), turn.slot("sector"), without=seen, most=1)
    exhausted = not ranked
    if exhausted:  # all have been shown: begin again, the best first
        ranked = suggester(kind).rank(statement, turn.slot("theme"), turn.slot("sector"), most=1)
    match = ranked[0]
    item = turn.catalogue.get(Advice if kind == "advice" else Case, match.item_id)
    response, words = _because(match)
    note_shown(turn.store, turn.sender, kind, item.id, turn.slot("theme"), ", ".join(match.words))

    def say() -> None:
        if exhausted:
            turn.say("utter_suggestions_again")
        turn.say(response, **words)
        _say_item(turn, item, brief)

    return say


def _say_item(turn: Turn, item: Sourced, brief: bool) -> None:
    source = turn.catalogue.citation(item)
    if isinstance(item, Case):
        turn.say(
            "utter_suggestions_case",
            title=item.title,
            body=item.text,
            done=item.done,
            lesson=item.lesson,
            source=source,
        )
    elif isinstance(item, Advice):
        response = "utter_suggestions_advice_brief" if brief else "utter_suggestions_advice"
        turn.say(response, title=item.title, body=item.text, question=item.question, source=source)


def suggest_one(turn: Turn, kind: str) -> list[EventType]:
    """Suggest one item for what the leader said last, and remember what "vis en anden" means."""
    asks_no_more = turn.open_form is None
    suggest(turn, kind, _statement(turn), brief=not asks_no_more)()
    return [SlotSet("last_shown", kind)]


class SuggestAdvice(LeaderAction):
    """Answers "har du et råd?"."""

    def act(self, turn: Turn) -> list[EventType]:
        """One piece of advice."""
        return suggest_one(turn, "advice")
