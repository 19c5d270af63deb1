"""What a made-up conversation holds in mind, and what Rasa writes at every turn of it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timezone
from typing import Any

from bot.knowledge.catalogue import Question, Theme, catalogue
from bot.reflection.journey import Journey
from tests.generator.own import OwnRows
from tests.generator.rasa import FOLLOWED, Turn

FORM = "reflection_form"
SIDE_SLOTS = """
commitment_text commitment_due commitment_confirmed outcome rating statement readiness_level readiness_point confirmed confirming
""".split()
OPEN_SLOTS = "theme question answer next_step away_since".split()
CARRIED = """
sector theme question question_is_put answer statement readiness_point last_shown contact organisation requested_slot
""".split()
SESSION_MESSAGES = 12
Ranking = Sequence[tuple[str, float]]


class Conversation:
    """Slots, forms and sessions as Rasa keeps them, and what our own tables hold of the leader.

    Attributes:
        clock: the moment of the next message, seconds since the epoch.
        waits_for: the slot that is asked for: sector, theme, answer, next_step, … or None.
        to_judge: keys of suggestions that were shown and have no verdict.
        promise: key and text of the newest action that she has not told about yet.
        open_actions: how many such there are.
    """

    def __init__(self, chance: random.Random, own: OwnRows, sender: str, clock: float, is_shared: bool = True) -> None:
        self.chance, self.own, self.clock = chance, own, clock
        self.slots: dict[str, Any] = {"contact": "jeres HR-afdeling", "organisation": "Prøvekommunen"}
        self.loop: str | None = None
        self.answers: dict[str, int] = {}  # question → the answer's key
        self.texts: dict[str, str] = {}
        self.skipped: set[str] = set()
        self.to_judge: list[int] = []
        self.promise: tuple[int, str] | None = None
        self.open_actions = 0
        self._shown: set[str] = set()
        self._heard = 0  # messages in this session of Rasa's
        self.leader = own.leader(chance, sender, self.moment(), is_shared)
        self.reflection = own.add("reflections", leader_id=self.leader, started_at=self.moment())

    # --- what every step needs ---

    def moment(self) -> datetime:
        """The clock, as our own tables keep time."""
        return datetime.fromtimestamp(self.clock, timezone.utc).replace(tzinfo=None)

    @property
    def waits_for(self) -> str | None:
        """The slot that is asked for."""
        return self.slots.get("requested_slot")

    @property
    def question(self) -> str | None:
        """The open question."""
        return self.slots.get("question")

    @property
    def journey(self) -> Journey:
        """How far she has come."""
        return catalogue().journey(self.answers, self.skipped)

    def _hear(self, text: str, ranking: Ranking, found: dict[str, str] | None = None) -> Turn:
        turn = Turn(self.clock, self.chance)
        self._heard += 1
        turn.hear(text, ranking, found)
        return turn

    def _set(self, turn: Turn, **values: Any) -> None:
        for name, value in values.items():
            self.slots[name] = value
            turn.slot(name, value)

    def _open(self, turn: Turn, loop: str | None) -> None:
        self.loop = loop
        turn.loop(loop)

    def _listen(self, turn: Turn) -> Turn:
        if self._heard < SESSION_MESSAGES:
            turn.act("action_listen")
        else:
            turn.act("action_session_start")
            self._renew(turn)
        return turn

    def _renew(self, turn: Turn, **more: Any) -> None:
        """What a session begins with: all slots that have a value, the open form."""
        self._heard = 0
        turn.session()
        for name, value in ({each: self.slots.get(each) for each in CARRIED} | more).items():
            if value is not None:
                turn.slot(name, value)
        turn.slot("offered_payloads", ["/skip_question", "/go_deeper", "/ask_case", "/ask_advice", "/show_summary"])
        if self.loop:
            turn.loop(self.loop)
        turn.act("action_listen", None, None)

    def _close_form(self, turn: Turn) -> None:
        self._set(turn, requested_slot=None)
        self._set(turn, requested_slot=None)
        self._open(turn, None)

    def _move_on(self, turn: Turn, policy: str = "ShortSessionsRulePolicy") -> Turn:
        """Offer what is left of the wheel."""
        turn.act("action_move_on", policy)
        left = [part.theme for part in self.journey.progress() if not part.is_done]
        buttons = [catalogue().get(Theme, each).button for each in left]
        turn.say("utter_reflection_offer_next", buttons) if left else turn.say("utter_reflection_wheel_done")
        self._set(turn, **dict.fromkeys((*SIDE_SLOTS, *OPEN_SLOTS)))
        turn.follow("action_listen")
        turn.act("action_listen", FOLLOWED)
        return turn

    def _offer(self, turn: Turn, policy: str = "ShortSessionsRulePolicy") -> Turn:
        """To go on with the open question, or what is left of the wheel."""
        if not self.question:
            return self._move_on(turn, policy)
        turn.act("action_move_on", policy)
        turn.say("utter_meeting_offer_resume", theme=catalogue().get(Theme, str(self.slots["theme"])).title)
        self._set(turn, **dict.fromkeys(SIDE_SLOTS), away_since=None)
        turn.follow("action_listen")
        turn.act("action_listen", FOLLOWED)
        return turn

    def _put_question(self, turn: Turn) -> None:
        item = catalogue().question(str(self.question))
        if isinstance(item, Question):
            turn.say("utter_reflection_question", lead_in=item.lead_in, question=item.text)
        else:
            turn.say("utter_reflection_deeper", question=item.text)
        self._set(turn, question_is_put=True, away_since=None)

    def _back_to_form(self, turn: Turn) -> Turn:
        """After a side path: the question again, or the choice."""
        if self.loop == FORM:
            turn.act(FORM)
            self._set(turn, requested_slot=self.waits_for)
            if self.waits_for == "next_step":
                turn.say("utter_reflection_choice")
                self._set(turn, question_is_put=True)
            else:
                turn.say("utter_reflection_question_again", question=catalogue().question(str(self.question)).text)
                self._set(turn, question_is_put=True, away_since=None)
        return self._listen(turn)
