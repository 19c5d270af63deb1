"""What is stored about the leader, in plain words."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import LeaderAction, Turn
from bot.language.dates import say_date
from bot.store.assessments import rounds
from bot.store.commitments import promises
from bot.store.database import now
from bot.store.leaders import look_up
from bot.store.suggestions import shown_suggestions


class ShowMyData(LeaderAction):
    """Counts and kinds; the summary and recall show the words themselves."""

    def act(self, turn: Turn) -> list[EventType]:
        """Everything that the tables hold."""
        visit = look_up(turn.store, turn.sender)
        answers = turn.answers()
        turn.say(
            "utter_privacy_stored",
            answers=len(answers),
            since=say_date(min((answer.written_at for answer in answers), default=now()).date()),
            actions=len(promises(turn.store, turn.sender)),
            suggestions=len(shown_suggestions(turn.store, turn.sender)),
            rounds=sum(len(rounds(turn.store, turn.sender, kind)) for kind in ("statements", "readiness")),
        )
        turn.say("utter_privacy_shared" if visit and visit.shared else "utter_privacy_not_shared")
        return []
