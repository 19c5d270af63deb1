"""Puts the open question: in full the first time, briefly when we come back to it, with the old answer to mend it."""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet

from actions.base import LeaderAction, Turn
from bot.knowledge.catalogue import Question


class AskReflectionFormAnswer(LeaderAction):
    """One question, alone and last."""

    def act(self, turn: Turn) -> list[EventType]:
        """Put the question of the slot `question`."""
        item = turn.catalogue.question(turn.slot("question"))
        earlier = next((own for own in turn.answers() if own.is_current and own.question_id == item.id), None)
        if turn.slot("question_is_put"):
            turn.say("utter_reflection_question_again", question=item.text)
        elif earlier:
            turn.say("utter_reflection_mend", answer=earlier.text, question=item.text)
        elif isinstance(item, Question):
            turn.say("utter_reflection_question", lead_in=item.lead_in, question=item.text)
        else:
            turn.say("utter_reflection_deeper", question=item.text)
        return [SlotSet("question_is_put", True), SlotSet("away_since", None)]
