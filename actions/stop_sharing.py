"""The coach must no longer see it."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import LeaderAction, Turn
from bot.store.leaders import set_sharing


class StopSharing(LeaderAction):
    """Takes sharing back at once."""

    def act(self, turn: Turn) -> list[EventType]:
        """Stop, and say so."""
        set_sharing(turn.store, turn.sender, False)
        turn.say("utter_privacy_sharing_stopped")
        return []
