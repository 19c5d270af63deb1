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
            query, theme, names = (turn.slot(f"recall_{name}") for name in ("query", "theme", "names"))
            return recall(turn, query or "", theme, names or [], int(turn.slot("recall_shown") or 0))
        return suggest_one(turn, last or "advice")
