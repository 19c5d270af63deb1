"""Asks for a yes to what cannot lightly be undone."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import LeaderAction, Turn


class AskConfirmed(LeaderAction):
    """One response for each thing: utter_confirm_<intent>."""

    def act(self, turn: Turn) -> list[EventType]:
        """Say what will happen, and ask."""
        turn.say(f"utter_confirm_{turn.slot('confirming')}")
        return []
