"""The leader tells how an action went, when nobody asked."""

from __future__ import annotations

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.base import LeaderAction, Turn
from bot.reflection.commitments import to_ask_about
from bot.store.commitments import promises


class TakeReport(LeaderAction):
    """Opens the report form if there is an action to tell about."""

    def act(self, turn: Turn) -> list[EventType]:
        """Ask for, or take, the outcome of the newest open action."""
        if to_ask_about(promises(turn.store, turn.sender)):
            return [FollowupAction("report_form")]
        turn.say("utter_actions_nothing_open")
        return [SlotSet("outcome", None)]
