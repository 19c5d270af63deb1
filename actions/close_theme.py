"""A theme is reflected on: the leader's own answers in short, one piece of advice and one case that fit."""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet

from actions.base import LeaderAction, Turn
from actions.suggest_advice import suggest
from bot.knowledge.catalogue import Theme

_SHORT = 160  # letters of an answer that are shown in the round-up


def shorten(text: str, most: int = _SHORT) -> str:
    """The text on one line, cut at a word where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " …"


class CloseTheme(LeaderAction):
    """Ends a theme before the leader chooses an action of her own."""

    def act(self, turn: Turn) -> list[EventType]:
        """Say back what was answered, then suggest by what was answered."""
        theme = turn.catalogue.get(Theme, turn.slot("theme"))
        own = [answer for answer in turn.answers() if answer.is_current and answer.theme == theme.id]
        if own:
            lines = "\n".join(
                f"• {turn.catalogue.question(answer.question_id).title}: «{shorten(answer.text)}»" for answer in own
            )
            statements = [answer.text for answer in own]
            shown = [suggest(turn, kind, statements, brief=True) for kind in ("advice", "case")]
            turn.say("utter_reflection_theme_done", theme=theme.title, answers=lines)
            for say in shown:
                say()
        else:
            turn.say("utter_reflection_theme_done_empty", theme=theme.title)
        cleared = ("commitment_text", "commitment_due", "commitment_confirmed")
        return [SlotSet(name, None) for name in cleared]
