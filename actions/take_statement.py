"""Free text when no question is open: an answer to the question that was left, or a way into a theme."""

from __future__ import annotations

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.base import LeaderAction, Turn
from bot.knowledge.catalogue import Question, Theme
from bot.knowledge.recall import closest_text


class TakeStatement(LeaderAction):
    """A leader may tell before she is asked."""

    def act(self, turn: Turn) -> list[EventType]:
        """Take it as the answer to the question left open, else offer the theme that it touches."""
        if turn.slot("theme") and turn.slot("question") and not turn.slot("answer"):
            return [SlotSet("answer", turn.reply_text), FollowupAction("reflection_form")]
        questions = turn.catalogue.of(Question)
        texts = [f"{item.title} {item.text} {item.explanation}" for item in questions]
        closest = questions[closest_text(turn.reply_text, texts)]
        theme = turn.catalogue.get(Theme, closest.theme)
        turn.say("utter_reflection_statement", buttons=[theme.button], theme=theme.title)
        return [] if turn.open_form else [FollowupAction("action_listen")]
