"""How far the leader has come, and what is left."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import LeaderAction, Turn
from bot.knowledge.catalogue import Theme


class SayProgress(LeaderAction):
    """One line for each theme."""

    def act(self, turn: Turn) -> list[EventType]:
        """Answered and passed over, of how many."""
        lines = []
        for part in turn.journey().progress():
            skipped = f", {part.skipped} sprunget over" if part.skipped else ""
            lines.append(
                f"• {turn.catalogue.get(Theme, part.theme).title}: {part.answered} af {part.total} besvaret{skipped}"
            )
        turn.say("utter_progress_lines", lines="\n".join(lines))
        return []
