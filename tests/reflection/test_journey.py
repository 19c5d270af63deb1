"""Which question comes next."""

from __future__ import annotations

from datetime import date, datetime, timezone

from bot.reflection.commitments import to_ask_about
from bot.reflection.journey import Journey
from bot.reflection.records import Promise

QUESTIONS = {"mindset": ["m1", "m2", "m3"], "employees": ["e1", "e2"]}


def test_the_next_question_is_the_first_that_was_not_met() -> None:
    """Answered and skipped ones are not asked again, in whatever order they were met."""
    assert Journey(QUESTIONS).next_question("mindset") == "m1"
    assert Journey(QUESTIONS, frozenset({"m1"}), frozenset({"m2"})).next_question("mindset") == "m3"
    assert Journey(QUESTIONS, frozenset({"m3", "m1"})).next_question("mindset") == "m2"
    assert Journey(QUESTIONS, frozenset({"e1"}), frozenset({"e2"})).next_question("employees") is None


def test_the_previous_question_is_the_nearest_that_was_met() -> None:
    """From a deeper question, back means the theme's last one met."""
    journey = Journey(QUESTIONS, frozenset({"m1"}))
    assert journey.previous_question("mindset", "m3") == "m1"
    assert journey.previous_question("mindset", "m1") is None
    assert journey.previous_question("mindset", "deeper-why") == "m1"


def test_a_theme_for_the_undecided_is_one_begun_else_the_first_untouched() -> None:
    """Finished themes are not picked while others are left."""
    assert Journey(QUESTIONS).pick_theme() == "mindset"
    assert Journey(QUESTIONS, frozenset({"e1"})).pick_theme() == "employees"
    assert Journey(QUESTIONS, frozenset({"m1", "m2", "m3"})).pick_theme() == "employees"


def test_progress_counts_answers_and_skips_and_knows_the_end() -> None:
    """Deeper answers count for no dialogue question."""
    journey = Journey(QUESTIONS, frozenset({"m1", "m2", "m3", "e1", "deeper-why"}), frozenset({"e2"}))
    assert [(part.answered, part.skipped, part.total) for part in journey.progress()] == [(3, 0, 3), (1, 1, 2)]
    assert journey.is_complete
    assert not Journey(QUESTIONS, frozenset({"m1"})).is_complete


def _promise(number: int, outcome: str | None = None, due: date | None = None) -> Promise:
    return Promise(number, f"handling {number}", due, None, datetime(2026, 1, number, tzinfo=timezone.utc), outcome)


def test_the_newest_untold_action_is_asked_about() -> None:
    """One that has been told about is left in peace."""
    assert to_ask_about([_promise(1), _promise(2), _promise(3, "done")]) == _promise(2)
    assert to_ask_about([_promise(1, "not")]) is None
