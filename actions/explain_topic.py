"""What something is or means."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import LeaderAction, Turn
from bot.knowledge.catalogue import Topic
from bot.knowledge.suggest import suggester


class ExplainTopic(LeaderAction):
    """Explains the topic that the message asks about, with its source."""

    def act(self, turn: Turn) -> list[EventType]:
        """Explain it, or say what comes closest."""
        topics = [turn.catalogue.get(Topic, match.item_id) for match in suggester("topic").rank(turn.text, most=3)]
        if not suggester("topic").knows(turn.text):
            buttons = [{"title": topic.title, "payload": topic.title} for topic in topics]
            turn.say("utter_explanations_unknown", buttons=buttons)
            return []
        best = topics[0]
        turn.say("utter_explanations_topic", title=best.title, body=best.text, source=turn.catalogue.citation(best))
        return []
