"""Going on from where it stopped."""

from __future__ import annotations

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.base import LeaderAction, Turn
from actions.greet import welcome_back
from bot.reflection.commitments import to_ask_about
from bot.store.commitments import promises


class ResumeReflection(LeaderAction):
    """Asks about an open action first if the leader has been away, else puts the open question again."""

    def act(self, turn: Turn) -> list[EventType]:
        """Back to the open question, in full."""
        if not turn.slot("away_since") or to_ask_about(promises(turn.store, turn.sender)):
            back = welcome_back(turn)
            if back is not None:
                return back
        again = [SlotSet("question_is_put", False), SlotSet("away_since", None)]
        return [*again, FollowupAction("reflection_form" if turn.slot("question") else "action_move_on")]
