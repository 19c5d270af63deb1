"""How far the leader has come, and what is left."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import LeaderAction, Turn
from bot.knowledge.catalogue import Theme


class SayProgress(LeaderAction):
    """One line for each theme."""

    def act(self, turn: Turn) -> list[EventType]:
        """Answered and passed over, of how many."""
        turn.say("utter_progress_begin")
        for part in turn.journey().progress():
            title = turn.catalogue.get(Theme, part.theme).title
            response = "utter_progress_theme_skipped" if part.skipped else "utter_progress_theme"
            turn.say(response, theme=title, answered=part.answered, total=part.total, skipped=part.skipped)
        return []
