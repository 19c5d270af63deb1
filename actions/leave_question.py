"""The open question is put aside; it is still there when the leader comes back to it."""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet

from actions.base import LeaderAction, Turn, leave_form


class LeaveQuestion(LeaderAction):
    """Closes the open form without a word."""

    def act(self, turn: Turn) -> list[EventType]:
        """No form waits any more; the slots remember where we were."""
        return [*leave_form(), SlotSet("question_is_put", False)]
