"""The reflection: takes the area, the theme, the answer and the next step, and keeps each before moving on."""

from __future__ import annotations

import logging
from typing import Any

from actions.base import LeaderForm, Turn
from bot.errors import StoreError
from bot.knowledge.catalogue import Deeper, Sector, Theme
from bot.knowledge.recall import closest_text
from bot.language.danish import readable
from bot.store.answers import add_to_answer, forget_skips, save_answer, skip_question
from bot.store.leaders import set_sector

logger = logging.getLogger(__name__)
Slots = dict[str, Any]
_CLOSE = 0.12  # a deeper question less alike to the answer is no better than the next in the catalogue
NO_SECTOR, ANY_THEME = "none", "any"


def _ask(question: str | None) -> Slots:
    """Slots that put a question (or, with None, say that the theme is finished)."""
    return {"question": question, "question_is_put": False, "answer": None, "next_step": None}


class ReflectionForm(LeaderForm):
    """One generic form for every theme: which question is open stands in the slot `question`."""

    def slots_to_ask(self, turn: Turn) -> list[str]:
        """Area and theme first; then answer and next step until the theme has no question left."""
        theme_is_finished = turn.slot("sector") and turn.slot("theme") and turn.slot("question") is None
        return [] if theme_is_finished else ["sector", "theme", "answer", "next_step"]

    def validate_sector(self, turn: Turn, value: str) -> Slots:
        """A known area is kept; anything else is no reason to hold the leader up."""
        known = {sector.id for sector in turn.catalogue.of(Sector)}
        if value in known and turn.intent != "affirm":
            try:
                set_sector(turn.store, turn.sender, value)
            except StoreError as error:  # the area is a help, not an answer: go on without it
                logger.error("sector: %s", error)
            return {"sector": value}
        return {"sector": NO_SECTOR}

    def validate_theme(self, turn: Turn, value: str) -> Slots:
        """A new theme begins at its first question that has not been met; the theme already open goes on."""
        sector = {"sector": turn.slot("sector") or NO_SECTOR}
        question = turn.slot("question")
        themes = {theme.id: theme for theme in turn.catalogue.of(Theme)}
        if question and turn.catalogue.question(question).theme == value:
            return {**sector, "theme": value}
        try:
            journey = turn.journey()
            if value in themes and journey.next_question(value) is None and journey.skipped:
                forget_skips(
                    turn.store, turn.sender, value
                )  # back to a finished theme: what was passed over is asked now
                journey = turn.journey()
        except StoreError as error:
            logger.error("theme: %s", error)
            turn.say("utter_common_not_saved")
            return {"theme": None, **_ask(None)}
        theme = journey.pick_theme() if value == ANY_THEME else value
        if theme not in themes:
            turn.say("utter_themes_unknown")
            return {"theme": None, **_ask(None)}
        first = journey.next_question(theme)
        if first is None:
            turn.say("utter_themes_already_done", theme=themes[theme].title)
            return {"theme": None, **_ask(None)}
        turn.say("utter_themes_begin", theme=themes[theme].title, body=themes[theme].text)
        return {**sector, "theme": theme, **_ask(first)}

    def validate_answer(self, turn: Turn, value: str) -> Slots:
        """Keep the answer; only when it is committed does the dialogue move on."""
        question = turn.slot("question")
        if question is None:
            return {"answer": None}
        if turn.intent != "confirm_answer" and readable(value) != turn.text:
            return {"answer": value}  # kept in an earlier turn; the form was only opened again
        text = turn.reply_text
        if not text:
            return {"answer": None}
        try:
            save_answer(turn.store, turn.sender, question, turn.catalogue.question(question).theme, text)
        except StoreError as error:
            logger.error("answer: %s", error)
            turn.say("utter_common_answer_not_saved", answer=text)
            return {"answer": None, "question_is_put": False}
        return {"answer": text, "next_step": None, "question_is_put": False}

    def validate_next_step(self, turn: Turn, value: str) -> Slots:
        """On to the next question, deeper, back, or more words for the answer."""
        question, theme = turn.slot("question"), turn.slot("theme")
        if question is None or theme is None:
            return {"next_step": None}
        steps = {"next": self._next, "skip": self._skip, "deeper": self._deeper, "back": self._back}
        try:
            return steps.get(value, self._add)(turn, question, theme)
        except StoreError as error:
            logger.error("next step: %s", error)
            turn.say("utter_common_answer_not_saved", answer=turn.text) if turn.text else turn.say(
                "utter_common_not_saved"
            )
            return {"next_step": None}

    @staticmethod
    def _next(turn: Turn, _question: str, theme: str) -> Slots:
        return _ask(turn.journey().next_question(theme))

    @staticmethod
    def _skip(turn: Turn, question: str, theme: str) -> Slots:
        skip_question(turn.store, turn.sender, question, turn.catalogue.question(question).theme)
        return _ask(turn.journey().next_question(theme))

    @staticmethod
    def _deeper(turn: Turn, question: str, theme: str) -> Slots:
        journey = turn.journey()
        fresh = [item for item in turn.catalogue.deeper_in(theme) if item.id not in journey.answered | journey.skipped]
        fresh = [item for item in fresh if item.id != question]
        if not fresh:
            turn.say("utter_reflection_what_more")
            return {"next_step": None, "question_is_put": True}
        said = turn.slot("answer") or turn.catalogue.question(question).text
        best = fresh[closest_text(said, [f"{item.title} {item.text} {item.explanation}" for item in fresh], _CLOSE)]
        return _ask(turn.catalogue.get(Deeper, best.id).id)

    @staticmethod
    def _back(turn: Turn, question: str, theme: str) -> Slots:
        if turn.slot("answer"):  # just answered: it is this answer that is to be mended
            return _ask(question)
        previous = turn.journey().previous_question(theme, question)
        if previous is None:
            turn.say("utter_navigation_nothing_before")
            return {"next_step": None}
        return _ask(previous)

    @staticmethod
    def _add(turn: Turn, question: str, theme: str) -> Slots:
        text = turn.reply_text
        if not text:
            return {"next_step": None}
        add_to_answer(turn.store, turn.sender, question, theme, text)
        return {"next_step": None, "answer": text, "question_is_put": False}
