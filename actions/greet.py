"""Hello: the first time, again, or after a while away."""

from __future__ import annotations

from datetime import datetime, timedelta

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.base import LeaderAction, Turn, leave_form
from bot.knowledge.catalogue import Theme
from bot.language.dates import say_ago
from bot.reflection.commitments import to_ask_about
from bot.store.commitments import promises
from bot.store.database import now
from bot.store.leaders import arrive, look_up

AWAY = timedelta(minutes=10)  # a shorter silence is part of the same talk


def welcome_back(turn: Turn) -> list[EventType] | None:
    """Greet a leader who has been away with when and what, and ask first about an action that is still open.

    Returns:
        Events, or None when she has not been away.

    Raises:
        StoreError: the database cannot be read or written.
    """
    visit = look_up(turn.store, turn.sender)
    answers = turn.answers()
    promise = to_ask_about(promises(turn.store, turn.sender))
    if visit is None or not (answers or promise):
        return None
    noted = turn.slot("away_since")
    last_seen = datetime.fromisoformat(noted) if noted else visit.last_seen_at
    if last_seen is None or now() - last_seen < AWAY:
        return None
    arrive(turn.store, turn.sender)
    ago = say_ago(now() - last_seen)
    if answers:
        newest = turn.catalogue.question(max(answers, key=lambda answer: answer.written_at).question_id)
        theme = turn.catalogue.get(Theme, newest.theme).title
        turn.say("utter_meeting_welcome_back", ago=ago[:1].upper() + ago[1:], theme=theme, about=newest.title)
    else:
        turn.say("utter_meeting_welcome_back_brief", ago=ago)
    back = [*leave_form(), SlotSet("away_since", last_seen.isoformat())]
    return [*back, FollowupAction("report_form" if promise else "action_move_on")]


class Greet(LeaderAction):
    """Answers a greeting and leads on."""

    def act(self, turn: Turn) -> list[EventType]:
        """Lead a new leader to the first question, a returning one to her action or to where she stopped."""
        if (back := welcome_back(turn)) is not None:
            return back
        if turn.text and turn.slot("question_is_put"):
            turn.say("utter_meeting_hello_again")
        return [] if turn.open_form else [FollowupAction("action_move_on")]
