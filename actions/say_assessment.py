"""The self-assessment's result: the leader's own figures, and what has changed since last time."""

from __future__ import annotations

from rasa_sdk.events import EventType, FollowupAction

from actions.base import LeaderAction, Turn
from actions.begin_assessment import KIND
from bot.knowledge.catalogue import Statement
from bot.language.dates import say_date
from bot.store.assessments import rounds


class SayAssessment(LeaderAction):
    """No sum, no average, no comparison with others."""

    def act(self, turn: Turn) -> list[EventType]:
        """The figures of this round beside those of the round before."""
        done = rounds(turn.store, turn.sender, KIND)
        if not done:
            turn.say("utter_assessment_nothing")
            return [FollowupAction("action_move_on")]
        newest, before = done[-1], done[-2] if len(done) > 1 else None
        if before:
            turn.say("utter_assessment_result_again", date=say_date(before.started_at.date()))
        else:
            turn.say("utter_assessment_result")
        for item in turn.catalogue.of(Statement):
            value, earlier = newest.values.get(item.id), before.values.get(item.id) if before else None
            response = "utter_assessment_line_again" if value and earlier else "utter_assessment_line"
            turn.say(response, title=item.title, value=value or "–", earlier=earlier)
        turn.say("utter_assessment_own_eyes")
        return [FollowupAction("action_move_on")]
