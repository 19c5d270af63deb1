"""The self-assessment and the readiness check, whose answers are for the leader's own eyes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.knowledge.catalogue import Readiness, Statement, catalogue
from tests.generator.rasa import FOLLOWED, Turn
from tests.generator.reflection import Reflection

_LEVELS = {"ja": "yes", "delvist": "partly", "nej": "no"}
_FINISHED = "finished"


@dataclass(frozen=True)
class Check:
    """One of the two: its name in actions and responses, what it goes through, its slots, its name in our tables."""

    name: str
    kind: Any
    item: str
    value: str
    table_kind: str

    @property
    def form(self) -> str:
        """The form that asks."""
        return f"{self.name}_form"


CHECKS = (
    Check("assessment", Statement, "statement", "rating", "statements"),
    Check("readiness", Readiness, "readiness_point", "readiness_level", "readiness"),
)


class OwnEyes(Reflection):
    """Going through five statements, or five points."""

    round = 0  # key of the round that goes on

    def assess(self) -> Turn:
        """She begins the self-assessment."""
        turn = self._hear("jeg vil gerne vurdere mig selv", [("assess_myself", 0.96), ("check_readiness", 0.01)])
        return self._begin_round(turn, CHECKS[0])

    def check_readiness(self) -> Turn:
        """She begins the readiness check."""
        turn = self._hear("er vi klar?", [("check_readiness", 0.97), ("show_progress", 0.01)])
        return self._begin_round(turn, CHECKS[1])

    def _begin_round(self, turn: Turn, check: Check) -> Turn:
        self.round = self.own.add("assessments", leader_id=self.leader, kind=check.table_kind, started_at=self.moment())
        turn.understood()
        turn.act(f"action_begin_{check.name}")
        turn.say(f"utter_{check.name}_begin")
        self._set(turn, **{check.item: catalogue().of(check.kind)[0].id, check.value: None})
        turn.act(check.form)
        self._open(turn, check.form)
        self._set(turn, **{check.value: None, "requested_slot": check.value})
        self._put_point(turn, check)
        return self._listen(turn)

    def _put_point(self, turn: Turn, check: Check) -> None:
        items = catalogue().of(check.kind)
        number = [item.id for item in items].index(self.slots[check.item]) + 1
        text = items[number - 1].text
        if check.name == "assessment":
            turn.say("utter_assessment_statement", number=number, total=len(items), statement=text)
        else:
            turn.say("utter_readiness_point", number=number, total=len(items), question=text)

    def rate(self, text: str) -> Turn:
        """She answers the statement or the point that is open: "1" to "5", or ja, delvist, nej."""
        check = next(each for each in CHECKS if each.form == self.loop)
        items = [item.id for item in catalogue().of(check.kind)]
        current = self.slots[check.item]
        point = {"item_id": current, "value": _LEVELS.get(text, text), "note": None}
        self.own.add("assessment_points", assessment_id=self.round, **point)
        turn = self._hear(text, [("answer_question", 0.83), ("out_of_scope", 0.08), ("show_progress", 0.03)])
        self._set(turn, **{check.value: text})
        turn.understood()
        turn.act(check.form)
        following = [*items, _FINISHED][items.index(current) + 1]
        self._set(turn, **{check.value: None, check.item: following})
        if following == _FINISHED:
            return self._say_result(turn, check, text)
        self._set(turn, requested_slot=check.value)
        self._put_point(turn, check)
        return self._listen(turn)

    def _say_result(self, turn: Turn, check: Check, value: str) -> Turn:
        self._close_form(turn)
        turn.act(f"action_say_{check.name}")
        turn.say(f"utter_{check.name}_result")
        titles = [item.title for item in catalogue().of(check.kind)]
        if check.name == "assessment":
            for title in titles:
                turn.say("utter_assessment_line", title=title, value=value)
            turn.say("utter_assessment_own_eyes")
        else:
            turn.say("utter_readiness_partly", lines="\n".join(f"• {title}" for title in titles))
        turn.follow("action_move_on")
        return self._offer(turn, FOLLOWED)
