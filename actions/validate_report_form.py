"""How the action went: done, partly, not; each is met with a fitting word."""

from __future__ import annotations

import logging
from typing import Any

from actions.base import LeaderForm, Turn
from bot.errors import StoreError
from bot.reflection.commitments import to_ask_about
from bot.store.commitments import promises, report_commitment

logger = logging.getLogger(__name__)
OUTCOMES = ("done", "partly", "not")
LATER = "later"


class ReportForm(LeaderForm):
    """One slot, and no judgement."""

    def slots_to_ask(self, turn: Turn) -> list[str]:
        """Done when the outcome is known or put off."""
        return [] if turn.slot("outcome") in (*OUTCOMES, LATER) else ["outcome"]

    def validate_outcome(self, turn: Turn, value: str) -> dict[str, Any]:
        """Keep the outcome; a story without one is kept as the note until the leader has named it."""
        if value == LATER:
            turn.say("utter_actions_report_later")
            return {"outcome": LATER, "outcome_note": None}
        if value not in OUTCOMES:
            return {"outcome": None, "outcome_note": turn.text or None}
        try:
            promise = to_ask_about(promises(turn.store, turn.sender))
            if promise is not None:
                note = turn.slot("outcome_note") or turn.text or None
                report_commitment(turn.store, turn.sender, promise.id, value, note)
        except StoreError as error:
            logger.error("report: %s", error)
            turn.say("utter_common_not_saved")
            return {"outcome": None}
        turn.say(f"utter_actions_report_{value}")
        return {"outcome": value, "outcome_note": None}
