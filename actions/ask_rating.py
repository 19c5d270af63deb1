"""Puts one statement forward."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import LeaderAction, Turn
from bot.knowledge.catalogue import Statement


class AskRating(LeaderAction):
    """Number, of how many, and the statement."""

    def act(self, turn: Turn) -> list[EventType]:
        """The statement of the slot `statement`."""
        statements = turn.catalogue.of(Statement)
        current = turn.catalogue.get(Statement, turn.slot("statement") or statements[0].id)
        number = statements.index(current) + 1
        turn.say("utter_assessment_statement", number=number, total=len(statements), statement=current.text)
        return []
