"""Asks which theme to reflect on."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import LeaderAction, Turn
from bot.knowledge.catalogue import Command, Theme


class AskReflectionFormTheme(LeaderAction):
    """Offers every theme of the catalogue, so that one more is one more item there."""

    def act(self, turn: Turn) -> list[EventType]:
        """The themes in the wheel's order, and help last."""
        buttons = [theme.button for theme in turn.catalogue.of(Theme)]
        turn.say("utter_themes_ask", buttons=[*buttons, turn.catalogue.get(Command, "ask_help").button])
        return []
