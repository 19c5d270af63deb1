"""Mirrors the answer in the leader's own words and opens the choice of what comes next."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType, SlotSet

from actions.base import LeaderAction, Turn
from bot.language.phrases import telling_phrases

_MIRRORS = ("utter_reflection_mirror_none", "utter_reflection_mirror_one", "utter_reflection_mirror_two")


class AskReflectionFormNextStep(LeaderAction):
    """Never claims what the leader did not write: only words picked from the answer are said back."""

    def act(self, turn: Turn) -> list[EventType]:
        """Mirror a new answer, then offer to dwell, go on, see an example or get advice."""
        if not turn.slot("question_is_put"):
            phrases = telling_phrases(turn.slot("answer") or "")
            words: dict[str, Any] = dict(zip(("first", "second"), phrases, strict=False))
            turn.say(_MIRRORS[len(phrases)], **words)
        turn.say("utter_reflection_choice")
        return [SlotSet("question_is_put", True)]
