"""The steps beside the reflection: coming and going, an action and its outcome, what is not understood."""

from __future__ import annotations

from datetime import datetime, timezone

from bot.knowledge.catalogue import Command, Theme, catalogue
from tests.generator.conversation import FORM, SIDE_SLOTS
from tests.generator.own_eyes import OwnEyes
from tests.generator.rasa import FOLLOWED, Turn


class Dialogue(OwnEyes):
    """All that a made-up leader can do."""

    # --- coming and going ---

    def begin(self) -> Turn:
        """The page opens the conversation: introduction, then the first question."""
        turn = Turn(self.clock, self.chance)
        turn.slot("session_started_metadata", {"id": "", "by": "pressed"})
        turn.act("action_session_start", None)
        turn.say("utter_meeting_introduction")
        turn.say("utter_meeting_purpose")
        turn.say("utter_meeting_storage", organisation=self.slots["organisation"])
        self._renew(turn)
        self._heard = 1
        turn.hear("/greet", [("greet", 1.0)])
        turn.understood()
        turn.act("action_greet")
        turn.follow("action_move_on")
        turn.act("action_move_on", FOLLOWED)
        self._set(turn, **dict.fromkeys((*SIDE_SLOTS, "theme", "question", "answer", "next_step", "away_since")))
        turn.follow(FORM)
        turn.act(FORM, FOLLOWED)
        self._open(turn, FORM)
        self._set(turn, theme=None, answer=None, next_step=None, requested_slot="sector")
        turn.ask("utter_ask_reflection_form_sector")
        return self._listen(turn)

    def come_back(self, left_at: float, text: str = "hej") -> Turn:
        """She is back after days: met with when and what, asked about her action, else offered to go on."""
        turn = Turn(self.clock, self.chance)
        away = datetime.fromtimestamp(left_at, timezone.utc).isoformat()
        turn.slot("session_started_metadata", {"id": "", "by": "typed"})
        turn.act("action_session_start", None)
        self._renew(turn, away_since=away)
        self._heard = 1
        turn.hear(
            text, [("greet", 1.0)] if text.startswith("/") else [("greet", 0.85), ("goodbye", 0.14), ("deny", 0.01)]
        )
        turn.understood(self.loop)
        turn.act("action_greet")
        newest = catalogue().question(next(reversed(self.answers)))
        days = max(1, round((self.clock - left_at) / 86_400))
        theme = catalogue().get(Theme, newest.theme).title
        turn.say("utter_meeting_welcome_back", ago=f"For {days} dage siden", theme=theme, about=newest.title)
        self._open(turn, None)
        self._set(turn, requested_slot=None, away_since=away)
        if self.promise is None:
            turn.follow("action_move_on")
            return self._offer(turn, FOLLOWED)
        turn.follow("report_form")
        turn.act("report_form", FOLLOWED)
        self._open(turn, "report_form")
        self._set(turn, requested_slot="outcome")
        turn.say("utter_actions_ask_outcome", action=self.promise[1], date="1. marts 2026")
        return self._listen(turn)

    def resume(self) -> Turn:
        """She goes on with the question at which she stopped."""
        turn = self._hear("/resume_reflection", [("resume_reflection", 1.0)])
        turn.understood()
        turn.act("action_resume_reflection")
        self._set(turn, question_is_put=False, away_since=None)
        turn.follow(FORM)
        turn.act(FORM, FOLLOWED)
        self._open(turn, FORM)
        self._set(turn, sector=self.slots.get("sector"), theme=self.slots["theme"], requested_slot="answer")
        self._put_question(turn)
        return self._listen(turn)

    def pause(self) -> Turn:
        """She stops for now; the question stays open."""
        turn = self._hear(
            "stop for nu", [("pause_reflection", 0.94), ("stop_sharing", 0.03), ("resume_reflection", 0.01)]
        )
        turn.understood(self.loop)
        turn.act("utter_pacing_pause")
        turn.ask("utter_pacing_pause")
        turn.act("action_leave_question")
        self._open(turn, None)
        self._set(turn, requested_slot=None, question_is_put=False)
        return self._listen(turn)

    # --- asides ---

    def say_nonsense(self, text: str) -> Turn:
        """Something that is not understood; two guesses are offered."""
        turn = self._hear(text, [("nlu_fallback", 0.3), ("goodbye", 0.03), ("thank", 0.02), ("greet", 0.01)])
        turn.understood(self.loop)
        turn.act("action_fallback")
        guesses = [catalogue().get(Command, name).button for name in ("ask_help", "show_progress")]
        waits = self.waits_for in ("answer", "next_step", "commitment_text", "commitment_due")
        turn.say("utter_common_fallback_in_question" if waits else "utter_common_fallback", guesses)
        return self._back_to_form(turn)

    def ask_progress(self, text: str, confidence: float = 0.93) -> Turn:
        """She asks how far she has come; with little confidence, her words were perhaps taken wrongly."""
        turn = self._hear(text, [("show_progress", confidence), ("out_of_scope", 0.04), ("ask_privacy", 0.01)])
        turn.understood(self.loop)
        turn.act("action_say_progress")
        turn.say("utter_progress_begin")
        for part in self.journey.progress():
            title = catalogue().get(Theme, part.theme).title
            told = {"theme": title, "answered": part.answered, "total": part.total}
            if part.skipped:
                turn.say("utter_progress_theme_skipped", skipped=part.skipped, **told)
            else:
                turn.say("utter_progress_theme", **told)
        return self._back_to_form(turn)

    # --- an action ---

    def commit(self, text: str, day: str) -> Turn:
        """She names one action with a day."""
        turn = self._hear(f"{text} {day}", [("set_action", 0.85), ("pause_reflection", 0.11), ("recall_answers", 0.02)])
        self._set(turn, commitment_text=f"{text} {day}")
        turn.understood()
        turn.act("commitment_form")
        self._set(turn, commitment_text=f"{text} {day}", commitment_due=day, commitment_confirmed=None)
        self._set(turn, requested_slot="commitment_confirmed")
        turn.say("utter_actions_confirm_day", action=f"{text} {day}", day=day)
        return self._listen(turn)

    def confirm(self) -> Turn:
        """Yes, it is to be kept."""
        turn = self._hear("/affirm", [("affirm", 1.0)])
        text, due = str(self.slots["commitment_text"]), self.slots["commitment_due"]
        kept = {"theme": None, "text": text, "due_on": None, "due_text": due, "made_at": self.moment()}
        self.promise = self.own.add("commitments", reflection_id=self.reflection, **kept), text
        self.open_actions += 1
        self._set(turn, commitment_confirmed=True)
        turn.understood()
        turn.act("commitment_form")
        turn.say("utter_actions_saved")
        self._set(turn, commitment_confirmed=True)
        self._close_form(turn)
        return self._move_on(turn)

    def commit_to_nothing(self) -> Turn:
        """No action now."""
        turn = self._hear("/skip_question", [("skip_question", 1.0)])
        self._set(turn, commitment_text="none")
        turn.understood()
        turn.act("commitment_form")
        turn.say("utter_actions_none")
        self._set(turn, commitment_text="none")
        self._close_form(turn)
        return self._move_on(turn)

    def report(self, outcome: str) -> Turn:
        """She says how her action went: done, partly or not."""
        assert self.promise is not None
        found = {"outcome": outcome}
        turn = self._hear(f'/report_action{{"outcome": "{outcome}"}}', [("report_action", 1.0)], found)
        told = {"outcome": outcome, "text": None, "reported_at": self.moment()}
        self.own.add("commitment_reports", commitment_id=self.promise[0], **told)
        self.promise = None
        self.open_actions -= 1
        self._set(turn, outcome=outcome)
        turn.understood()
        turn.act("report_form")
        turn.say(f"utter_actions_report_{outcome}")
        self._set(turn, outcome=outcome, outcome_note=None)
        self._close_form(turn)
        return self._offer(turn)
