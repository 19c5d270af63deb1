"""The self-assessment: one statement at a time, from 1 to 5."""

from __future__ import annotations

import logging
from typing import Any

from actions.base import LeaderForm, Turn
from actions.begin_assessment import KIND
from bot.errors import StoreError
from bot.knowledge.catalogue import Statement
from bot.language.replies import read_rating
from bot.store.assessments import save_point

logger = logging.getLogger(__name__)
FINISHED, SKIP = "finished", "skip"


class AssessmentForm(LeaderForm):
    """Which statement is put forward stands in the slot `statement`."""

    def slots_to_ask(self, turn: Turn) -> list[str]:
        """Done after the last statement."""
        return [] if turn.slot("statement") == FINISHED else ["rating"]

    def validate_rating(self, turn: Turn, value: str) -> dict[str, Any]:
        """Keep the figure, then on to the next statement."""
        order = [item.id for item in turn.catalogue.of(Statement)]
        current = turn.slot("statement") if turn.slot("statement") in order else order[0]
        if value != SKIP:
            rating = read_rating(value)
            if rating is None:
                turn.say("utter_assessment_unclear")
                return {"rating": None}
            try:
                save_point(turn.store, turn.sender, KIND, current, str(rating), None)
            except StoreError as error:
                logger.error("rating: %s", error)
                turn.say("utter_common_not_saved")
                return {"rating": None}
        following = [*order, FINISHED][order.index(current) + 1]
        return {"rating": None, "statement": following}
