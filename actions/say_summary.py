"""The whole of the reflection: answers by theme, suggestions worth keeping, actions."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import LeaderAction, Turn
from actions.close_theme import shorten
from bot.knowledge.catalogue import Advice, Case, Theme
from bot.language.dates import say_date
from bot.reflection.records import Promise
from bot.store.commitments import promises
from bot.store.suggestions import shown_suggestions


def _action_line(promise: Promise) -> str:
    due = f" ({say_date(promise.due_on)})" if promise.due_on else f" ({promise.due_text})" if promise.due_text else ""
    return f"• {promise.text}{due}"


class SaySummary(LeaderAction):
    """The leader's own words, shortened; nothing is added to them."""

    def act(self, turn: Turn) -> list[EventType]:
        """One message for each theme that holds an answer, then suggestions, then actions."""
        own = [answer for answer in turn.answers() if answer.is_current]
        chosen = promises(turn.store, turn.sender)
        kept = [shown for shown in shown_suggestions(turn.store, turn.sender) if shown.verdict == "useful"]
        if not own and not chosen:
            turn.say("utter_summary_nothing")
            return []
        turn.say("utter_summary_begin")
        for theme in turn.catalogue.of(Theme):
            lines = [
                f"• {turn.catalogue.question(answer.question_id).title}: «{shorten(answer.text, 300)}»"
                for answer in own
                if answer.theme == theme.id
            ]
            if lines:
                turn.say("utter_summary_theme", theme=theme.title, lines="\n".join(lines))
        if kept:
            titles = (
                turn.catalogue.get(Advice if shown.kind == "advice" else Case, shown.item_id).title for shown in kept
            )
            turn.say("utter_summary_suggestions", lines="\n".join(f"• {title}" for title in dict.fromkeys(titles)))
        if chosen:
            turn.say("utter_summary_actions", lines="\n".join(_action_line(promise) for promise in chosen))
        return []
