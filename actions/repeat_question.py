"""The open question once more, in full."""

from __future__ import annotations

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.base import LeaderAction, Turn


class RepeatQuestion(LeaderAction):
    """The form puts the question; this makes it put the whole of it."""

    def act(self, turn: Turn) -> list[EventType]:
        """Back to the open question; with none open, what comes now."""
        again = [SlotSet("question_is_put", False)]
        return again if turn.open_form else [*again, FollowupAction("action_move_on")]
