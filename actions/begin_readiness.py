"""Begins a round through the five points of readiness."""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet

from actions.base import LeaderAction, Turn
from bot.knowledge.catalogue import Readiness
from bot.store.assessments import begin_round

KIND = "readiness"


class BeginReadiness(LeaderAction):
    """Is the organisation ready?"""

    def act(self, turn: Turn) -> list[EventType]:
        """Say what it is, and ask about the first point."""
        begin_round(turn.store, turn.sender, KIND)
        turn.say("utter_readiness_begin")
        return [SlotSet("readiness_point", turn.catalogue.of(Readiness)[0].id), SlotSet("readiness_level", None)]
