"""Loads what the first leader would otherwise wait for; `python -m bot run` calls it when the action server is up."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import LeaderAction, Turn
from bot.knowledge.suggest import KINDS, suggester


class WarmUp(LeaderAction):
    """No part of any dialogue."""

    def act(self, turn: Turn) -> list[EventType]:
        """Build the suggesters, and with them the Danish pipeline and the catalogue."""
        for kind in KINDS:
            suggester(kind)
        return []
