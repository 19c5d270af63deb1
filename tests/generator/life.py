"""What one made-up leader does over months: sittings, what she feels like next, where she stops."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from bot.knowledge.catalogue import Sector, catalogue
from tests.generator import words
from tests.generator.dialogue import Dialogue
from tests.generator.own import OwnRows
from tests.generator.rasa import Turn

DAY = 86_400.0
_FIRST_IN_A_SITTING = 6  # turns; fewer are no visit
_NOT_UNDERSTOOD, _UNSURE = 0.04, 0.02


@dataclass(frozen=True)
class Plan:
    """How much a leader does.

    Attributes:
        begins, ends: the time in which she begins, seconds since the epoch.
        turns: her messages, about.
        is_shared: whether she shares.
    """

    begins: float
    ends: float
    turns: int
    is_shared: bool = True


class Life:
    """One leader over months.

    Attributes:
        heard: keys of her messages in Rasa's log, once they stand there.
        sittings: how many visits.
    """

    def __init__(self, seed: str, own: OwnRows, sender: str, plan: Plan) -> None:
        self._chance, self._plan, self.sender = random.Random(seed), plan, sender
        self.heard: list[int] = []
        self.sittings, self.is_shared = 1, plan.is_shared
        begins = self._chance.uniform(plan.begins, plan.begins + (plan.ends - plan.begins) * 0.7)
        self.dialogue = Dialogue(self._chance, own, sender, begins, plan.is_shared)
        self._left = max(4, round(self._chance.gauss(plan.turns, plan.turns / 4)))
        self._own = own

    @property
    def stopped_at(self) -> str | None:
        """The question that she left open."""
        return None if self.dialogue.journey.is_complete else self.dialogue.question

    def turns(self) -> Iterator[Turn]:
        """All that is said, in the order of time."""
        it, chance = self.dialogue, self._chance
        yield self._next(it.begin())
        yield self._next(it.take_sector(chance.choice(catalogue().of(Sector)).id))
        while self._left > 0:
            for _ in range(min(self._left, chance.randint(_FIRST_IN_A_SITTING, 30))):
                yield self._next(self._step())
            if self._left <= 0 or not it.answers:
                break
            if it.question and it.loop and chance.random() < 0.4:
                yield self._next(it.pause())
            left_at = it.clock
            it.clock += chance.uniform(1, 40) * DAY
            if it.clock > self._plan.ends:
                break
            self.sittings += 1
            yield self._next(it.come_back(left_at))
        self._own.update("leaders", it.leader, last_seen_at=it.moment(), active_at=it.moment())

    def _next(self, turn: Turn) -> Turn:
        self._left -= 1
        self.dialogue.clock += self._chance.uniform(15, 120)
        return turn

    def _step(self) -> Turn:
        it, chance = self.dialogue, self._chance
        if it.loop in ("assessment_form", "readiness_form"):
            return it.rate(chance.choice("12345" if it.loop == "assessment_form" else ("ja", "delvist", "nej")))
        if it.waits_for == "outcome":
            return it.report(chance.choices(("done", "partly", "not"), (5, 3, 2))[0])
        if it.waits_for == "commitment_text":
            return (
                it.commit(words.action(chance), chance.choice(words.DAYS))
                if chance.random() < 0.7
                else it.commit_to_nothing()
            )
        if it.waits_for == "commitment_confirmed":
            return it.confirm()
        if it.waits_for in ("answer", "next_step"):
            return self._in_a_question()
        if it.question and it.waits_for is None:
            return it.resume()
        return self._between_themes()

    def _in_a_question(self) -> Turn:
        it, chance = self.dialogue, self._chance
        mood = chance.random()
        if mood < _NOT_UNDERSTOOD:
            return it.say_nonsense(words.odd(chance))
        if mood < _NOT_UNDERSTOOD + _UNSURE:
            return it.ask_progress(words.odd(chance), confidence=chance.uniform(0.15, 0.34))
        if mood < 0.14:
            kind = chance.choice(("advice", "case"))
            return it.ask_for(
                kind, chance.choice((f"/ask_{kind}", "giv mig et råd" if kind == "advice" else "giv mig et eksempel"))
            )
        if it.to_judge and mood < 0.5:
            return it.judge(chance.choices(("useful", "irrelevant"), (3, 2))[0])
        if it.waits_for == "answer":
            return it.answer(words.answer(chance)) if mood < 0.94 else it.go_on("spring over")
        if mood < 0.28 and (deeper := it.go_deeper()):
            return deeper
        if mood < 0.36:
            return it.answer(words.sentence(chance))
        return it.go_on(chance.choice(("/skip_question", "næste")))

    def _between_themes(self) -> Turn:
        it, chance = self.dialogue, self._chance
        unmet = [part.theme for part in it.journey.progress() if not part.is_done]
        mood = 1.0 if it.waits_for == "theme" else chance.random()
        if mood < 0.06 or (not unmet and mood < 0.3):
            return it.assess()
        if mood < 0.1 or (not unmet and mood < 0.5):
            return it.check_readiness()
        if not unmet or mood < 0.14:
            return it.ask_progress("hvor langt er jeg?")
        return it.choose_theme(chance.choice(unmet))
