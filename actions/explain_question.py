"""What the open question means and why it is asked."""

from __future__ import annotations

from rasa_sdk.events import EventType, FollowupAction

from actions.base import LeaderAction, Turn


class ExplainQuestion(LeaderAction):
    """The explanation stands with the question in data/knowledge."""

    def act(self, turn: Turn) -> list[EventType]:
        """Explain the open question; with none open, say so and lead on."""
        question = turn.slot("question")
        if question is None:
            turn.say("utter_navigation_no_question")
            return [] if turn.open_form else [FollowupAction("action_move_on")]
        item = turn.catalogue.question(question)
        turn.say("utter_navigation_explanation", explanation=item.explanation, source=turn.catalogue.citation(item))
        return []
