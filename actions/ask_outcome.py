"""Asks how the chosen action went."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import LeaderAction, Turn
from bot.language.dates import say_date
from bot.reflection.commitments import to_ask_about
from bot.store.commitments import promises


class AskOutcome(LeaderAction):
    """The action in the leader's own words, and one question."""

    def act(self, turn: Turn) -> list[EventType]:
        """Ask about the newest action without an outcome."""
        promise = to_ask_about(promises(turn.store, turn.sender))
        if turn.slot("outcome_note"):
            turn.say("utter_actions_ask_outcome_plainly")
        elif promise:
            turn.say("utter_actions_ask_outcome", action=promise.text, date=say_date(promise.made_at.date()))
        return []
