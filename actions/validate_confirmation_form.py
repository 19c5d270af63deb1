"""A yes or a no to what was asked."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import LeaderForm, Turn


class ConfirmationForm(LeaderForm):
    """One slot."""

    def slots_to_ask(self, turn: Turn) -> list[str]:
        """Done at the first yes or no."""
        return ["confirmed"] if turn.slot("confirmed") is None else []

    def validate_confirmed(self, value: bool, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: Any) -> dict[str, Any]:
        """As it is."""
        return {"confirmed": value}
