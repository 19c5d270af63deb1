"""Asks for one action of the leader's own."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import LeaderAction, Turn


class AskCommitmentText(LeaderAction):
    """One question, alone and last."""

    def act(self, turn: Turn) -> list[EventType]:
        """Ask for the words, or for better ones when the read-back got a no."""
        turn.say(
            "utter_actions_ask_text_again" if turn.slot("commitment_confirmed") is False else "utter_actions_ask_text"
        )
        return []
