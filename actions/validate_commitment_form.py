"""One action of the leader's own: its words, its day, a yes."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

from actions.ask_commitment_confirmed import NO_DAY, day_of
from actions.base import LeaderForm, Turn
from bot.errors import StoreError
from bot.language.dates import find_day
from bot.language.replies import without_request
from bot.store.commitments import save_commitment

logger = logging.getLogger(__name__)
NO_ACTION = "none"


class CommitmentForm(LeaderForm):
    """Nothing is kept before the leader has said yes to what was read back."""

    def slots_to_ask(self, turn: Turn) -> list[str]:
        """Words, day, yes; done when the leader wants none, or when it is kept."""
        if turn.slot("commitment_text") == NO_ACTION or turn.slot("commitment_confirmed"):
            return []
        return ["commitment_text", "commitment_due", "commitment_confirmed"]

    def validate_commitment_text(self, turn: Turn, value: str) -> dict[str, Any]:
        """The leader's words; a day in them is read at once."""
        if value == NO_ACTION:
            turn.say("utter_actions_none")
            return {"commitment_text": NO_ACTION}
        text = turn.reply_text if turn.intent == "confirm_answer" else value
        text = without_request(text or "") or text
        if not text:
            return {"commitment_text": None}
        found = find_day(text, date.today())
        due = turn.slot("commitment_due") or (found.text if found else None)
        return {"commitment_text": text, "commitment_due": due, "commitment_confirmed": None}

    def validate_commitment_due(self, turn: Turn, value: str) -> dict[str, Any]:
        """The leader's words for when, or none."""
        return {"commitment_due": value or NO_DAY}

    def validate_commitment_confirmed(self, turn: Turn, value: bool) -> dict[str, Any]:
        """Keep the action on a yes; on a no ask for it again."""
        if not value:
            return {"commitment_confirmed": False, "commitment_text": None, "commitment_due": None}
        due = turn.slot("commitment_due")
        theme = turn.slot("theme")
        text = turn.slot("commitment_text")
        try:
            save_commitment(turn.store, turn.sender, theme, text, day_of(due), None if due == NO_DAY else due)
        except StoreError as error:
            logger.error("commitment: %s", error)
            turn.say("utter_common_not_saved")
            return {"commitment_confirmed": None}
        turn.say("utter_actions_saved")
        return {"commitment_confirmed": True}
