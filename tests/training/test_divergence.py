"""The first thing that goes another way is found, whatever its kind, and told with place, talk so far and confidence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.training.divergence import play, report
from bot.training.stories import BadStory, read_stories

STORY = """\
version: "3.1"
stories:
  - story: Et råd undervejs
    steps:
      - user: |
          om [mine folk]{"entity": "theme", "value": "employees"}
        intent: choose_theme
      - action: action_choose_theme
      - action: reflection_form
      - active_loop: reflection_form
      - slot_was_set:
          - requested_slot: answer
      - user: giv mig et råd
        intent: ask_advice
      - action: action_suggest_advice
      - active_loop: null
"""
FIRST = [
    {
        "event": "user",
        "text": "om mine folk",
        "parse_data": {
            "intent": {"name": "choose_theme", "confidence": 0.91},
            "entities": [{"entity": "theme", "value": "employees", "start": 3, "end": 12}],
        },
    },
    {"event": "action", "name": "action_choose_theme"},
    {"event": "action", "name": "reflection_form"},
    {"event": "active_loop", "name": "reflection_form"},
    {"event": "slot", "name": "requested_slot", "value": "answer"},
    {"event": "bot", "text": "Hvad vil du gøre?"},
    {"event": "action", "name": "action_listen"},
]
SECOND = [
    {
        "event": "user",
        "text": "giv mig et råd",
        "parse_data": {
            "intent": {"name": "ask_advice", "confidence": 0.42},
            "intent_ranking": [{"name": "ask_advice", "confidence": 0.42}, {"name": "ask_case", "confidence": 0.38}],
            "entities": [],
        },
    },
    {"event": "action", "name": "action_suggest_advice"},
    {"event": "active_loop", "name": None},
    {"event": "action", "name": "action_session_start"},
    {"event": "action", "name": "action_listen"},
]


def _told(tmp_path: Path, first: list[dict[str, Any]], second: list[dict[str, Any]]) -> str | None:
    file = tmp_path / "test_advice.yml"
    file.write_text(STORY, encoding="utf-8")
    log: list[dict[str, Any]] = []
    answers = {"om mine folk": first, "giv mig et råd": second}

    def say(text: str) -> list[dict[str, Any]]:
        log.extend(answers[text])
        return log

    found = play(read_stories(file)[0], say)
    return report(found) if found else None


def _without(events: list[dict[str, Any]], at: int, *instead: dict[str, Any]) -> list[dict[str, Any]]:
    return [*events[:at], *instead, *events[at + 1 :]]


def test_a_talk_that_goes_as_written_has_no_divergence(tmp_path: Path) -> None:
    """Listening and a renewed session are no part of a story."""
    assert _told(tmp_path, FIRST, SECOND) is None


ACTION = {"event": "action", "name": "action_fallback"}


@pytest.mark.parametrize(
    ("first", "second", "line", "expected", "came"),
    [
        (FIRST, _without(SECOND, 1, ACTION), 15, "handlingen action_suggest_advice", "handlingen action_fallback"),
        (FIRST, _without(SECOND, 1), 15, "handlingen action_suggest_advice", "ikke flere handlinger"),
        (FIRST, [*SECOND, ACTION], 16, "ikke flere handlinger", "handlingen action_fallback"),
        (FIRST, _without(SECOND, 2), 16, "ingen formular er åben", "formularen reflection_form er åben"),
        (_without(FIRST, 4), SECOND, 11, "requested_slot er «answer»", "requested_slot er tom"),
        (SECOND, FIRST, 5, "hensigten choose_theme", "hensigten ask_advice"),
    ],
)
def test_each_kind_of_divergence_is_named_with_its_line(
    tmp_path: Path, first: list[Any], second: list[Any], line: int, expected: str, came: str
) -> None:
    """Action, missing action, surplus action, form, slot, intent."""
    told = str(_told(tmp_path, first, second))
    assert f"test_advice.yml:{line}\n" in told
    assert f"Ventet: {expected}\n" in told
    assert f"Kom:    {came}\n" in told


def test_an_entity_that_was_marked_must_be_found(tmp_path: Path) -> None:
    """With its value."""
    deaf = FIRST[0] | {"parse_data": {"intent": {"name": "choose_theme", "confidence": 0.9}, "entities": []}}
    told = str(_told(tmp_path, _without(FIRST, 0, deaf), SECOND))
    assert "at finde employees (theme)" in told
    assert "at finde intet" in told


def test_the_report_tells_the_talk_so_far_and_how_the_message_was_understood(tmp_path: Path) -> None:
    """Name, each message with its intent and actions, the assistant's words, confidence and the next best guess."""
    told = str(_told(tmp_path, FIRST, _without(SECOND, 1, ACTION)))
    assert "«Et råd undervejs»" in told
    assert "lederen: om mine folk\n    choose_theme → action_choose_theme, reflection_form" in told
    assert "assistenten: Hvad vil du gøre?" in told
    assert "ask_advice (42 %), dernæst ask_case (38 %)" in told


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("action: action_suggest_advice", "checkpoint: x", 15, "checkpoint"),
        ("        intent: ask_advice\n", "", 13, "både tekst og hensigt"),
        ("    steps:", "    trin:", 3, "«steps:»"),
        ("      - active_loop: null", "\t- active_loop: null", 16, "kan ikke læses"),
        ("stories:", "samtaler:", None, "«stories:»"),
    ],
)
def test_a_story_with_a_slip_is_named_with_file_and_line(
    tmp_path: Path, old: str, new: str, line: int | None, sentence: str
) -> None:
    """One Danish sentence."""
    file = tmp_path / "test_slip.yml"
    file.write_text(STORY.replace(old, new), encoding="utf-8")
    with pytest.raises(BadStory, match=sentence) as error:
        read_stories(file)
    assert f"test_slip.yml:{line}:" in str(error.value) or line is None
