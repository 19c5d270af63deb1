"""Answer or command, given what is waited for."""

from __future__ import annotations

import pytest

from bot.nlu.turn_taking import Thresholds, take_turn

A = "answer_question"


def _ranking(*pairs: tuple[str, float]) -> list[dict[str, object]]:
    return [{"name": name, "confidence": confidence} for name, confidence in pairs]


@pytest.mark.parametrize(
    ("ranking", "text", "waiting_for", "expected"),
    [
        ([("ask_advice", 0.9), (A, 0.02)], "giv mig et råd", "answer", "ask_advice"),
        ([("ask_advice", 0.4), (A, 0.3)], "et råd fra ergoterapeuten ville hjælpe dem", "answer", A),
        ([("set_action", 0.6), (A, 0.1)], "jeg vil tage det op på mødet", "answer", A),
        ([("set_action", 0.6), (A, 0.02)], "noter at jeg tager det op på mødet", "answer", "set_action"),
        ([("set_action", 0.6), (A, 0.1)], "jeg vil tage det op på mødet", None, "set_action"),
        ([("choose_theme", 0.9), (A, 0.001)], "4", "rating", A),
        ([("out_of_scope", 0.7), (A, 0.1)], "delvist, vi mangler tid", "readiness_level", A),
        ([("set_action", 0.5), (A, 0.1)], "på fredag", "commitment_due", A),
        ([("greet", 0.1)], "sfgsdfg", None, "nlu_fallback"),
        ([("affirm", 0.9)], "🙂", "answer", "nlu_fallback"),
        ([("affirm", 0.9)], "", "answer", "nlu_fallback"),
        ([], "hvad som helst", None, "nlu_fallback"),
    ],
)
def test_the_turn_is_taken_as_meant(
    ranking: list[tuple[str, float]], text: str, waiting_for: str | None, expected: str
) -> None:
    """A clear command is obeyed; a plan is an answer while a question is open; a figure is a rating."""
    assert take_turn(_ranking(*ranking), 0.5, text, waiting_for, Thresholds())["name"] == expected


def test_a_long_text_needs_a_nearly_certain_command() -> None:
    """A paragraph that holds the word "råd" is an answer."""
    text = "ord " * 40
    assert take_turn(_ranking(("ask_advice", 0.6), (A, 0.12)), 0.5, text, "answer", Thresholds())["name"] == A
    assert (
        take_turn(_ranking(("express_distress", 0.95), (A, 0.005)), 0.1, text, "answer", Thresholds())["name"]
        == "express_distress"
    )
