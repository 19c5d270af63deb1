""" "Vis en anden", "vis flere": more of what was shown last."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import LeaderAction, Turn
from actions.recall_answers import recall
from actions.suggest_advice import suggest_one


class ShowMore(LeaderAction):
    """More own answers, another case or another piece of advice."""

    def act(self, turn: Turn) -> list[EventType]:
        """Go on with what was shown last; with nothing shown, give advice."""
        last = turn.slot("last_shown")
        if last == "recall":
            return recall(
                turn, turn.slot("recall_query") or "", turn.slot("recall_theme"), int(turn.slot("recall_shown") or 0)
            )
        return suggest_one(turn, last or "advice")
