"""Reads the action back for a yes."""

from __future__ import annotations

from datetime import date

from rasa_sdk.events import EventType

from actions.base import LeaderAction, Turn
from bot.language.dates import find_day, say_day

NO_DAY = "none"


def day_of(due: str | None) -> date | None:
    """The day that the leader's words for when name, read today; None where they name none."""
    found = find_day(due, date.today()) if due and due != NO_DAY else None
    return found.day if found else None


class AskCommitmentConfirmed(LeaderAction):
    """The leader's own words, and the day as we understood it."""

    def act(self, turn: Turn) -> list[EventType]:
        """Read back with the day, with the words for when, or without either."""
        text, due = turn.slot("commitment_text"), turn.slot("commitment_due")
        if day := day_of(due):
            turn.say("utter_actions_confirm_day", action=text, day=say_day(day))
        elif due and due != NO_DAY:
            turn.say("utter_actions_confirm_words", action=text, when=due)
        else:
            turn.say("utter_actions_confirm", action=text)
        return []
