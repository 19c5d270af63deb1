"""The leader wants an action noted, perhaps with its words and day in the same message."""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet

from actions.base import LeaderAction, Turn
from bot.language.replies import without_request


class NoteCommitment(LeaderAction):
    """Fills the commitment form with what the message already says."""

    def act(self, turn: Turn) -> list[EventType]:
        """The action's own words, or nothing where the message only asks us to note one."""
        text = without_request(turn.text) or None
        return [
            SlotSet("commitment_text", text),
            SlotSet("commitment_due", None),
            SlotSet("commitment_confirmed", None),
        ]
