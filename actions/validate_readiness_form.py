"""The readiness check: yes, partly or no, with a note if the leader likes."""

from __future__ import annotations

import logging
from typing import Any

from actions.base import LeaderForm, Turn
from actions.begin_readiness import KIND
from actions.validate_assessment_form import FINISHED, SKIP
from bot.errors import StoreError
from bot.knowledge.catalogue import Readiness
from bot.language.replies import read_level
from bot.store.assessments import save_point

logger = logging.getLogger(__name__)


class ReadinessForm(LeaderForm):
    """Which point is asked about stands in the slot `readiness_point`."""

    def slots_to_ask(self, turn: Turn) -> list[str]:
        """Done after the last point."""
        return [] if turn.slot("readiness_point") == FINISHED else ["readiness_level"]

    def validate_readiness_level(self, turn: Turn, value: str) -> dict[str, Any]:
        """Keep the level and the note, then on to the next point."""
        order = [item.id for item in turn.catalogue.of(Readiness)]
        current = turn.slot("readiness_point") if turn.slot("readiness_point") in order else order[0]
        if value != SKIP:
            read = read_level(value)
            if read is None:
                turn.say("utter_readiness_unclear")
                return {"readiness_level": None}
            try:
                save_point(turn.store, turn.sender, KIND, current, *read)
            except StoreError as error:
                logger.error("readiness: %s", error)
                turn.say("utter_common_answer_not_saved", answer=turn.text)
                return {"readiness_level": None}
        return {"readiness_level": None, "readiness_point": [*order, FINISHED][order.index(current) + 1]}
