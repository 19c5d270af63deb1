"""Begins a round through the five statements."""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet

from actions.base import LeaderAction, Turn
from bot.knowledge.catalogue import Statement
from bot.store.assessments import begin_round

KIND = "statements"


class BeginAssessment(LeaderAction):
    """For the leader's own eyes."""

    def act(self, turn: Turn) -> list[EventType]:
        """Say what it is, and put the first statement forward."""
        begin_round(turn.store, turn.sender, KIND)
        turn.say("utter_assessment_begin")
        return [SlotSet("statement", turn.catalogue.of(Statement)[0].id), SlotSet("rating", None)]
