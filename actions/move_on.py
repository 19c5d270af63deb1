"""What comes now: the open question, the next theme, or the end of the wheel."""

from __future__ import annotations

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.base import LeaderAction, Turn
from bot.knowledge.catalogue import Theme

_SIDE_FORMS = (
    "commitment_text", "commitment_due", "commitment_confirmed", "outcome", "rating", "statement", "readiness_level",
    "readiness_point", "confirmed", "confirming",
)  # fmt: skip


class MoveOn(LeaderAction):
    """Leads back from a side path, or on from a finished theme."""

    def act(self, turn: Turn) -> list[EventType]:
        """Clear what the side forms left, then go back to the open question or offer what is left of the wheel."""
        journey = turn.journey()
        cleared: list[EventType] = [SlotSet(name, None) for name in _SIDE_FORMS]
        theme, question = turn.slot("theme"), turn.slot("question")
        if theme and question:
            if turn.slot("away_since"):
                title = turn.catalogue.get(Theme, theme).title
                turn.say("utter_meeting_offer_resume", theme=title)
                return [*cleared, SlotSet("away_since", None), FollowupAction("action_listen")]
            return [*cleared, FollowupAction("reflection_form")]
        cleared += [SlotSet(name, None) for name in ("theme", "question", "answer", "next_step", "away_since")]
        if journey.is_complete:
            turn.say("utter_reflection_wheel_done")
        elif not any(part.is_begun for part in journey.progress()):
            return [*cleared, FollowupAction("reflection_form")]
        else:
            left = [part.theme for part in journey.progress() if not part.is_done]
            turn.say("utter_reflection_offer_next", buttons=[turn.catalogue.get(Theme, each).button for each in left])
        return [*cleared, FollowupAction("action_listen")]
