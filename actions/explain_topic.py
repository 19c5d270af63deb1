"""What something is or means."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import LeaderAction, Turn
from bot.knowledge.catalogue import Topic
from bot.knowledge.suggest import suggester

_SURE = 0.12  # below this we do not know what is meant


class ExplainTopic(LeaderAction):
    """Explains the topic that the message asks about, with its source."""

    def act(self, turn: Turn) -> list[EventType]:
        """Explain it, or say what can be explained."""
        best = suggester("topic").rank(turn.text, most=3)
        if not turn.text or best[0].score < _SURE:
            buttons = [
                {
                    "title": turn.catalogue.get(Topic, each.item_id).title,
                    "payload": turn.catalogue.get(Topic, each.item_id).title,
                }
                for each in best
            ]
            turn.say("utter_explanations_unknown", buttons=buttons)
            return []
        topic = turn.catalogue.get(Topic, best[0].item_id)
        turn.say("utter_explanations_topic", title=topic.title, body=topic.text, source=turn.catalogue.citation(topic))
        return []
