"""An example of what others have done."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import LeaderAction, Turn
from actions.suggest_advice import suggest_one


class SuggestCase(LeaderAction):
    """Answers "har du et eksempel?"."""

    def act(self, turn: Turn) -> list[EventType]:
        """One case."""
        return suggest_one(turn, "case")
