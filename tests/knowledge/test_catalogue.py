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

# Final ids, which tests and benchmarks elsewhere rely on.
IDS = """
advice-01 advice-02 advice-03 advice-04 advice-05 advice-06 advice-07 advice-08 advice-09 advice-10 advice-11
advice-12 advice-13 case-algorithm-visit case-competence-levels case-daycare-school case-employment
case-executive-network case-learning-offers case-lockdown-foundation case-online-meetings
case-professional-cultures case-reusable-data case-service-design case-small-scale-trial case-social-health
case-strategy-themes case-technical-environment deeper-data-quality deeper-ethics-limit deeper-existing-tech
deeper-five-years deeper-knowledge-gap deeper-lead-around deeper-next-projects deeper-not-digitalising
deeper-old-solutions deeper-right-team deeper-role-models deeper-superusers deeper-when-hard deeper-why
dilemma-both-closer dilemma-moving-goal dilemma-shifting-landscape readiness-foundation readiness-governance
readiness-maturity readiness-security readiness-story statement-competences statement-culture statement-explain
statement-security statement-value topic-anchoring topic-citizens topic-competence-wheel topic-data-ethics
topic-digital-leadership topic-dilemmas topic-ethics topic-flexible-organising topic-follow-and-safety
topic-foundation topic-gdpr-duty topic-governance topic-innovation-room topic-knowledge-centre topic-lead-around
topic-leader-knowledge topic-maturity-model topic-right-team topic-strategy topic-strong-story
topic-technology-radar topic-twenty-eighty topic-waves topic-wheel wave-1 wave-2 wave-3
""".split()


def test_every_final_id_is_there() -> None:
    """None renamed, none lost."""
    assert [item_id for item_id in IDS if not catalogue().has(item_id)] == []


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
