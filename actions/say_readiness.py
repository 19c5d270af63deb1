"""The readiness check's result, point by point."""

from __future__ import annotations

from rasa_sdk.events import EventType, FollowupAction

from actions.base import LeaderAction, Turn
from actions.begin_readiness import KIND
from bot.knowledge.catalogue import Readiness
from bot.store.assessments import rounds

_RESPONSES = {"yes": "utter_readiness_yes", "partly": "utter_readiness_partly", "no": "utter_readiness_no"}


class SayReadiness(LeaderAction):
    """What is in place, what is partly, what is not: the leader's own words, no score."""

    def act(self, turn: Turn) -> list[EventType]:
        """One response for each level that was given."""
        done = rounds(turn.store, turn.sender, KIND)
        if not done:
            turn.say("utter_readiness_nothing")
            return [FollowupAction("action_move_on")]
        newest = done[-1]
        turn.say("utter_readiness_result")
        for level, response in _RESPONSES.items():
            points = [item for item in turn.catalogue.of(Readiness) if newest.values.get(item.id) == level]
            if points:
                lines = [
                    f"• {item.title}" + (f": «{newest.notes[item.id]}»" if item.id in newest.notes else "")
                    for item in points
                ]
                turn.say(response, lines="\n".join(lines))
        return [FollowupAction("action_move_on")]
