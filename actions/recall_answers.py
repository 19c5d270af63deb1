""" "Hvad sagde jeg om borgerne?": the leader's own answers, word for word, with dates."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk.events import EventType, SlotSet

from actions.base import LeaderAction, Turn
from bot.knowledge.recall import rank_answers
from bot.language.dates import say_date

PAGE = 3


def recall(turn: Turn, query: str, theme: str | None, names: Sequence[str], already: int) -> list[EventType]:
    """Quote the next page of own answers that fit the query, or the theme or the technology that it names.

    Raises:
        StoreError: the database cannot be read.
    """
    answers = turn.answers()
    found = rank_answers(query, answers, theme, names)
    page = found[already : already + PAGE]
    if not answers:
        turn.say("utter_recall_nothing_yet")
    elif not page:
        turn.say("utter_recall_no_more" if already else "utter_recall_nothing_found")
    for own in page:
        title, date = turn.catalogue.question(own.question_id).title, say_date(own.written_at.date())
        card = {"kind": "recall", "date": date, "about": title, "answer": own.text}
        turn.say("utter_recall_answer", date=date, about=title, answer=own.text, card=card)
    if len(found) > already + PAGE:
        turn.say("utter_recall_more", count=len(found) - already - PAGE)
    shown = {
        "last_shown": "recall",
        "recall_query": query,
        "recall_theme": theme,
        "recall_names": list(names),
        "recall_shown": float(already + len(page)),
    }
    return [SlotSet(name, value) for name, value in shown.items()]


class RecallAnswers(LeaderAction):
    """Recalls over all sessions, also from before a fresh start."""

    def act(self, turn: Turn) -> list[EventType]:
        """The first page for this message; a technology is looked for under all its names."""
        return recall(turn, turn.text, turn.entity("theme"), turn.other_names("technology"), 0)
