"""Something that wants a yes first: starting over, sharing, deleting."""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet

from actions.base import LeaderAction, Turn


class PrepareConfirmation(LeaderAction):
    """Remembers what the yes will be for: the intent that asked for it."""

    def act(self, turn: Turn) -> list[EventType]:
        """The confirmation form asks next."""
        return [SlotSet("confirming", turn.intent), SlotSet("confirmed", None)]
