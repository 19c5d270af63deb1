"""The catalogue is whole: every id of the contract, each with what a leader is shown."""

from __future__ import annotations

from bot.knowledge.catalogue import (
    Advice,
    Case,
    Deeper,
    Question,
    Readiness,
    Sector,
    Statement,
    Theme,
    Topic,
    catalogue,
)
from bot.knowledge.items import Dilemma, Sourced, Wave

COUNTS = {
    Theme: 4, Sector: 6, Dilemma: 3, Wave: 3, Question: 15, Deeper: 14, Statement: 5, Readiness: 5, Advice: 13, Case: 15, Topic: 24,
}  # fmt: skip
ORDER = [
    "mindset-curiosity",
    "mindset-behaviour",
    "mindset-focus",
    "mindset-knowledge",
    "environment-insight",
    "environment-changes",
    "environment-citizens",
    "environment-dialogue",
    "organisation-driver",
    "organisation-competences",
    "organisation-story",
    "employees-safety",
    "employees-dilemmas",
    "employees-ethics",
    "employees-security",
]


def test_nothing_is_missing() -> None:
    """At least as many of each kind as the contract has; trainers may add."""
    for kind, count in COUNTS.items():
        assert len(catalogue().of(kind)) >= count, kind


def test_the_questions_come_in_the_wheels_order() -> None:
    """Themes in the wheel's order, questions as given."""
    asked = [question for questions in catalogue().journey().questions.values() for question in questions]
    assert [question for question in asked if question in ORDER] == ORDER


def test_every_item_names_its_source() -> None:
    """Title, publisher and, where it is known, year."""
    for item in catalogue().of(Sourced):
        assert "«" in catalogue().citation(item), item.id


def test_what_is_suggested_has_situations_enough() -> None:
    """Fifteen varied ones each, no two the same."""
    for kind in (Advice, Case, Topic):
        for item in catalogue().of(kind):
            assert len(set(item.situations)) >= 15, item.id


def test_only_questions_ask() -> None:
    """So that a turn never holds two questions: no other text that is shown holds a question mark."""
    for item in catalogue().of(Sourced):
        for field in {"title", "lead_in", "explanation", "done", "lesson"} & set(item.__fields__):
            assert "?" not in getattr(item, field), f"{item.id}.{field}"
        if "text" not in item.asks:
            assert "?" not in item.text, item.id
