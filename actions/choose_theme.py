"""Another theme: named in the message, or asked for."""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet

from actions.base import LeaderAction, Turn


class ChooseTheme(LeaderAction):
    """Makes room for a theme; the reflection form then begins it, or asks which."""

    def act(self, turn: Turn) -> list[EventType]:
        """Keep a theme that the message names; otherwise let the form ask."""
        if turn.entity("theme"):
            return []
        return [SlotSet(name, None) for name in ("theme", "question", "answer", "next_step")]
