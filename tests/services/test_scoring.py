"""Models hear phrases in processes of their own; a script stands for each."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from bot.services import scoring
from bot.services.environment import start_child
from bot.training.phrases import Phrase

PHRASES = [Phrase(f"sætning {number}", "greet", "employees-safety", "prøvesæt 1") for number in range(3_000)]
ROW = '{"intent": "ord", "taken_as": "command", "entities": [{"entity": "theme", "value": "mindset"}], "ms": 2.5}'
ECHO = f"""
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps(json.loads('''{ROW}''') | {{"intent": asked["text"] + " " + asked["open_question"]}}), flush=True)
"""


def _ear(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    def start(_command: list[str], **pipes: Any) -> Any:
        return start_child([sys.executable, "-c", code], **pipes)

    monkeypatch.setattr(scoring, "start_child", start)


def test_each_model_hears_every_phrase_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text and open question reach it, with æ, ø and å; what it says comes back in order, more of it than a pipe holds."""
    _ear(monkeypatch, ECHO)
    steps: list[int] = []
    heard = scoring.hear([Path("a.tar.gz"), Path("b.tar.gz")], PHRASES, lambda: steps.append(1))
    expected = [f"{phrase.text} employees-safety" for phrase in PHRASES]
    assert [[each.intent for each in rows] for rows in heard] == [expected, expected]
    assert heard[0][0].values == {("theme", "mindset")}
    assert len(steps) == 2 * len(PHRASES)


@pytest.mark.parametrize("code", ["raise SystemExit(1)", "print('no JSON', flush=True); input()"])
def test_a_model_that_cannot_be_loaded_is_named(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """In one sentence, with the way on."""
    _ear(monkeypatch, code)
    with pytest.raises(scoring.CannotScore, match=r"b kan ikke indlæses.*Træn en ny"):
        scoring.hear([Path("b.tar.gz")], PHRASES)
