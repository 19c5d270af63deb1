"""Not understood: two best guesses and "det var mit svar på spørgsmålet"; after two in a row, help."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import LeaderAction, Turn
from bot.knowledge.catalogue import Command

GUESSES = 2


def _in_a_row(turn: Turn) -> int:
    """How many of the leader's newest messages in a row were not understood, this one counted."""
    count = 0
    for event in reversed(turn.tracker.events):
        if event.get("event") != "user":
            continue
        if ((event.get("parse_data") or {}).get("intent") or {}).get("name") != "nlu_fallback":
            break
        count += 1
    return count


class Fallback(LeaderAction):
    """Never reverts the leader's message: replay would grow with each one."""

    def act(self, turn: Turn) -> list[EventType]:
        """Offer guesses, or help when guessing has not helped."""
        if (turn.tracker.latest_message.get("text") or "").startswith("/"):
            turn.say("utter_common_invalid_payload")
            return []
        if _in_a_row(turn) > GUESSES:
            turn.say("utter_common_help_after_misunderstanding")
            return []
        known = {command.id: command for command in turn.catalogue.of(Command)}
        ranking = turn.tracker.latest_message.get("intent_ranking") or []
        buttons = [known[guess["name"]].button for guess in ranking if guess["name"] in known][:GUESSES]
        waits_for_text = turn.slot("requested_slot") in ("answer", "next_step", "commitment_text", "commitment_due")
        response = "utter_common_fallback_in_question" if waits_for_text and turn.text else "utter_common_fallback"
        turn.say(response, buttons=buttons)
        return []
