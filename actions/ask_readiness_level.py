"""Asks about one point of readiness."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import LeaderAction, Turn
from bot.knowledge.catalogue import Readiness


class AskReadinessLevel(LeaderAction):
    """Number, of how many, and the question."""

    def act(self, turn: Turn) -> list[EventType]:
        """The point of the slot `readiness_point`."""
        points = turn.catalogue.of(Readiness)
        current = turn.catalogue.get(Readiness, turn.slot("readiness_point") or points[0].id)
        turn.say("utter_readiness_point", number=points.index(current) + 1, total=len(points), question=current.text)
        return []
