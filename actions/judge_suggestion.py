""" "Kan bruges" or "ikke relevant": kept with the suggestion shown last."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import LeaderAction, Turn
from bot.store.suggestions import note_verdict


class JudgeSuggestion(LeaderAction):
    """The leader's verdict."""

    def act(self, turn: Turn) -> list[EventType]:
        """Keep it, and say that it is kept."""
        verdict = "useful" if turn.intent == "accept_suggestion" else "irrelevant"
        judged = note_verdict(turn.store, turn.sender, verdict)
        turn.say(f"utter_suggestions_{verdict}" if judged else "utter_suggestions_none_shown")
        return []
