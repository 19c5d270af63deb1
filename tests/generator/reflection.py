"""The steps of a reflection: each takes what the leader writes or presses and gives the turn that comes of it."""

from __future__ import annotations

from typing import Any

from bot.knowledge.catalogue import Advice, Case, Command, Theme, catalogue
from tests.generator.conversation import FORM, SIDE_SLOTS, Conversation
from tests.generator.rasa import Turn
from tests.generator.words import telling


class Reflection(Conversation):
    """Area, theme, answer, next step; suggestions that fit."""

    def take_sector(self, sector: str) -> Turn:
        """She chooses her area by its button."""
        turn = self._hear(f'/state_sector{{"sector": "{sector}"}}', [("state_sector", 1.0)], {"sector": sector})
        self._set(turn, sector=sector)
        self.own.update("leaders", self.leader, sector=sector)
        turn.understood()
        turn.act(FORM)
        self._set(turn, sector=sector, requested_slot="theme")
        buttons = [theme.button for theme in catalogue().of(Theme)]
        turn.say("utter_themes_ask", [*buttons, catalogue().get(Command, "ask_help").button])
        return self._listen(turn)

    def choose_theme(self, theme: str) -> Turn:
        """She chooses a theme by its button; its first open question is put."""
        item = catalogue().get(Theme, theme)
        turn = self._hear(f'/choose_theme{{"theme": "{theme}"}}', [("choose_theme", 1.0)], {"theme": theme})
        is_asked, sector = self.waits_for == "theme", self.slots.get("sector")
        self._set(turn, theme=theme)
        turn.understood()
        if not is_asked:
            turn.act("action_choose_theme")
        turn.act(FORM)
        if not is_asked:
            self._open(turn, FORM)
        turn.say("utter_themes_begin", theme=item.title, body=item.text)
        if is_asked:
            self._set(turn, theme=theme, sector=sector)
        else:
            self._set(turn, sector=sector, theme=theme)
        question = self.journey.next_question(theme)
        self._set(turn, question=question, question_is_put=False, answer=None, next_step=None, requested_slot="answer")
        self._put_question(turn)
        return self._listen(turn)

    def answer(self, text: str) -> Turn:
        """She answers the open question, or adds to her answer."""
        is_more = self.waits_for == "next_step"
        turn = self._hear(text, [("answer_question", 0.93), ("set_action", 0.03), ("choose_theme", 0.01)])
        self._set(turn, **{"next_step" if is_more else "answer": text})
        turn.understood()
        turn.act(FORM)
        if is_more:
            self._set(turn, next_step=None, answer=text)
        else:
            self._set(turn, answer=text, next_step=None)
        self._set(turn, question_is_put=False, requested_slot="next_step")
        first, second = telling(text, self.chance)
        turn.say("utter_reflection_mirror_two", first=first, second=second)
        turn.say("utter_reflection_choice")
        self._set(turn, question_is_put=True)
        self._keep(str(self.question), text)
        return self._listen(turn)

    def _keep(self, question: str, text: str) -> None:
        self.texts[question] = f"{self.texts[question]}\n{text}" if question in self.texts else text
        if question not in self.answers:
            theme = catalogue().question(question).theme
            self.answers[question] = self.own.add(
                "answers", reflection_id=self.reflection, question_id=question, theme=theme, skipped_at=None
            )
        self.own.add(
            "answer_versions", answer_id=self.answers[question], text=self.texts[question], written_at=self.moment()
        )

    def go_on(self, text: str = "/skip_question") -> Turn:
        """She goes on to the next question, with the open one answered or passed over; after the last the theme closes."""
        is_answered = self.waits_for == "next_step"
        typed = [("skip_question", 0.89), ("set_action", 0.05), ("show_more", 0.02)]
        turn = self._hear(text, [("skip_question", 1.0)] if text.startswith("/") else typed)
        theme, question = str(self.slots["theme"]), str(self.question)
        if not is_answered and question not in self.answers:
            self.skipped.add(question)
            self.own.add(
                "answers",
                reflection_id=self.reflection,
                question_id=question,
                theme=catalogue().question(question).theme,
                skipped_at=self.moment(),
            )
        self._set(turn, next_step="next" if is_answered else "skip")
        turn.understood()
        turn.act(FORM)
        following = self.journey.next_question(theme)
        self._set(turn, next_step=None, question=following, question_is_put=False, answer=None)
        if following is None:
            return self._close_theme(turn, theme)
        self._set(turn, requested_slot="answer")
        self._put_question(turn)
        return self._listen(turn)

    def _close_theme(self, turn: Turn, theme: str) -> Turn:
        self._close_form(turn)
        turn.act("action_close_theme")
        texts = {key: text for key, text in self.texts.items() if catalogue().question(key).theme == theme}
        lines = "\n".join(f"• {catalogue().question(key).title}: «{text[:150]}»" for key, text in texts.items())
        title = catalogue().get(Theme, theme).title
        if texts:
            turn.say("utter_reflection_theme_done", theme=title, answers=lines)
            for kind in ("advice", "case"):
                self._show(turn, kind)
        else:
            turn.say("utter_reflection_theme_done_empty", theme=title)
        self._set(turn, **dict.fromkeys(SIDE_SLOTS[:3]))
        turn.act("commitment_form")
        self._open(turn, "commitment_form")
        self._set(turn, **dict.fromkeys(SIDE_SLOTS[:3]), requested_slot="commitment_text")
        turn.say("utter_actions_ask_text")
        return self._listen(turn)

    def go_deeper(self) -> Turn | None:
        """She dwells on her answer; None when the theme has no deeper question left."""
        met = self.journey.answered | self.journey.skipped
        left = [item.id for item in catalogue().deeper_in(str(self.slots["theme"])) if item.id not in met]
        if not left:
            return None
        turn = self._hear("/go_deeper", [("go_deeper", 1.0)])
        self._set(turn, next_step="deeper")
        turn.understood()
        turn.act(FORM)
        self._set(turn, next_step=None, question=self.chance.choice(left), question_is_put=False, answer=None)
        self._set(turn, requested_slot="answer")
        self._put_question(turn)
        return self._listen(turn)

    # --- suggestions ---

    def _show(self, turn: Turn, kind: str) -> None:
        items = catalogue().of(Advice if kind == "advice" else Case)
        item: Any = self.chance.choice([each for each in items if each.id not in self._shown] or items)
        self._shown.add(item.id)
        first, _second = telling(next(reversed(self.texts.values()), "tiden"), self.chance)
        turn.say("utter_suggestions_because_one", first=first)
        source = catalogue().citation(item)
        card = {"title": item.title, "text": item.text, "source": source, "kind": kind}
        if kind == "advice":
            said = {"title": item.title, "body": item.text, "question": "", "source": source}
            turn.say("utter_suggestions_advice_brief", card=card | {"question": ""}, **said)
        else:
            said = {"title": item.title, "body": item.text, "done": item.done, "lesson": item.lesson, "source": source}
            turn.say("utter_suggestions_case", card=card | {"done": item.done, "lesson": item.lesson}, **said)
        key = self.own.add(
            "suggestions",
            reflection_id=self.reflection,
            kind=kind,
            item_id=item.id,
            theme=self.slots.get("theme"),
            because=first,
            verdict=None,
            shown_at=self.moment(),
        )
        self.to_judge = [key]

    def ask_for(self, kind: str, text: str, confidence: float = 0.93) -> Turn:
        """She asks for advice or a case, by a button or in words."""
        turn = self._hear(text, [(f"ask_{kind}", 1.0 if text.startswith("/") else confidence), ("show_more", 0.05)])
        turn.understood(self.loop)
        turn.act(f"action_suggest_{kind}")
        self._show(turn, kind)
        self._set(turn, last_shown=kind)
        return self._back_to_form(turn)

    def judge(self, verdict: str) -> Turn:
        """She says of the suggestion shown last that it is useful or irrelevant."""
        intent = "accept_suggestion" if verdict == "useful" else "reject_suggestion"
        turn = self._hear(f"/{intent}", [(intent, 1.0)])
        self.own.update("suggestions", self.to_judge.pop(), verdict=verdict)
        turn.understood(self.loop)
        turn.act("action_judge_suggestion")
        turn.say(f"utter_suggestions_{verdict}")
        return self._back_to_form(turn)
