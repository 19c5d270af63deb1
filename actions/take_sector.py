"""The leader says what area she leads, when nobody asked."""

from __future__ import annotations

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.base import LeaderAction, Turn
from bot.knowledge.catalogue import Sector
from bot.store.leaders import set_sector


class TakeSector(LeaderAction):
    """Keeps the area and leads on."""

    def act(self, turn: Turn) -> list[EventType]:
        """Keep a known area; without one, ask."""
        named = turn.entity("sector")
        sector = next((each for each in turn.catalogue.of(Sector) if each.id == named), None)
        if sector is None:
            return [] if turn.open_form else [FollowupAction("reflection_form")]
        set_sector(turn.store, turn.sender, sector.id)
        turn.say("utter_sector_noted", sector=sector.title)
        noted = [SlotSet("sector", sector.id)]
        return noted if turn.open_form else [*noted, FollowupAction("action_move_on")]
